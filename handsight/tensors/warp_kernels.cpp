// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/warp_kernels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/vector_clones.h"

namespace handsight {
namespace {

/// One row of the target: start + x * step.
struct RowMap {
  float x0 = 0;
  float x_step = 0;
  float y0 = 0;
  float y_step = 0;
};

RowMap row_map(const Affine& map, std::int64_t y) {
  const auto row = static_cast<double>(y);
  return {.x0 = static_cast<float>(map.xy * row + map.x0),
          .x_step = static_cast<float>(map.xx),
          .y0 = static_cast<float>(map.yy * row + map.y0),
          .y_step = static_cast<float>(map.yx)};
}

/// Of each pixel of a row: its four neighbours in a plane, and their weights.
struct Neighbours {
  std::array<std::vector<std::int32_t>, 4> index{};
  std::array<std::vector<float>, 4> weight{};

  explicit Neighbours(std::size_t width) {
    for (auto& list : index) list.resize(width);
    for (auto& list : weight) list.resize(width);
  }
};

HANDSIGHT_VECTOR_CLONES void find_neighbours(const RowMap& map, std::int32_t source_width,
                                             std::int32_t source_height, bool repeat_edges,
                                             std::int32_t width, Neighbours& found) {
  const auto right_most = static_cast<float>(source_width - 1);
  const auto lowest = static_cast<float>(source_height - 1);
  // far outside all is alike; -far first, so that what is not a number becomes that too
  const float far = repeat_edges ? 0.0F : 2.0F;
  std::int32_t* const index[4] = {found.index[0].data(), found.index[1].data(),
                                  found.index[2].data(), found.index[3].data()};
  float* const weight[4] = {found.weight[0].data(), found.weight[1].data(), found.weight[2].data(),
                            found.weight[3].data()};
  for (std::int32_t i = 0; i < width; ++i) {
    const auto at = static_cast<float>(i);
    const float x = std::min(std::max(-far, map.x0 + at * map.x_step), right_most + far);
    const float y = std::min(std::max(-far, map.y0 + at * map.y_step), lowest + far);
    const float left = std::floor(x), top = std::floor(y);
    const float u = x - left, v = y - top;
    const float left_in = left >= 0 && left <= right_most ? 1 - u : 0.0F;
    const float right_in = left >= -1 && left < right_most ? u : 0.0F;
    const float top_in = top >= 0 && top <= lowest ? 1 - v : 0.0F;
    const float bottom_in = top >= -1 && top < lowest ? v : 0.0F;
    const auto x0 = static_cast<std::int32_t>(std::min(std::max(left, 0.0F), right_most));
    const auto x1 = static_cast<std::int32_t>(std::min(std::max(left + 1, 0.0F), right_most));
    const auto y0 = static_cast<std::int32_t>(std::min(std::max(top, 0.0F), lowest)) * source_width;
    const auto y1 =
        static_cast<std::int32_t>(std::min(std::max(top + 1, 0.0F), lowest)) * source_width;
    index[0][i] = y0 + x0;
    index[1][i] = y0 + x1;
    index[2][i] = y1 + x0;
    index[3][i] = y1 + x1;
    weight[0][i] = top_in * left_in;
    weight[1][i] = top_in * right_in;
    weight[2][i] = bottom_in * left_in;
    weight[3][i] = bottom_in * right_in;
  }
}

HANDSIGHT_VECTOR_CLONES void mix_neighbours(const float* plane, const Neighbours& found,
                                            std::int32_t width, float* target) {
  const std::int32_t* const i0 = found.index[0].data();
  const std::int32_t* const i1 = found.index[1].data();
  const std::int32_t* const i2 = found.index[2].data();
  const std::int32_t* const i3 = found.index[3].data();
  const float* const w0 = found.weight[0].data();
  const float* const w1 = found.weight[1].data();
  const float* const w2 = found.weight[2].data();
  const float* const w3 = found.weight[3].data();
  for (std::int32_t x = 0; x < width; ++x) {
    target[x] =
        w0[x] * plane[i0[x]] + w1[x] * plane[i1[x]] + w2[x] * plane[i2[x]] + w3[x] * plane[i3[x]];
  }
}

/// Of each pixel of a row: the source pixel that it shows, -1 = none. Halves round to even.
HANDSIGHT_VECTOR_CLONES void find_nearest(const RowMap& map, std::int32_t source_width,
                                          std::int32_t source_height, std::int32_t width,
                                          std::int32_t* index) {
  const auto right_most = static_cast<float>(source_width - 1);
  const auto lowest = static_cast<float>(source_height - 1);
  for (std::int32_t i = 0; i < width; ++i) {
    const auto at = static_cast<float>(i);
    const float x = std::nearbyint(map.x0 + at * map.x_step);
    const float y = std::nearbyint(map.y0 + at * map.y_step);
    const bool inside = x >= 0 && x <= right_most && y >= 0 && y <= lowest;
    const float column = inside ? x : 0.0F, row = inside ? y : 0.0F;
    const auto found =
        static_cast<std::int32_t>(row) * source_width + static_cast<std::int32_t>(column);
    index[i] = inside ? found : -1;
  }
}

template <class Element>
void take_nearest(const at::Tensor& source, const Affine& map, Element outside,
                  at::Tensor& target) {
  const auto width = target.size(2);
  const auto source_plane = source.size(1) * source.size(2);
  std::vector<std::int32_t> index(static_cast<std::size_t>(width));
  for (std::int64_t y = 0; y < target.size(1); ++y) {
    find_nearest(row_map(map, y), static_cast<std::int32_t>(source.size(2)),
                 static_cast<std::int32_t>(source.size(1)), static_cast<std::int32_t>(width),
                 index.data());
    for (std::int64_t c = 0; c < target.size(0); ++c) {
      const Element* const plane = source.data_ptr<Element>() + c * source_plane;
      Element* pixel = target.data_ptr<Element>() + (c * target.size(1) + y) * width;
      for (const auto at : index) *pixel++ = at < 0 ? outside : plane[at];
    }
  }
}

void require_planes(const at::Tensor& source, const at::Tensor& target) {
  constexpr std::int64_t kMostPixels = std::int64_t{1} << 30;  // places are 32-bit numbers
  if (source.dim() != 3 || target.dim() != 3 || source.size(0) != target.size(0) ||
      source.numel() < 1 || source.size(1) * source.size(2) > kMostPixels ||
      source.scalar_type() != target.scalar_type() || !source.is_contiguous() ||
      !target.is_contiguous()) {
    fail("warp: planes of ", source.sizes(), " to ", target.sizes(),
         "; expected contiguous C H W of one type, not empty");
  }
}

}  // namespace

void warp_bilinear(const at::Tensor& source, const Affine& source_from_target, bool repeat_edges,
                   at::Tensor& target) {
  require_planes(source, target);
  const auto width = static_cast<std::int32_t>(target.size(2));
  const auto source_plane = source.size(1) * source.size(2);
  Neighbours found(static_cast<std::size_t>(width));
  for (std::int64_t y = 0; y < target.size(1); ++y) {
    find_neighbours(row_map(source_from_target, y), static_cast<std::int32_t>(source.size(2)),
                    static_cast<std::int32_t>(source.size(1)), repeat_edges, width, found);
    for (std::int64_t c = 0; c < target.size(0); ++c) {
      mix_neighbours(source.data_ptr<float>() + c * source_plane, found, width,
                     target.data_ptr<float>() + (c * target.size(1) + y) * target.size(2));
    }
  }
}

void warp_nearest(const at::Tensor& source, const Affine& source_from_target, double outside,
                  at::Tensor& target) {
  require_planes(source, target);
  if (source.scalar_type() == at::kByte) {
    take_nearest(source, source_from_target, static_cast<std::uint8_t>(outside), target);
  } else {
    take_nearest(source, source_from_target, static_cast<float>(outside), target);
  }
}

}  // namespace handsight
