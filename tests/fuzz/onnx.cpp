// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/engine/model.h"
#include "handsight/engine/onnx_file.h"
#include "handsight/engine/passes/passes.h"
#include "handsight/engine/planner.h"

using namespace handsight;
using namespace handsight::engine;

namespace {

// Larger runs are left out: they would take long because they may, not because of a fault.
constexpr std::size_t kMostBytes = std::size_t{1} << 18U;
constexpr double kMostOperations = 1e8;

/// Free sizes become 8.
std::vector<Shape> input_shapes(const Graph& graph) {
  std::vector<Shape> shapes;
  for (const auto& input : graph.inputs) {
    shapes.push_back(input.shape);
    for (auto& size : shapes.back()) size = size < 0 ? 8 : size;
    if (static_cast<std::size_t>(element_count(shapes.back())) > kMostBytes) {
      fail<ModelError>("fuzz: the input '", input.name, "' is too large to be tried");
    }
  }
  return shapes;
}

bool is_short(const Plan& plan) {
  std::size_t bytes = 0;
  double operations = 0.0;
  for (const auto& buffer : plan.buffers) bytes += buffer.bytes;
  for (const auto& step : plan.steps) operations += step.info.operations;
  return bytes <= kMostBytes && operations <= kMostOperations;
}

Tensor some_values(DType dtype, const Shape& shape) {
  Tensor tensor = make_tensor(dtype, shape);
  if (dtype == DType::kF32) {
    float value = -3.0F;
    for (float& element : tensor.as<float>()) element = value = value > 3.0F ? -3.0F : value + 0.7F;
  }
  return tensor;
}

}  // namespace

/// Reads a model, and runs it once where that is short.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Graph graph = parse_onnx(std::as_bytes(std::span(data, size)), "input");
  const Model model(graph);
  const auto shapes = input_shapes(graph);
  Graph optimized = graph;
  optimize(optimized);
  WeightCache weights;
  if (!is_short(Planner(optimized, weights, {}).plan(shapes))) return 0;
  std::vector<Tensor> tensors;
  std::vector<TensorView> views;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    tensors.push_back(some_values(graph.inputs[i].dtype, shapes[i]));
  }
  for (const auto& tensor : tensors) views.push_back({tensor.dtype, tensor.shape, tensor.bytes});
  Session session(model);
  session.run(views);
  return 0;
}
