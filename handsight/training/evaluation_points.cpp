// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/evaluation_points.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <ATen/ATen.h>

#include "handsight/tensors/batch.h"

namespace handsight {
namespace {

constexpr double kBorder_px = 4.0;

/// Points of one look, in pixels of the square that was shown.
struct FoundPoints {
  std::array<Vec2, kKeypointCount> points{};
  std::size_t count = 0;
};

FoundPoints points_of(Network& network, const at::Tensor& square, const EvaluationOptions& options,
                      bool mirrored) {
  const auto image = tensor_to_image(mirrored ? square.flip({2}) : square);
  const auto maps =
      output_named(predict_once(network, image, options), network.outputs(), "keypoints")
          .contiguous();
  const auto width = static_cast<int>(maps.size(2));
  const auto height = static_cast<int>(maps.size(1));
  const auto pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  const DecodeOptions decode{.decoding = options.decoding, .window = 1};
  FoundPoints found{.count = std::min(kKeypointCount, static_cast<std::size_t>(maps.size(0)))};
  for (std::size_t i = 0; i < found.count; ++i) {
    const auto at =
        decode_heatmap({maps.data_ptr<float>() + i * pixels, pixels}, width, height, decode);
    found.points[i] = {static_cast<float>(mirrored ? width - 1 - at.x : at.x),
                       static_cast<float>(at.y)};
  }
  return found;
}

bool is_at_border(const Vec2& point, double last) {
  const double x = point.x, y = point.y;
  return std::min({x, y, last - x, last - y}) < kBorder_px;
}

/// From pixels of the square, mirrored or not, to those of the picture.
Vec2 in_picture(const Vec2& point, const HandCrop& crop, double last) {
  const auto x = crop.mirrored ? static_cast<float>(last) - point.x : point.x;
  return crop.crop_from_picture.inverse() * Vec2{x, point.y};
}

}  // namespace

std::optional<PredictedHand> find_keypoints(Network& network, const Sample& sample,
                                            const EvaluationOptions& options) {
  check_scales(options.predict.scales);
  const torch::NoGradGuard no_grad;
  std::optional<PredictedHand> found;
  std::array<Vec2, kKeypointCount> sums{};
  float looks = 0.0F;
  const auto add = [&](const FoundPoints& seen, const HandCrop& crop, double last) {
    for (std::size_t i = 0; i < seen.count; ++i) {
      sums[i] = sums[i] + in_picture(seen.points[i], crop, last);
    }
    looks += 1.0F;
  };
  for (const double scale : options.predict.scales) {
    const auto size = std::llround(scale * static_cast<double>(options.predict.longest_px));
    const auto crop = choose_hand_crop(sample, static_cast<int>(size), options.hand_crop, {});
    if (!crop) return {};
    const auto square =
        make_batch(
            {sample},
            {.height = size, .width = size, .fit = Fit::kHandCrop, .hand = options.hand_crop})
            .image[0];
    const auto last = static_cast<double>(size - 1);
    const auto seen = points_of(network, square, options, false);
    if (!found) {
      const auto picture_from_crop = crop->crop_from_picture.inverse();
      const auto corner = picture_from_crop * Vec2{0.0F, 0.0F};
      const auto side = static_cast<float>(last * picture_from_crop.xx);
      found = PredictedHand{.hand = crop->hand,
                            .border_px = kBorder_px * picture_from_crop.xx,
                            .crop = {.x = corner.x, .y = corner.y, .width = side, .height = side}};
      for (std::size_t i = 0; i < seen.count; ++i) {
        found->at_border.push_back(is_at_border(seen.points[i], last));
      }
    }
    add(seen, *crop, last);
    if (options.flip) add(points_of(network, square, options, true), *crop, last);
  }
  for (std::size_t i = 0; i < found->at_border.size(); ++i) {
    found->keypoints[i] = {
        .x = sums[i].x / looks, .y = sums[i].y / looks, .visibility = Visibility::kVisible};
  }
  return found;
}

}  // namespace handsight
