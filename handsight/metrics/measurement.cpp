// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/measurement.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"

namespace handsight {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

using Cluster = std::vector<const PictureRecord*>;

/// Pictures that were not taken independently, together.
std::vector<Cluster> clusters_of(Pictures pictures) {
  std::vector<Cluster> clusters;
  std::map<std::string, std::size_t> videos;
  for (const auto* picture : pictures) {
    const auto [found, is_new] = videos.try_emplace(picture->video, clusters.size());
    if (picture->video.empty() || is_new) {
      clusters.push_back({picture});
    } else {
      clusters[found->second].push_back(picture);
    }
  }
  return clusters;
}

/// As many clusters as there are, drawn with replacement.
Cluster resample(const std::vector<Cluster>& clusters, Random random) {
  Cluster drawn;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    const auto& cluster = clusters[random.below(clusters.size())];
    drawn.insert(drawn.end(), cluster.begin(), cluster.end());
  }
  return drawn;
}

/// The value below which `share` of the sorted values lie, between its neighbours.
double quantile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const auto above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], position - std::floor(position));
}

void add_intervals(Measurement& measurement, const ProtocolEntry& protocol,
                   const std::vector<Cluster>& clusters, const IntervalOptions& options) {
  std::vector<std::vector<double>> draws(measurement.values.size());
  for (int i = 0; i < options.resamples; ++i) {
    const auto drawn = resample(
        clusters, Random(options.seed.split("bootstrap").split(static_cast<std::uint64_t>(i))));
    const auto values = protocol.measure(drawn);
    for (std::size_t v = 0; v < values.size(); ++v) {
      if (!std::isnan(values[v].value)) draws[v].push_back(values[v].value);
    }
  }
  const double tail = (1 - options.confidence) / 2;
  for (std::size_t v = 0; v < draws.size(); ++v) {
    if (draws[v].empty()) continue;
    std::sort(draws[v].begin(), draws[v].end());
    measurement.values[v].low = quantile(draws[v], tail);
    measurement.values[v].high = quantile(draws[v], 1 - tail);
  }
}

Json number(double value) { return std::isnan(value) ? Json() : Json(value); }

double number(const Json& json) { return json.is_null() ? kNone : json.get<double>(); }

}  // namespace

Measurement measure(const ProtocolEntry& protocol, std::span<const PictureRecord> pictures,
                    std::span<const TrivialPredictor> trivial, const IntervalOptions& options) {
  const auto chosen = with_task(pictures, protocol.task);
  if (chosen.empty()) {
    fail("protocol ", protocol.name, ": no picture has ", name_of(protocol.task),
         " to be measured");
  }
  const auto clusters = clusters_of(chosen);
  Measurement measurement{.protocol = std::string(protocol.name),
                          .data = {},
                          .pictures = chosen.size(),
                          .clusters = clusters.size()};
  for (const auto& [name, value] : protocol.measure(chosen)) {
    measurement.values.push_back({.name = name, .value = value, .low = kNone, .high = kNone});
  }
  for (const auto& predictor : trivial) {
    const auto records = with_task(predictor.pictures, protocol.task);
    if (records.empty()) continue;
    measurement.trivial.push_back(predictor.name);
    const auto values = protocol.measure(records);
    for (std::size_t v = 0; v < values.size(); ++v) {
      measurement.values[v].trivial.push_back(values[v].value);
    }
  }
  if (clusters.size() > 1) add_intervals(measurement, protocol, clusters, options);
  return measurement;
}

std::vector<NamedValue> difference(const Measurement& before, const Measurement& after) {
  const auto describe = [](const Measurement& m) {
    return m.protocol + " over " + std::to_string(m.pictures) + " pictures of " + m.data;
  };
  if (before.protocol != after.protocol || before.data != after.data ||
      before.pictures != after.pictures || before.values.size() != after.values.size()) {
    fail("compare: ", describe(before), " and ", describe(after),
         " are not alike; measure both by one protocol on the same pictures");
  }
  std::vector<NamedValue> gains;
  for (std::size_t v = 0; v < after.values.size(); ++v) {
    gains.push_back({after.values[v].name, after.values[v].value - before.values[v].value});
  }
  return gains;
}

Json to_json(const Measurement& measurement) {
  Json values = Json::object();
  for (const auto& value : measurement.values) {
    Json trivial = Json::object();
    for (std::size_t i = 0; i < value.trivial.size(); ++i) {
      trivial[measurement.trivial[i]] = number(value.trivial[i]);
    }
    values[value.name] = {{"value", number(value.value)},
                          {"low", number(value.low)},
                          {"high", number(value.high)},
                          {"trivial", trivial}};
  }
  return {{"protocol", measurement.protocol},
          {"data", measurement.data},
          {"pictures", measurement.pictures},
          {"clusters", measurement.clusters},
          {"values", values}};
}

Measurement measurement_from_json(const Json& json, const std::string& source) {
  try {
    Measurement measurement{.protocol = json.at("protocol").get<std::string>(),
                            .data = json.at("data").get<std::string>(),
                            .pictures = json.at("pictures").get<std::size_t>(),
                            .clusters = json.at("clusters").get<std::size_t>()};
    for (const auto& item : json.at("values").items()) {
      MeasuredValue value{.name = item.key(),
                          .value = number(item.value().at("value")),
                          .low = number(item.value().at("low")),
                          .high = number(item.value().at("high"))};
      measurement.trivial.clear();
      for (const auto& trivial : item.value().at("trivial").items()) {
        measurement.trivial.push_back(trivial.key());
        value.trivial.push_back(number(trivial.value()));
      }
      measurement.values.push_back(std::move(value));
    }
    return measurement;
  } catch (const Json::exception& error) {
    fail<FileError>(source, ": no measurement of 'handsight evaluate --json': ", error.what());
  }
}

}  // namespace handsight
