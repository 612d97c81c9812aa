// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

namespace handsight {

/// While it lives, tensors that this thread makes have shapes but no memory, operations on them
/// compute shapes only, and multiplications are counted.
///
/// Numbers made outside must not meet those made inside, and no value may be read. Does not nest.
class ShapesOnly {
 public:
  ShapesOnly();
  ~ShapesOnly();
  ShapesOnly(const ShapesOnly&) = delete;
  ShapesOnly& operator=(const ShapesOnly&) = delete;

  /// Multiply-accumulates of the convolutions and linear layers so far.
  [[nodiscard]] std::int64_t macs() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
