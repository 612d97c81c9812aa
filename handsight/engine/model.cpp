// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/model.h"

#include <algorithm>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/engine/bf16.h"
#include "handsight/engine/model_impl.h"
#include "handsight/engine/onnx_file.h"
#include "handsight/engine/passes/passes.h"

namespace handsight::engine {
namespace {

bool is_quantized(const Graph& graph) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(),
                     [](const Node& node) { return node.quantization.dtype != DType::kF32; });
}

Precision resolved(const ModelOptions& options, bool quantized) {
  switch (options.precision) {
    case Precision::kAuto:
      if (quantized) return Precision::kInt8;
      return gains_from_bf16() ? Precision::kBf16 : Precision::kFp32;
    case Precision::kInt8:
      if (!quantized) {
        fail<ModelError>("engine: int8 was asked for, but the model holds no 8-bit values; ",
                         "quantise it first with calibration pictures");
      }
      return Precision::kInt8;
    case Precision::kBf16:
      if (!multiplies_bf16() && !options.emulate_bf16) {
        fail<ModelError>("engine: bf16 was asked for, but this processor has neither AMX nor ",
                         "AVX-512 BF16; use fp32 or auto");
      }
      [[fallthrough]];
    case Precision::kFp32:
      break;
  }
  if (quantized) {
    fail<ModelError>("engine: ", name_of(options.precision), " was asked for, but the model is ",
                     "quantised to 8 bits; load the file from before the quantisation");
  }
  return options.precision;
}

void check_operators(const Graph& graph) {
  for (const auto& node : graph.nodes) {
    if (find_operator(node.op) == nullptr) {
      fail<ModelError>("onnx: ", text_of(node), ": the operator is not supported; the engine runs ",
                       operator_names().size(), " others (see docs)");
    }
  }
}

}  // namespace

std::string_view name_of(Precision precision) {
  switch (precision) {
    case Precision::kAuto:
      return "auto";
    case Precision::kFp32:
      return "fp32";
    case Precision::kBf16:
      return "bf16";
    case Precision::kInt8:
      return "int8";
  }
  return "?";
}

Model::Model(Graph graph, const ModelOptions& options) : impl_(std::make_shared<Impl>()) {
  optimize(graph);
  check_operators(graph);
  impl_->precision = resolved(options, is_quantized(graph));
  impl_->graph = std::move(graph);
}

Model Model::parse(std::span<const std::byte> bytes, const std::string& source,
                   const ModelOptions& options) {
  return Model(parse_onnx(bytes, source), options);
}

Model Model::load(const std::filesystem::path& path, const ModelOptions& options) {
  return Model(read_onnx(path), options);
}

const std::vector<ValueInfo>& Model::inputs() const { return impl_->graph.inputs; }
const std::vector<ValueInfo>& Model::outputs() const { return impl_->graph.outputs; }
const Metadata& Model::metadata() const { return impl_->graph.metadata; }
Precision Model::precision() const { return impl_->precision; }

}  // namespace handsight::engine
