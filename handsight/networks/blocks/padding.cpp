// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/padding.h"

#include <algorithm>

#include <ATen/ATen.h>

#include "handsight/core/error.h"

namespace handsight {

Margins margins_to_multiple(const at::Tensor& image, std::int64_t multiple, std::int64_t least) {
  const auto missing = [&](std::int64_t side) {
    return std::max(least - side, (multiple - side % multiple) % multiple);
  };
  const auto rows = missing(image.size(2));
  const auto columns = missing(image.size(3));
  return {.left = columns / 2,
          .right = columns - columns / 2,
          .top = rows / 2,
          .bottom = rows - rows / 2};
}

at::Tensor pad(const at::Tensor& image, const Margins& m) {
  if (m.left + m.right + m.top + m.bottom == 0) return image;
  return at::constant_pad_nd(image, {m.left, m.right, m.top, m.bottom});
}

at::Tensor crop(const at::Tensor& map, const Margins& m) {
  return map.slice(2, m.top, map.size(2) - m.bottom).slice(3, m.left, map.size(3) - m.right);
}

void check_image(const at::Tensor& image, std::int64_t channels, std::string_view owner) {
  constexpr std::int64_t kSmallest = 16;
  if (image.dim() != 4) {
    fail(owner, ": expected an image of 4 dimensions N C H W, found sizes ", image.sizes(),
         image.dim() == 3 ? "; add a batch dimension with unsqueeze(0)" : "");
  }
  if (image.size(1) != channels) {
    fail(owner, ": expected ", channels, " channels, found sizes ", image.sizes(),
         "; dimensions are N C H W");
  }
  if (!image.is_floating_point()) {
    fail(owner, ": expected normalised floating point, found ", image.dtype().name(),
         "; convert and normalise first");
  }
  if (image.size(0) < 1 || image.size(2) < kSmallest || image.size(3) < kSmallest) {
    fail(owner, ": expected at least one image of at least ", kSmallest, " x ", kSmallest,
         " pixels, found sizes ", image.sizes(), "; resize it first");
  }
}

}  // namespace handsight
