// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/sample_check.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace handsight {
namespace {

bool holds_its_pixels(const Image& image) {
  return image.width > 0 && image.height > 0 && image.channels > 0 &&
         image.pixels.size() == image.pixel_count() * static_cast<std::size_t>(image.channels);
}

std::string size_text(int width, int height) {
  return std::to_string(width) + " x " + std::to_string(height);
}

/// `largest` is the highest value with a meaning below kIgnore.
std::string fault_of_map(const Image& map, std::string_view name, const Image& image,
                         std::uint8_t largest) {
  if (map.empty()) return {};
  if (!holds_its_pixels(map) || map.channels != 1) {
    return std::string(name) + ": is no picture of one channel";
  }
  if (map.width != image.width || map.height != image.height) {
    return std::string(name) + ": is " + size_text(map.width, map.height) + ", the picture " +
           size_text(image.width, image.height);
  }
  const auto strange = std::ranges::find_if(
      map.pixels, [largest](std::uint8_t value) { return value > largest && value != kIgnore; });
  if (strange == map.pixels.end()) return {};
  return std::string(name) + ": holds the value " + std::to_string(int{*strange}) +
         "; expected 0 to " + std::to_string(int{largest}) + " or 255";
}

std::string fault_of_depth(const DepthMap& depth, const Image& image) {
  if (depth.empty()) return {};
  if (depth.width != image.width || depth.height != image.height ||
      depth.values.size() != image.pixel_count()) {
    return "depth: is " + size_text(depth.width, depth.height) + ", the picture " +
           size_text(image.width, image.height);
  }
  const bool finite = std::ranges::all_of(
      depth.values, [](float value) { return std::isfinite(value) && value >= 0.0F; });
  return finite ? std::string() : "depth: holds a negative number or one that is not finite";
}

std::string fault_of_hand(const HandLabel& hand) {
  if (hand.keypoints) {
    const bool finite = std::ranges::all_of(*hand.keypoints, [](const Keypoint& point) {
      return std::isfinite(point.x) && std::isfinite(point.y);
    });
    if (!finite) return "keypoints: one is not finite";
  }
  if (hand.box && !(hand.box->width >= 0.0F && hand.box->height >= 0.0F)) {
    return "box: has a negative side";
  }
  return {};
}

}  // namespace

std::string fault_of(const Sample& sample) {
  if (!holds_its_pixels(sample.image) || sample.image.channels != 3) {
    return "picture: is not RGB";
  }
  for (const auto& fault :
       {fault_of_map(sample.mask, "mask", sample.image, kHand),
        fault_of_map(sample.sides, "sides", sample.image, kRightSide),
        fault_of_map(sample.parts_left, "parts_left", sample.image, kPartCount),
        fault_of_map(sample.parts_right, "parts_right", sample.image, kPartCount),
        fault_of_depth(sample.depth, sample.image)}) {
    if (!fault.empty()) return fault;
  }
  for (const auto& hand : sample.hands) {
    if (auto fault = fault_of_hand(hand); !fault.empty()) return fault;
  }
  return {};
}

}  // namespace handsight
