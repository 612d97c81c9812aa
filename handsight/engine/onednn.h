// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <oneapi/dnnl/dnnl.hpp>
#include <string>
#include <vector>

#include "handsight/engine/planner.h"

namespace handsight::engine {

/// The processor as oneDNN sees it.
[[nodiscard]] dnnl::engine& cpu_engine();

[[nodiscard]] dnnl::memory::data_type onednn_type(DType dtype);
/// Sizes, strides and type of a planned value.
[[nodiscard]] dnnl::memory::desc onednn_desc(const PlannedValue& value);

/// How an operator's output codes relate to what oneDNN computes before post-ops.
struct OutputScales {
  std::vector<float> scales{};  ///< one, or one a channel; empty: 1
  float target = 1.0F;          ///< scale of the output's codes; 1 for floating point
  float addend = 1.0F;          ///< scale of the addend's codes
};
/// Post-ops and scales of one primitive. A sum reads the output's own memory.
[[nodiscard]] dnnl::primitive_attr onednn_attributes(const std::vector<PostOp>& post_ops,
                                                     const OutputScales& scales);

/// One argument of a primitive: a planned value or shared weights.
struct PrimitiveArgument {
  int index = 0;
  ValueId value = 0;
  dnnl::memory::desc desc{};
  WeightCache::Bytes weights{};  ///< where the argument is not a value
};
struct PrimitiveStep {
  dnnl::primitive primitive{};
  std::string kernel{};  ///< e.g. "brgconv:avx512_core"
  double operations = 0.0;
  std::vector<PrimitiveArgument> arguments{};
};
/// Adds the step that runs the primitive, with a scratchpad in the arena when it needs one.
void add_primitive(Planner& planner, PrimitiveStep step, const dnnl::memory::desc& scratchpad);

/// A value in a layout of oneDNN's choosing.
struct LaidOutValue {
  ValueId value = 0;
  dnnl::memory::desc desc{};
};
/// Adds the step that moves elements from one layout to the other.
void add_reorder(Planner& planner, const LaidOutValue& from, const LaidOutValue& to);

/// `tensor` (row-major floats or 8-bit codes) in the layout `wanted`, made once a model. `name`
/// tells it apart from the model's other constants; `shape` may regroup its axes.
[[nodiscard]] WeightCache::Bytes packed_weights(WeightCache& cache, const std::string& name,
                                                const Tensor& tensor, const Shape& shape,
                                                const dnnl::memory::desc& wanted);

}  // namespace handsight::engine
