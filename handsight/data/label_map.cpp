// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/label_map.h"

#include <algorithm>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/data/keypoint_parts.h"

namespace handsight {
namespace {

bool keeps(const LabelMapOptions& options, const char* label) {
  return std::ranges::find(options.keep, label) != options.keep.end();
}

void check_parts(const std::vector<int>& parts) {
  const bool right_size = parts.empty() || parts.size() == kPartCount + 1;
  const bool known = std::ranges::all_of(
      parts, [](int id) { return id <= static_cast<int>(kPartCount) || id == kIgnore; });
  if (!right_size || !known) {
    fail("labels: option parts has ", parts.size(),
         " ids; expected 17, one for each part 0 to 16, each 0 to 16 or 255");
  }
}

/// Ignores what lies within `reach` pixels of another value, row- and columnwise.
Image without_edges(const Image& mask, int reach) {
  Image result = mask;
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      const std::uint8_t own = *mask.at(x, y);
      const auto differs = [&](int other_x, int other_y) {
        return other_x >= 0 && other_y >= 0 && other_x < mask.width && other_y < mask.height &&
               *mask.at(other_x, other_y) != own;
      };
      for (int step = 1; step <= reach; ++step) {
        if (!differs(x - step, y) && !differs(x + step, y) && !differs(x, y - step) &&
            !differs(x, y + step)) {
          continue;
        }
        *result.at(x, y) = kIgnore;
        break;
      }
    }
  }
  return result;
}

void map_mask(Image& mask, const LabelMapOptions& options) {
  if (mask.empty()) return;
  if (options.ignore_edge_px > 0) mask = without_edges(mask, options.ignore_edge_px);
  for (auto& value : mask.pixels) {
    if (value == kHand && options.hand == "ignore") value = kIgnore;
    if (value == kBackground && options.background == "ignore") value = kIgnore;
  }
}

void map_parts(Image& map, const std::vector<int>& parts) {
  if (parts.empty()) return;
  for (auto& id : map.pixels) {
    if (id < parts.size()) id = static_cast<std::uint8_t>(parts[id]);
  }
}

}  // namespace

Sample map_labels(Sample sample, const LabelMapOptions& options) {
  check_parts(options.parts);
  if (options.parts_by_keypoints) sample = with_keypoint_parts(std::move(sample));
  if (!keeps(options, "mask")) sample.mask = {};
  if (!keeps(options, "sides")) sample.sides = {};
  if (!keeps(options, "depth")) sample.depth = {};
  if (!keeps(options, "parts")) {
    sample.parts_left = {};
    sample.parts_right = {};
  }
  if (!keeps(options, "keypoints")) {
    for (auto& hand : sample.hands) {
      hand.keypoints.reset();
      hand.joints_mm.reset();
    }
  }
  map_mask(sample.mask, options);
  map_parts(sample.parts_left, options.parts);
  map_parts(sample.parts_right, options.parts);
  return sample;
}

}  // namespace handsight
