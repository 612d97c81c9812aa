// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "handsight/engine/model.h"

namespace handsight::engine {

/// One set of a model's inputs, in its order.
using CalibrationSample = std::vector<Tensor>;

struct QuantizeOptions {
  /// How much larger than the mean squared rounding error that of cut-off values may weigh when a
  /// range is chosen: 1 is the plain mean squared error.
  double clipping_weight = 1.0;
  /// Keep the first and the last convolution in floating point.
  bool keep_ends = true;
  /// A layer whose 8-bit weights and inputs change its result by more than this share (root mean
  /// square, estimated from the ranges) stays in floating point.
  double max_relative_error = 0.12;
};

/// What became of one convolution.
struct QuantizedLayer {
  std::string name{};
  double relative_error = 0.0;  ///< of weights and input, root of the sum of squares
  bool is_quantized = false;
};

struct QuantizedModel {
  Graph graph{};
  std::vector<QuantizedLayer> layers{};
};

/// Static 8-bit quantisation of the convolutions of a floating-point network, transposed ones
/// included whose kernel is as wide as their stride: weights symmetric for each output channel,
/// inputs for each tensor (u8 where no value is negative, else s8, no zero point), ranges that
/// minimise the squared error over the values seen in `samples`, biases less what rounding adds to
/// the mean of a channel, branches of a Concat brought to one range first. The result is the
/// network with pairs of QuantizeLinear and DequantizeLinear, which other runtimes take as well.
///
/// throws  InvalidArgument when there is no sample or one does not fit the network,
///         ModelError when the network is quantised already, or of an opset before 13
[[nodiscard]] QuantizedModel quantize(const Graph& graph,
                                      std::span<const CalibrationSample> samples,
                                      const QuantizeOptions& options = {});

}  // namespace handsight::engine
