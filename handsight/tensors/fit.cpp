// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/geometry/letter_box.h"
#include "handsight/geometry/resample.h"
#include "handsight/tensors/warp.h"

namespace handsight {
namespace {

/// Puts a picture's pixels on one C H W sample of uint8, from `placed`'s corner on.
void paint(const Image& image, const Placement& placed, at::Tensor canvas) {
  const auto channels = static_cast<std::int64_t>(image.channels);
  for (std::int64_t y = 0; y < image.height; ++y) {
    const std::uint8_t* const row = image.at(0, static_cast<int>(y));
    for (std::int64_t c = 0; c < channels; ++c) {
      auto* const target = canvas.data_ptr<std::uint8_t>() +
                           (c * canvas.size(1) + placed.top + y) * canvas.size(2) + placed.left;
      for (std::int64_t x = 0; x < image.width; ++x) target[x] = row[x * channels + c];
    }
  }
}

void require_size(const Sample& sample, const char* label, int width, int height) {
  if (width != sample.image.width || height != sample.image.height) {
    fail(sample.id, ": ", label, " is ", width, " x ", height, ", image is ", sample.image.width,
         " x ", sample.image.height, "; they must be equal");
  }
}

/// Undefined when the sample has no such label.
at::Tensor fit_labels(const Sample& sample, const char* label, const Image& map,
                      const Placement& placed, const FitOptions& options) {
  if (map.empty()) return {};
  require_size(sample, label, map.width, map.height);
  auto canvas = at::full({1, options.height, options.width}, kIgnore, at::kByte);
  paint(resample_nearest(map, static_cast<int>(placed.width), static_cast<int>(placed.height)),
        placed, canvas);
  return canvas;
}

at::Tensor fit_depth(const Sample& sample, const Placement& placed, const FitOptions& options) {
  if (sample.depth.empty()) return {};
  require_size(sample, "depth", sample.depth.width, sample.depth.height);
  const auto depth = at::tensor(sample.depth.values, at::kFloat)
                         .div_(depth_range(sample.depth.unit))
                         .view({1, 1, sample.depth.height, sample.depth.width});
  auto canvas = at::zeros({1, options.height, options.width}, at::kFloat);
  // nearest-exact takes the reading under the centre of each target pixel
  canvas.slice(1, placed.top, placed.top + placed.height)
      .slice(2, placed.left, placed.left + placed.width)
      .copy_(at::_upsample_nearest_exact2d(depth, {placed.height, placed.width}).squeeze(1));
  return canvas;
}

at::Tensor fit_parts(const Sample& sample, const Placement& placed, const FitOptions& options) {
  auto left = fit_labels(sample, "parts_left", sample.parts_left, placed, options);
  auto right = fit_labels(sample, "parts_right", sample.parts_right, placed, options);
  if (!left.defined() && !right.defined()) return {};
  if (!left.defined()) left = at::full_like(right, kIgnore);
  if (!right.defined()) right = at::full_like(left, kIgnore);
  return at::stack({left, right}, 1);
}

at::Tensor unlabelled_keypoints() {
  return at::full({1, static_cast<std::int64_t>(kKeypointCount), 3},
                  static_cast<double>(Visibility::kUnlabelled), at::kFloat);
}

void fit_hand(const Sample& sample, const Placement& placed, Batch& batch) {
  if (sample.hands.size() != 1) {
    const bool labelled = std::any_of(sample.hands.begin(), sample.hands.end(),
                                      [](const HandLabel& hand) { return hand.keypoints; });
    if (labelled) batch.keypoints = unlabelled_keypoints();
    return;
  }
  const auto& hand = sample.hands.front();
  if (hand.side) {
    batch.side = at::full({1}, *hand.side == Side::kLeft ? kLeftSide : kRightSide, at::kByte);
  }
  if (!hand.keypoints) return;
  const float zoom_x = static_cast<float>(placed.width) / static_cast<float>(sample.image.width);
  const float zoom_y = static_cast<float>(placed.height) / static_cast<float>(sample.image.height);
  batch.keypoints = at::empty({1, static_cast<std::int64_t>(kKeypointCount), 3}, at::kFloat);
  auto* value = batch.keypoints.data_ptr<float>();
  for (const auto& keypoint : *hand.keypoints) {
    *value++ = (keypoint.x + 0.5F) * zoom_x - 0.5F + static_cast<float>(placed.left);
    *value++ = (keypoint.y + 0.5F) * zoom_y - 0.5F + static_cast<float>(placed.top);
    *value++ = static_cast<float>(keypoint.visibility);
  }
}

at::Tensor fit_picture(const Image& image, const Placement& placed, const FitOptions& options) {
  auto canvas = at::zeros({1, 3, options.height, options.width}, at::kByte);
  paint(resample_bilinear(image, static_cast<int>(placed.width), static_cast<int>(placed.height)),
        placed, canvas[0]);
  return canvas;
}

Batch fit_sample(const Sample& sample, const FitOptions& options) {
  if (sample.image.channels != 3) {
    fail(sample.id, ": image has ", sample.image.channels, " channels, expected 3 (RGB)");
  }
  const auto placed = place(sample.image.height, sample.image.width, options);
  Batch batch{.image = fit_picture(sample.image, placed, options),
              .mask = fit_labels(sample, "mask", sample.mask, placed, options),
              .sides = fit_labels(sample, "sides", sample.sides, placed, options),
              .parts = fit_parts(sample, placed, options),
              .depth = fit_depth(sample, placed, options),
              .keypoints = {},
              .side = {},
              .ids = {sample.id}};
  fit_hand(sample, placed, batch);
  return batch;
}

/// One sample at its own size times `zoom`, which is at most 1.
Batch shrunk_sample(const Sample& sample, double zoom) {
  const auto side = [zoom](int size) {
    return std::max<std::int64_t>(1, std::llround(zoom * static_cast<double>(size)));
  };
  return fit_sample(sample, {.height = side(sample.image.height),
                             .width = side(sample.image.width),
                             .fit = Fit::kStretch});
}

/// Everything that is known about a sample of which no hand could be cropped: nothing.
void forget_labels(Batch& batch) {
  for_each_map(batch, [](at::Tensor& map) { map = at::full_like(map, kIgnore); });
  if (batch.depth.defined()) batch.depth = at::zeros_like(batch.depth);
  batch.keypoints = unlabelled_keypoints();
  batch.side = at::Tensor();
}

/// Absolute depth as it is behind the lens that crop_lens() speaks of; relative depth stays.
void rescale_depth(const Sample& sample, double zoom, int size_px, Batch& batch) {
  const bool is_known = sample.camera || sample.depth.unit == DepthUnit::kRelative;
  batch.depth =
      is_known ? batch.depth / crop_lens(sample, zoom, size_px) : at::zeros_like(batch.depth);
}

Batch crop_sample(const Sample& sample, const FitOptions& options, std::optional<Seed> variation) {
  const auto size = static_cast<int>(options.width);
  const auto found = choose_hand_crop(sample, size, options.hand, variation);
  const double whole =
      static_cast<double>(size) / std::max(1, std::min(sample.image.width, sample.image.height));
  Sample alone = sample;
  alone.hands.clear();
  if (found) alone.hands.push_back(sample.hands[found->hand]);
  const Affine crop =
      found ? found->crop_from_picture
            : Affine{.xx = whole,
                     .x0 = 0.5 * (size - 1) - whole * 0.5 * (sample.image.width - 1),
                     .yy = whole,
                     .y0 = 0.5 * (size - 1) - whole * 0.5 * (sample.image.height - 1)};
  // shrinks with antialiasing first, since warp() takes single pixels
  Batch batch = shrunk_sample(alone, std::min(1.0, crop.xx));
  const double zoom_x =
      static_cast<double>(batch.image.size(3)) / static_cast<double>(sample.image.width);
  const double zoom_y =
      static_cast<double>(batch.image.size(2)) / static_cast<double>(sample.image.height);
  const Affine shrunk_from_picture{
      .xx = zoom_x, .x0 = 0.5 * zoom_x - 0.5, .yy = zoom_y, .y0 = 0.5 * zoom_y - 0.5};
  const std::array moves{crop * shrunk_from_picture.inverse()};
  batch.image = batch.image.to(at::kFloat).div_(255);
  batch = warp(std::move(batch), moves, {.height = options.height, .width = options.width});
  constexpr std::array<std::int64_t, 1> kOnly{0};
  if (found && found->mirrored) batch = mirror(std::move(batch), kOnly);
  if (batch.depth.defined()) rescale_depth(sample, crop.xx, size, batch);
  if (!found) forget_labels(batch);
  batch.image = batch.image.mul_(255).round_().clamp_(0, 255).to(at::kByte);
  return batch;
}

void require_depth_unit(const std::vector<Sample>& samples, std::optional<DepthUnit> asked) {
  const Sample* first = nullptr;
  for (const auto& sample : samples) {
    if (sample.depth.empty()) continue;
    if (asked && sample.depth.unit != *asked) {
      fail("batch: depth of ", sample.id, " is ",
           *asked == DepthUnit::kRelative ? "in millimetres, expected relative depth"
                                          : "relative, expected millimetres",
           "; change [depth] unit of the recipe or the data");
    }
    if (first == nullptr) first = &sample;
    if (sample.depth.unit != first->depth.unit) {
      fail("batch: depth of ", first->id, " and of ", sample.id,
           " is in different units; train on one of the two data sets");
    }
  }
}

}  // namespace

Placement place(std::int64_t height, std::int64_t width, const FitOptions& options) {
  if (options.fit == Fit::kStretch) {
    return {.top = 0, .left = 0, .height = options.height, .width = options.width};
  }
  const auto box = letter_box(static_cast<int>(width), static_cast<int>(height),
                              static_cast<int>(options.width), static_cast<int>(options.height));
  return {.top = box.top, .left = box.left, .height = box.placed_height, .width = box.placed_width};
}

Batch make_batch(const std::vector<Sample>& samples, const FitOptions& options,
                 std::span<const Seed> variations) {
  if (samples.empty()) fail("batch: no samples");
  if (options.height < 1 || options.width < 1) {
    fail("batch: size ", options.height, " x ", options.width, " is not positive");
  }
  if (options.fit == Fit::kHandCrop && options.height != options.width) {
    fail("batch: hands are cropped to squares, the size is ", options.height, " x ", options.width,
         "; make both sides equal");
  }
  if (!variations.empty() && variations.size() != samples.size()) {
    fail("batch: ", variations.size(), " variations for ", samples.size(), " samples");
  }
  require_depth_unit(samples, options.depth_unit);
  std::vector<Batch> fitted;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (options.fit == Fit::kHandCrop) {
      const auto variation = variations.empty() ? std::nullopt : std::optional(variations[i]);
      fitted.push_back(crop_sample(samples[i], options, variation));
    } else {
      fitted.push_back(fit_sample(samples[i], options));
    }
  }
  return stack(std::move(fitted));
}

}  // namespace handsight
