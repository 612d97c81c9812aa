// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/checkpoint_info.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"

namespace handsight {
namespace {

constexpr std::string_view kNetwork = "handsight.network";
constexpr std::string_view kOptions = "handsight.options";
constexpr std::string_view kTask = "handsight.task";
constexpr std::string_view kClasses = "handsight.classes";
constexpr std::string_view kMean = "handsight.mean";
constexpr std::string_view kStd = "handsight.std";
constexpr std::string_view kInputSize = "handsight.input_size";
constexpr std::array kKeys{kNetwork, kOptions, kTask, kClasses, kMean, kStd, kInputSize};

bool is_key(std::string_view name) {
  return std::find(kKeys.begin(), kKeys.end(), name) != kKeys.end();
}

/// JSON text; bytes that are no UTF-8 are replaced.
std::string dumped(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// What is wrong with `info`, or nothing.
std::optional<std::string> fault_of(const CheckpointInfo& info) {
  constexpr std::size_t kLongestName = 256;
  constexpr std::size_t kMostClasses = 1024;
  constexpr std::int64_t kShortestSide = 16;
  constexpr std::int64_t kLongestSide = 16384;
  const auto is_name = [](const std::string& text) {
    return !text.empty() && text.size() <= kLongestName;
  };
  if (!is_name(info.network)) return "the network's name is empty or too long";
  if (!is_name(info.task)) return "the task is empty or too long";
  if (info.classes.empty() || info.classes.size() > kMostClasses) {
    return "there are " + std::to_string(info.classes.size()) + " classes, expected 1 to 1024";
  }
  if (!std::all_of(info.classes.begin(), info.classes.end(), is_name)) {
    return "the name of a class is empty or too long";
  }
  for (const auto* values : {&info.normalisation.mean, &info.normalisation.std}) {
    const auto finite = [](double value) { return std::isfinite(value); };
    if (values->size() != 3 || !std::all_of(values->begin(), values->end(), finite)) {
      return "mean and std need three finite numbers each";
    }
  }
  for (const double value : info.normalisation.std) {
    if (!(value > 0.0)) return "std has a value that is not positive";
  }
  for (const auto side : {info.input_height, info.input_width}) {
    if (side < kShortestSide || side > kLongestSide) {
      return "the input size is " + std::to_string(info.input_height) + " x " +
             std::to_string(info.input_width) + ", each side must be in [16, 16384]";
    }
  }
  return std::nullopt;
}

/// Reads entries of one header and names the file in every complaint.
class HeaderReader {
 public:
  HeaderReader(const Metadata& metadata, std::string_view source)
      : metadata_(metadata), source_(source) {}

  [[nodiscard]] std::string text(std::string_view key) const {
    const auto found = metadata_.find(key);
    if (found == metadata_.end()) {
      fail<ModelError>(source_, ": no '", key,
                       "' in its header; this is no handsight model, load it as weights instead");
    }
    return found->second;
  }

  [[nodiscard]] Json json(std::string_view key) const {
    constexpr std::size_t kMostBytes = std::size_t{1} << 18U;
    constexpr int kDeepest = 4;
    const auto found = text(key);
    bool deep = false;
    const auto shallow = [&](int depth, Json::parse_event_t, Json&) {
      deep = deep || depth > kDeepest;
      return depth <= kDeepest;
    };
    const bool fits = found.size() <= kMostBytes;
    auto value = fits ? Json::parse(found, shallow, false) : Json(Json::value_t::discarded);
    if (value.is_discarded() || deep) {
      fail<ModelError>(source_, ": '", key, "' in its header is no short, flat JSON");
    }
    return value;
  }

  template <class Value>
  [[nodiscard]] std::vector<Value> list(std::string_view key) const {
    const auto value = json(key);
    const auto fits = [](const Json& item) {
      if constexpr (std::is_same_v<Value, std::string>) return item.is_string();
      if constexpr (std::is_same_v<Value, double>) return item.is_number();
      // an unsigned number beyond int64 would wrap
      return item.is_number_integer() &&
             !(item.is_number_unsigned() && item.template get<std::int64_t>() < 0);
    };
    if (!value.is_array() || !std::all_of(value.begin(), value.end(), fits)) {
      fail<ModelError>(source_, ": '", key, "' in its header is not a list of ",
                       std::is_same_v<Value, std::string> ? "texts" : "numbers");
    }
    return value.template get<std::vector<Value>>();
  }

 private:
  const Metadata& metadata_;
  std::string source_;
};

}  // namespace

Metadata make_metadata(const CheckpointInfo& info) {
  if (const auto fault = fault_of(info)) fail("model header: ", *fault);
  Metadata metadata = info.notes;
  for (const auto& note : info.notes) {
    if (is_key(note.first)) fail("model header: a note may not be called '", note.first, "'");
  }
  const auto put = [&](std::string_view key, std::string value) {
    metadata.emplace(std::string(key), std::move(value));
  };
  put(kNetwork, info.network);
  put(kOptions, info.options == nullptr || info.options->is_null() ? "{}" : dumped(*info.options));
  put(kTask, info.task);
  put(kClasses, dumped(Json(info.classes)));
  put(kMean, dumped(Json(info.normalisation.mean)));
  put(kStd, dumped(Json(info.normalisation.std)));
  put(kInputSize, dumped(Json({info.input_height, info.input_width})));
  return metadata;
}

CheckpointInfo parse_metadata(const Metadata& metadata, std::string_view source) {
  const HeaderReader header(metadata, source);
  CheckpointInfo info;
  info.network = header.text(kNetwork);
  if (metadata.contains(kOptions)) {
    info.options = std::make_shared<const Json>(header.json(kOptions));
  }
  info.task = header.text(kTask);
  info.classes = header.list<std::string>(kClasses);
  info.normalisation = {.mean = header.list<double>(kMean), .std = header.list<double>(kStd)};
  const auto size = header.list<std::int64_t>(kInputSize);
  if (size.size() != 2) {
    fail<ModelError>(source, ": '", kInputSize, "' in its header needs height and width, found ",
                     size.size(), " numbers");
  }
  info.input_height = size[0];
  info.input_width = size[1];
  if (const auto fault = fault_of(info)) fail<ModelError>(source, ": in its header ", *fault);
  for (const auto& [key, value] : metadata) {
    if (!is_key(key)) info.notes.emplace(key, value);
  }
  return info;
}

}  // namespace handsight
