// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/keypoint_table.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/json.h"
#include "handsight/data/keypoint_numbers.h"
#include "handsight/formats/text.h"

namespace handsight {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 28U;
constexpr double kFarthest_px = 1e5;

std::optional<HandPoints> points_of(const Json& entry) {
  if (!entry.is_object() || !entry.contains("keypoints")) return std::nullopt;
  const Json& list = entry["keypoints"];
  if (!list.is_array() || list.size() != kKeypointCount) return std::nullopt;
  HandPoints points;
  for (std::size_t k = 0; k < kKeypointCount; ++k) {
    const Json& pair = list[k];
    if (!pair.is_array() || pair.size() < 2 || !pair[0].is_number() || !pair[1].is_number()) {
      return std::nullopt;
    }
    const auto x = pair[0].get<double>();
    const auto y = pair[1].get<double>();
    if (!(std::abs(x) < kFarthest_px && std::abs(y) < kFarthest_px)) return std::nullopt;
    points[k] = {static_cast<float>(x), static_cast<float>(y)};
  }
  return points;
}

bool holds(const Json& tree, const char* name, bool (Json::*kind)() const noexcept) {
  return tree.is_object() && tree.contains(name) && (tree[name].*kind)();
}

}  // namespace

KeypointTable read_keypoint_table(const std::filesystem::path& path) {
  const Json tree = Json::parse(read_text(path, kMostBytes), nullptr, false);
  KeypointTable table;
  const auto add = [&table](const std::string& stem, const Json& entry) {
    if (const auto points = points_of(entry)) table[stem] = *points;
  };
  if (holds(tree, "files", &Json::is_object)) {
    for (const auto& [stem, entry] : tree["files"].items()) add(stem, entry);
  } else if (holds(tree, "frames", &Json::is_array)) {
    for (const Json& entry : tree["frames"]) {
      if (!holds(entry, "file", &Json::is_string)) continue;
      add(std::filesystem::path(entry["file"].get<std::string>()).stem().string(), entry);
    }
  } else {
    fail<FileError>(path.string(),
                    ": found no keypoints; expected JSON with a table 'files' of "
                    "stem -> keypoints, or a list 'frames' of file and keypoints");
  }
  return table;
}

Keypoints keypoints_in(const HandPoints& points, int width, int height) {
  Keypoints labels;
  for (std::size_t k = 0; k < kKeypointCount; ++k) {
    const auto [x, y] = points[k];
    labels[k] = {x, y, visible_inside(x, y, width, height)};
  }
  return labels;
}

}  // namespace handsight
