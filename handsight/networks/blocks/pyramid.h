// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include "handsight/networks/encoder.h"

namespace handsight {

/// The coarse end of a pyramid, deepest level first, as most decoders go through it.
class DeepestFirst {
 public:
  /// Takes at most `most` levels of a stride of `finest` or more.
  /// Throws InvalidArgument, in the name of `owner`, when those are fewer than two.
  DeepestFirst(const std::vector<FeatureLevel>& levels, std::int64_t finest, std::size_t most,
               std::string_view owner);

  [[nodiscard]] const std::vector<FeatureLevel>& levels() const { return levels_; }
  /// The maps of those levels. Throws InvalidArgument when `pyramid` has another number of maps
  /// than the encoder declared levels.
  [[nodiscard]] std::vector<at::Tensor> maps(const std::vector<at::Tensor>& pyramid) const;

 private:
  std::vector<FeatureLevel> levels_;
  std::size_t declared_;
};

}  // namespace handsight
