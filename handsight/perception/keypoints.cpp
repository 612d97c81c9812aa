// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/keypoints.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/geometry/resample.h"
#include "handsight/perception/rectangle.h"

namespace handsight {
namespace {

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

Image cut(const Image& frame, const Box& box) {
  Image picture(box.width, box.height, frame.channels);
  const auto row_bytes =
      static_cast<std::size_t>(box.width) * static_cast<std::size_t>(frame.channels);
  for (int y = 0; y < box.height; ++y) {
    std::copy_n(frame.at(box.x, box.y + y), row_bytes, picture.at(0, y));
  }
  return picture;
}

/// The part of a frame that a crop shows, at the crop's resolution where the crop's is the lower
/// one: single pixels of the frame would miss most of it.
struct Patch {
  Image picture{};
  Affine patch_from_frame{};
};

/// First and one past the last pixel of an axis within `reach` of `centre`, at least one.
std::pair<int, int> covered(double centre, double reach, int size) {
  const int first = static_cast<int>(std::clamp(std::floor(centre - reach), 0.0, size - 1.0));
  const int end = static_cast<int>(
      std::clamp(std::ceil(centre + reach) + 1.0, first + 1.0, static_cast<double>(size)));
  return {first, end};
}

Patch patch_around(const Image& frame, const Crop& crop, double frame_px) {
  const double reach = crop.side / 2.0 + 2.0 * std::max(1.0, frame_px);
  const auto [left, right] = covered(crop.centre_x, reach, frame.width);
  const auto [top, bottom] = covered(crop.centre_y, reach, frame.height);
  const Box box{left, top, right - left, bottom - top};
  const auto shrunk = [frame_px](int size) {
    return frame_px > 1.0 ? std::max(1, static_cast<int>(std::lround(size / frame_px))) : size;
  };
  Patch patch{.picture = cut(frame, box)};
  const int width = shrunk(box.width), height = shrunk(box.height);
  if (frame_px > 1.0) patch.picture = resample_bilinear(patch.picture, width, height);
  const double zoom_x = static_cast<double>(width) / box.width;
  const double zoom_y = static_cast<double>(height) / box.height;
  patch.patch_from_frame = {.xx = zoom_x,
                            .x0 = zoom_x * (0.5 - box.x) - 0.5,
                            .yy = zoom_y,
                            .y0 = zoom_y * (0.5 - box.y) - 0.5};
  return patch;
}

/// The two pixels of an axis between which a place lies, the border continued.
struct Tap {
  int low = 0;
  int high = 0;
  double share = 0.0;  ///< of `high`
};

Tap tap_at(double place, int size) {
  const double inside = std::clamp(place, 0.0, size - 1.0);
  const int low = static_cast<int>(inside);
  return {.low = low, .high = std::min(low + 1, size - 1), .share = inside - low};
}

void sample(const Image& picture, const Tap& column, const Tap& row, std::uint8_t* pixel) {
  for (int c = 0; c < picture.channels; ++c) {
    const auto across = [&](int y) {
      return (1 - column.share) * picture.at(column.low, y)[c] +
             column.share * picture.at(column.high, y)[c];
    };
    const double value = (1 - row.share) * across(row.low) + row.share * across(row.high);
    pixel[c] = static_cast<std::uint8_t>(value + 0.5);
  }
}

template <std::size_t... I>
std::array<OneEuroFilter, sizeof...(I)> filters(const OneEuroOptions& options,
                                                std::index_sequence<I...>) {
  return {((void)I, OneEuroFilter(options))...};
}

}  // namespace

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
  const bool is_somewhere = std::isfinite(crop.centre_x) && std::isfinite(crop.centre_y) &&
                            std::isfinite(crop.side) && crop.side > 0.0;
  if (frame.empty() || crop_px < 1 || !is_somewhere) {
    fail("crop: expected a picture, a side of 1 pixel or more and a place, found ", frame.width,
         " x ", frame.height, ", ", crop_px, " and a square of ", crop.side, " at ", crop.centre_x,
         ", ", crop.centre_y);
  }
  const Patch patch = patch_around(frame, crop, crop.side / crop_px);
  const Affine map = patch.patch_from_frame * frame_from_crop(crop, crop_px, view);
  Image picture(crop_px, crop_px, frame.channels);
  for (int v = 0; v < crop_px; ++v) {
    const Tap row = tap_at(map.yy * v + map.y0, patch.picture.height);
    for (int u = 0; u < crop_px; ++u) {
      const Tap column = tap_at(map.xx * u + map.x0, patch.picture.width);
      sample(patch.picture, column, row, picture.at(u, v));
    }
  }
  return picture;
}

HandKeypoints moved(HandKeypoints keypoints, const Affine& target_from_source) {
  const Affine& a = target_from_source;
  for (auto& point : keypoints) {
    const double x = point.x;
    point.x = a.xx * x + a.xy * point.y + a.x0;
    point.y = a.yx * x + a.yy * point.y + a.y0;
  }
  return keypoints;
}

HandKeypoints in_frame(const HandKeypoints& in_crop, const Affine& frame_from_crop, int frame_width,
                       int frame_height) {
  HandKeypoints keypoints = moved(in_crop, frame_from_crop);
  for (auto& point : keypoints) {
    if (point.x < -0.5 || point.y < -0.5 || point.x > frame_width - 0.5 ||
        point.y > frame_height - 0.5) {
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
