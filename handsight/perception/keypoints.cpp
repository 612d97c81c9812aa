// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/keypoints.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/perception/rectangle.h"

namespace handsight {
namespace {

HandKeypoint decode_one(std::span<const float> map, int width, int height,
                        const DecodeOptions& options) {
  const auto peak = static_cast<int>(std::max_element(map.begin(), map.end()) - map.begin());
  const int peak_x = peak % width;
  const int peak_y = peak / width;
  const int reach_x = std::min({options.window / 2, peak_x, width - 1 - peak_x});
  const int reach_y = std::min({options.window / 2, peak_y, height - 1 - peak_y});
  double sum = 0.0;
  double sum_x = 0.0;
  double sum_y = 0.0;
  for (int y = peak_y - reach_y; y <= peak_y + reach_y; ++y) {
    for (int x = peak_x - reach_x; x <= peak_x + reach_x; ++x) {
      const double value = std::max(0.0F, map[static_cast<std::size_t>(y * width + x)]);
      sum += value;
      sum_x += value * x;
      sum_y += value * y;
    }
  }
  const double confidence =
      std::clamp(static_cast<double>(map[static_cast<std::size_t>(peak)]), 0.0, 1.0);
  return {.x = sum > 0.0 ? sum_x / sum : peak_x,
          .y = sum > 0.0 ? sum_y / sum : peak_y,
          .confidence = confidence,
          .state = confidence >= options.min_confidence ? KeypointState::kVisible
                                                        : KeypointState::kOccluded};
}

// Pixel centres at whole numbers become places between pixel edges.
Rectangle box_of(const HandKeypoints& keypoints) {
  const auto [left, right] = std::minmax_element(
      keypoints.begin(), keypoints.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
  const auto [top, bottom] = std::minmax_element(
      keypoints.begin(), keypoints.end(), [](const auto& a, const auto& b) { return a.y < b.y; });
  return {left->x, top->y, right->x - left->x + 1.0, bottom->y - top->y + 1.0};
}

double mean_confidence(const HandKeypoints& keypoints) {
  double sum = 0.0;
  for (const auto& keypoint : keypoints) sum += keypoint.confidence;
  return sum / static_cast<double>(keypoints.size());
}

bool can_be_trusted(const HandKeypoints& last, const Rectangle& mask_box,
                    const CropOptions& options) {
  return mean_confidence(last) >= options.min_confidence &&
         iou(box_of(last), mask_box) >= options.min_agreement;
}

Crop around(const Rectangle& box, double margin) {
  return {.centre_x = centre_x(box) - 0.5,
          .centre_y = centre_y(box) - 0.5,
          .side = margin * std::max(box.width, box.height)};
}

template <std::size_t... I>
std::array<OneEuroFilter, sizeof...(I)> filters(const OneEuroOptions& options,
                                                std::index_sequence<I...>) {
  return {((void)I, OneEuroFilter(options))...};
}

}  // namespace

HandKeypoints decode_heatmaps(std::span<const float> maps, int width, int height,
                              const DecodeOptions& options) {
  const auto map_size =
      static_cast<std::size_t>(std::max(width, 0)) * static_cast<std::size_t>(std::max(height, 0));
  if (map_size == 0 || maps.size() != kKeypointCount * map_size) {
    fail("heat maps: expected ", kKeypointCount, " x ", height, " x ", width, " values, found ",
         maps.size());
  }
  HandKeypoints keypoints{};
  for (std::size_t k = 0; k < kKeypointCount; ++k) {
    keypoints[k] = decode_one(maps.subspan(k * map_size, map_size), width, height, options);
  }
  return keypoints;
}

std::optional<Crop> choose_crop(const Rectangle& box, const std::optional<HandKeypoints>& last,
                                const CropOptions& options) {
  if (std::max(box.width, box.height) < options.min_side_px) return std::nullopt;
  if (!options.follow_keypoints || !last || !can_be_trusted(*last, box, options)) {
    return around(box, options.margin);
  }
  Crop crop = around(box_of(*last), options.margin);
  crop.from_keypoints = true;
  return crop;
}

Affine frame_from_crop(const Crop& crop, int crop_px, CropView view) {
  const double zoom = crop.side / crop_px;
  const double middle = (crop_px - 1) / 2.0;
  const double across = view == CropView::kMirrored ? -zoom : zoom;
  return {.xx = across,
          .x0 = crop.centre_x - across * middle,
          .yy = zoom,
          .y0 = crop.centre_y - zoom * middle};
}

Image cut_crop(const Image& frame, const Crop& crop, int crop_px, CropView view) {
  if (frame.empty() || crop_px < 1) {
    fail("crop: expected a picture and a side of 1 pixel or more, found ", frame.width, " x ",
         frame.height, " and ", crop_px);
  }
  const Affine map = frame_from_crop(crop, crop_px, view);
  Image picture(crop_px, crop_px, frame.channels);
  for (int v = 0; v < crop_px; ++v) {
    const double y = map.yy * v + map.y0;
    for (int u = 0; u < crop_px; ++u) {
      const double x = map.xx * u + map.x0;
      if (!(x >= 0.0 && y >= 0.0 && x <= frame.width - 1 && y <= frame.height - 1)) continue;
      const int left = std::min(static_cast<int>(x), std::max(0, frame.width - 2));
      const int top = std::min(static_cast<int>(y), std::max(0, frame.height - 2));
      const int right = std::min(left + 1, frame.width - 1);
      const int bottom = std::min(top + 1, frame.height - 1);
      const double fx = x - left;
      const double fy = y - top;
      for (int c = 0; c < frame.channels; ++c) {
        const double above = (1 - fx) * frame.at(left, top)[c] + fx * frame.at(right, top)[c];
        const double below = (1 - fx) * frame.at(left, bottom)[c] + fx * frame.at(right, bottom)[c];
        picture.at(u, v)[c] = static_cast<std::uint8_t>((1 - fy) * above + fy * below + 0.5);
      }
    }
  }
  return picture;
}

HandKeypoints in_frame(const HandKeypoints& in_crop, const Affine& frame_from_crop, int frame_width,
                       int frame_height) {
  HandKeypoints keypoints = in_crop;
  for (auto& point : keypoints) {
    const auto& a = frame_from_crop;
    const double x = a.xx * point.x + a.xy * point.y + a.x0;
    const double y = a.yx * point.x + a.yy * point.y + a.y0;
    point.x = x;
    point.y = y;
    if (x < -0.5 || y < -0.5 || x > frame_width - 0.5 || y > frame_height - 0.5) {
      point.state = KeypointState::kOutside;
    }
  }
  return keypoints;
}

KeypointFilter::KeypointFilter(const KeypointFilterOptions& options)
    : options_(options),
      x_(filters(options.point, std::make_index_sequence<kKeypointCount>())),
      y_(x_) {}

HandKeypoints KeypointFilter::update(const HandKeypoints& keypoints, double time_s,
                                     double side_px) {
  if (!options_.enabled) return keypoints;
  if (!(side_px > 0.0)) fail("keypoint filter: expected a hand's side above 0, found ", side_px);
  HandKeypoints steady = keypoints;
  if (!unit_px_) unit_px_ = side_px / 128.0;
  for (std::size_t k = 0; k < kKeypointCount; ++k) {
    steady[k].x = *unit_px_ * x_[k].update(keypoints[k].x / *unit_px_, time_s);
    steady[k].y = *unit_px_ * y_[k].update(keypoints[k].y / *unit_px_, time_s);
  }
  return steady;
}

}  // namespace handsight
