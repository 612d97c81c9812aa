// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/sample_resize.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "handsight/imaging/transform.h"

namespace handsight {
namespace {

DepthMap resize_depth(const DepthMap& depth, int width, int height) {
  DepthMap resized{.width = width, .height = height, .unit = depth.unit};
  resized.values.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y) {
    const int from_y = (2 * y + 1) * depth.height / (2 * height);
    for (int x = 0; x < width; ++x) {
      const int from_x = (2 * x + 1) * depth.width / (2 * width);
      const auto at = static_cast<std::size_t>(from_y) * static_cast<std::size_t>(depth.width) +
                      static_cast<std::size_t>(from_x);
      resized.values.push_back(depth.values[at]);
    }
  }
  return resized;
}

void resize_hand(HandLabel& hand, float zoom_x, float zoom_y) {
  if (hand.keypoints) {
    for (auto& point : *hand.keypoints) {
      point.x = (point.x + 0.5F) * zoom_x - 0.5F;
      point.y = (point.y + 0.5F) * zoom_y - 0.5F;
    }
  }
  if (hand.box) {
    hand.box = LabelBox{.x = hand.box->x * zoom_x,
                        .y = hand.box->y * zoom_y,
                        .width = hand.box->width * zoom_x,
                        .height = hand.box->height * zoom_y};
  }
}

}  // namespace

Sample resize_sample(Sample sample, int width, int height) {
  const float zoom_x = static_cast<float>(width) / static_cast<float>(sample.image.width);
  const float zoom_y = static_cast<float>(height) / static_cast<float>(sample.image.height);
  sample.image = resize(sample.image, width, height, Interpolation::kArea);
  for (auto* map : {&sample.mask, &sample.sides, &sample.parts_left, &sample.parts_right}) {
    if (!map->empty()) *map = resize(*map, width, height, Interpolation::kNearest);
  }
  if (!sample.depth.empty()) sample.depth = resize_depth(sample.depth, width, height);
  if (sample.camera) sample.camera = resized(*sample.camera, zoom_x, zoom_y);
  for (auto& hand : sample.hands) resize_hand(hand, zoom_x, zoom_y);
  return sample;
}

Sample shrink_sample(Sample sample, int longest_px) {
  const int side = std::max(sample.image.width, sample.image.height);
  if (side <= longest_px) return sample;
  const double zoom = static_cast<double>(longest_px) / side;
  const auto scaled = [zoom](int length) {
    return std::max(1, static_cast<int>(std::lround(length * zoom)));
  };
  const int width = scaled(sample.image.width);
  const int height = scaled(sample.image.height);
  return resize_sample(std::move(sample), width, height);
}

}  // namespace handsight
