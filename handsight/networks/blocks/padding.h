// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include <ATen/core/Tensor.h>

namespace handsight {

/// Zeros around a picture that bring its sides to a multiple; the odd one goes right and below.
/// 135 to a multiple of 16 is 144: 4 left, 5 right.
struct Margins {
  std::int64_t left = 0;
  std::int64_t right = 0;
  std::int64_t top = 0;
  std::int64_t bottom = 0;
};

/// `least`: sides are brought to at least this, itself such a multiple.
[[nodiscard]] Margins margins_to_multiple(const at::Tensor& image, std::int64_t multiple,
                                          std::int64_t least = 0);
[[nodiscard]] at::Tensor pad(const at::Tensor& image, const Margins& margins);
/// Undoes pad() on a map of the padded image's size.
[[nodiscard]] at::Tensor crop(const at::Tensor& map, const Margins& margins);

/// Throws InvalidArgument, in the name of `owner`, when `image` is not N C H W of floating point
/// with `channels` channels and sides of at least 16.
void check_image(const at::Tensor& image, std::int64_t channels, std::string_view owner);

}  // namespace handsight
