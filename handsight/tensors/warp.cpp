// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/warp.h"

#include <vector>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/tensors/warp_kernels.h"

namespace handsight {
namespace {

constexpr std::int64_t kBilinear = 0;
constexpr std::int64_t kNearest = 1;
constexpr std::int64_t kZeros = 0;
constexpr std::int64_t kBorder = 1;

// Pixel p of `size` pixels lies at (2p + 1) / size - 1 on the sampler's axis [-1, 1].
Affine pixels_from_unit(std::int64_t width, std::int64_t height) {
  const auto w = static_cast<double>(width);
  const auto h = static_cast<double>(height);
  return {.xx = w / 2, .xy = 0, .x0 = (w - 1) / 2, .yx = 0, .yy = h / 2, .y0 = (h - 1) / 2};
}

/// N H W 2: where in the source each target pixel looks.
at::Tensor sampling_grid(const Batch& batch, std::span<const Affine> target_from_source,
                         const WarpOptions& options) {
  const auto n = static_cast<std::int64_t>(target_from_source.size());
  const auto unit_from_source =
      pixels_from_unit(batch.image.size(3), batch.image.size(2)).inverse();
  const auto target_from_unit = pixels_from_unit(options.width, options.height);
  auto theta = at::empty({n, 2, 3}, at::kFloat);
  auto* value = theta.data_ptr<float>();
  for (const auto& map : target_from_source) {
    const auto rows = unit_from_source * map.inverse() * target_from_unit;
    for (const double number : {rows.xx, rows.xy, rows.x0, rows.yx, rows.yy, rows.y0}) {
      *value++ = static_cast<float>(number);
    }
  }
  return at::affine_grid_generator(theta.to(batch.image.device()),
                                   {n, 1, options.height, options.width}, false);
}

at::Tensor sample_nearest(const at::Tensor& planes, const at::Tensor& grid) {
  return at::grid_sampler(planes, grid, kNearest, kZeros, false);
}

double label_outside(Beyond beyond) { return beyond == Beyond::kUnknown ? kIgnore : 0; }

at::Tensor warp_map(const at::Tensor& map, const at::Tensor& grid, Beyond beyond) {
  const auto planes = map.dim() == 3 ? map.unsqueeze(1) : map;
  // one more than the label, so that the zeros from outside the picture stand apart
  const auto moved = sample_nearest(planes.to(at::kFloat) + 1, grid);
  const double outside = label_outside(beyond);
  const auto labels =
      at::where(moved.lt(0.5), at::full_like(moved, outside), moved - 1).to(at::kByte);
  return map.dim() == 3 ? labels.squeeze(1) : labels;
}

void warp_on_device(Batch& batch, std::span<const Affine> target_from_source,
                    const WarpOptions& options) {
  const auto grid = sampling_grid(batch, target_from_source, options);
  const auto padding = options.beyond == Beyond::kUnknown ? kBorder : kZeros;
  batch.image = at::grid_sampler(batch.image, grid, kBilinear, padding, false);
  for_each_map(batch, [&](at::Tensor& map) { map = warp_map(map, grid, options.beyond); });
  if (batch.depth.defined()) {
    batch.depth = sample_nearest(batch.depth.unsqueeze(1), grid).squeeze(1);
  }
}

void warp_on_processor(Batch& batch, std::span<const Affine> target_from_source,
                       const WarpOptions& options) {
  const auto each = [&](at::Tensor& tensor, auto&& kernel) {
    const auto source = tensor.dim() == 3 ? tensor.unsqueeze(1).contiguous() : tensor.contiguous();
    auto target = at::empty({source.size(0), source.size(1), options.height, options.width},
                            source.options());
    for (std::int64_t i = 0; i < source.size(0); ++i) {
      auto one = target[i];
      kernel(source[i], target_from_source[static_cast<std::size_t>(i)].inverse(), one);
    }
    tensor = tensor.dim() == 3 ? target.squeeze(1) : target;
  };
  const bool repeat_edges = options.beyond == Beyond::kUnknown;
  each(batch.image, [&](const at::Tensor& source, const Affine& map, at::Tensor& target) {
    warp_bilinear(source, map, repeat_edges, target);
  });
  const auto nearest_with = [](double outside) {
    return [outside](const at::Tensor& source, const Affine& map, at::Tensor& target) {
      warp_nearest(source, map, outside, target);
    };
  };
  for_each_map(batch,
               [&](at::Tensor& map) { each(map, nearest_with(label_outside(options.beyond))); });
  if (batch.depth.defined()) each(batch.depth, nearest_with(0));
}

at::Tensor warp_keypoints(const at::Tensor& keypoints, std::span<const Affine> maps,
                          const WarpOptions& options) {
  auto moved = keypoints.cpu().clone();
  auto points = moved.accessor<float, 3>();
  for (std::int64_t i = 0; i < points.size(0); ++i) {
    for (std::int64_t k = 0; k < points.size(1); ++k) {
      auto point = points[i][k];
      const auto target = maps[static_cast<std::size_t>(i)] * Vec2{point[0], point[1]};
      point[0] = target.x;
      point[1] = target.y;
      const bool inside = target.x >= -0.5F && target.y >= -0.5F &&
                          target.x < static_cast<float>(options.width) - 0.5F &&
                          target.y < static_cast<float>(options.height) - 0.5F;
      const bool known = point[2] != static_cast<float>(Visibility::kUnlabelled);
      if (known && !inside) point[2] = static_cast<float>(Visibility::kOutside);
    }
  }
  return moved.to(keypoints.device());
}

at::Tensor swap_sides(const at::Tensor& sides) {
  const auto left = sides.eq(kLeftSide);
  const auto right = sides.eq(kRightSide);
  return sides.masked_fill(left, kRightSide).masked_fill(right, kLeftSide);
}

}  // namespace

Batch warp(Batch batch, std::span<const Affine> target_from_source, const WarpOptions& options) {
  if (static_cast<std::int64_t>(target_from_source.size()) != batch.image.size(0)) {
    fail("warp: ", target_from_source.size(), " transforms for ", batch.image.size(0), " samples");
  }
  if (batch.image.is_cpu()) {
    warp_on_processor(batch, target_from_source, options);
  } else {
    warp_on_device(batch, target_from_source, options);
  }
  if (batch.keypoints.defined()) {
    batch.keypoints = warp_keypoints(batch.keypoints, target_from_source, options);
  }
  return batch;
}

Batch mirror(Batch batch, std::span<const std::int64_t> chosen) {
  if (chosen.empty()) return batch;
  const auto change = [&chosen](at::Tensor& tensor, auto&& mirrored) {
    if (!tensor.defined()) return;
    tensor = tensor.clone();
    for (const auto i : chosen) {
      const auto one = tensor.slice(0, i, i + 1);
      one.copy_(mirrored(one));
    }
  };
  const auto last_column = static_cast<double>(batch.image.size(3) - 1);
  const auto flip = [](const at::Tensor& t) { return t.flip(-1); };
  change(batch.image, flip);
  change(batch.mask, flip);
  change(batch.depth, flip);
  change(batch.sides, [](const at::Tensor& t) { return swap_sides(t.flip(-1)); });
  change(batch.parts, [](const at::Tensor& t) { return t.flip({1, 3}); });
  change(batch.side, swap_sides);
  change(batch.keypoints, [last_column](const at::Tensor& t) {
    return at::cat({last_column - t.slice(2, 0, 1), t.slice(2, 1)}, 2);
  });
  return batch;
}

}  // namespace handsight
