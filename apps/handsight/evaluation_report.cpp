// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluation_report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/training/evaluation.h"

namespace handsight {
namespace {

std::string padded(const std::string& text, std::size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string left_aligned(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

const std::string kIndent = "  ";
constexpr std::size_t kName = 32;
constexpr std::size_t kNumber = 10;
constexpr std::size_t kInterval = 19;
constexpr std::size_t kTrivial = 16;

std::string row_text(const std::string& name, const MeasuredValue& value) {
  auto line = left_aligned(kIndent + name, kName) + padded(number_text(value.value), kNumber) +
              padded(interval_text(value), kInterval);
  for (const double trivial : value.trivial) line += padded(number_text(trivial), kTrivial);
  return line + "\n";
}

MeasuredValue value_of(const DataResult& result, const std::string& metric) {
  for (const auto& measurement : result.measurements) {
    for (const auto& value : measurement.values) {
      if (measurement.protocol + "." + value.name == metric) return value;
    }
  }
  const double none = std::nan("");
  return {.name = metric, .value = none, .low = none, .high = none};
}

template <class List, class Value>
std::size_t index_or_add(List& list, const Value& value) {
  const auto found = std::find(list.begin(), list.end(), value);
  if (found != list.end()) return static_cast<std::size_t>(found - list.begin());
  list.push_back(value);
  return list.size() - 1;
}

Json pictures_json(const std::vector<PictureRecord>& pictures) {
  auto list = Json::array();
  for (const auto& picture : pictures) {
    Json item{{"id", picture.id}};
    if (!picture.video.empty()) item["video"] = picture.video;
    for (const auto task :
         {Task::kMask, Task::kSides, Task::kParts, Task::kDepth, Task::kKeypoints}) {
      if (!has_task(picture, task)) continue;
      const double quality = picture_quality(picture, task);
      item[std::string(name_of(task))] = std::isnan(quality) ? Json() : Json(quality);
    }
    list.push_back(std::move(item));
  }
  return list;
}

}  // namespace

std::string number_text(double value) {
  if (std::isnan(value)) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", value);
  return text;
}

std::string interval_text(const MeasuredValue& value) {
  if (std::isnan(value.low)) return "-";
  return number_text(value.low) + " to " + number_text(value.high);
}

std::string text_of(const DataResult& result) {
  std::string text = result.model + " on " + result.data + ": " +
                     std::to_string(result.pictures.size()) + " pictures\n";
  const std::vector<std::string>* shown = nullptr;
  for (const auto& measurement : result.measurements) {
    if (shown == nullptr || *shown != measurement.trivial) {
      text += left_aligned(kIndent + "protocol.value", kName) + padded("model", kNumber) +
              padded("95 % interval", kInterval);
      for (const auto& name : measurement.trivial) text += padded(name, kTrivial);
      text += "\n";
      shown = &measurement.trivial;
    }
    for (const auto& value : measurement.values) {
      text += row_text(measurement.protocol + "." + value.name, value);
    }
  }
  for (const auto& [bin, measurement] : result.sizes) {
    text += row_text(measurement.protocol + "." + measurement.values.front().name + ", " + bin +
                         " hands (" + std::to_string(measurement.pictures) + ")",
                     measurement.values.front());
  }
  return text;
}

std::string gains_text(const Measurement& before, const Measurement& after) {
  std::string text;
  const auto gains = difference(before, after);
  for (std::size_t i = 0; i < gains.size(); ++i) {
    char gain[32];
    std::snprintf(gain, sizeof gain, "%+.4f", gains[i].value);
    text += left_aligned(kIndent + after.protocol + "." + gains[i].name, kName) +
            padded(number_text(before.values[i].value), kNumber) + " -> " +
            number_text(after.values[i].value) + "  " + gain + "\n";
  }
  return text;
}

CrossMatrix cross_matrix(const std::vector<DataResult>& results, const std::string& metric) {
  CrossMatrix matrix{.metric = metric};
  for (const auto& result : results) {
    const auto row = index_or_add(matrix.models, result.model);
    const auto column = index_or_add(matrix.data, result.data);
    matrix.cells.resize(std::max(matrix.cells.size(), row + 1));
    matrix.cells[row].resize(std::max(matrix.cells[row].size(), column + 1));
    matrix.cells[row][column] = value_of(result, metric);
  }
  return matrix;
}

std::string text_of(const CrossMatrix& matrix) {
  std::size_t name_width = matrix.metric.size();
  for (const auto& model : matrix.models) name_width = std::max(name_width, model.size());
  std::size_t width = kNumber;
  for (const auto& data : matrix.data) width = std::max(width, data.size() + 2);
  std::string text = left_aligned(matrix.metric, name_width);
  for (const auto& data : matrix.data) text += padded(data, width);
  for (std::size_t row = 0; row < matrix.models.size(); ++row) {
    text += "\n";
    text += left_aligned(matrix.models[row], name_width);
    for (const auto& cell : matrix.cells[row]) text += padded(number_text(cell.value), width);
  }
  return text + "\n";
}

Json to_json(const std::vector<DataResult>& results) {
  Json json{{"data", Json::array()}};
  for (const auto& result : results) {
    auto metrics = Json::object();
    auto protocols = Json::array();
    for (const auto& measurement : result.measurements) {
      protocols.push_back(to_json(measurement));
      for (const auto& value : measurement.values) {
        metrics[measurement.protocol + "." + value.name] =
            std::isnan(value.value) ? Json() : Json(value.value);
      }
    }
    auto sizes = Json::object();
    for (const auto& [bin, measurement] : result.sizes) sizes[bin] = to_json(measurement);
    json["data"].push_back({{"model", result.model},
                            {"name", result.data},
                            {"pictures", result.pictures.size()},
                            {"metrics", metrics},
                            {"protocols", protocols},
                            {"sizes", sizes},
                            {"per_picture", pictures_json(result.pictures)}});
  }
  return json;
}

std::vector<Measurement> measurements_from_json(const Json& json, const std::string& source) {
  std::vector<Measurement> measurements;
  if (!json.is_object() || !json.contains("data") || !json["data"].is_array()) {
    fail<FileError>(source, ": no result of 'handsight evaluate --json'");
  }
  for (const auto& result : json["data"]) {
    if (!result.is_object() || !result.contains("protocols")) continue;
    for (const auto& protocol : result["protocols"]) {
      measurements.push_back(measurement_from_json(protocol, source));
    }
  }
  return measurements;
}

}  // namespace handsight
