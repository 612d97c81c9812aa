// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <onnx/onnx_pb.h>

#include <algorithm>

#include "handsight/core/error.h"
#include "handsight/engine/onnx_file.h"
#include "handsight/engine/onnx_types.h"
#include "handsight/formats/atomic_file.h"

namespace handsight::engine {
namespace {

constexpr std::int64_t kIrVersion = 8;

void write_tensor(onnx::TensorProto& proto, const Tensor& tensor) {
  proto.set_data_type(onnx_of_dtype(tensor.dtype));
  for (const auto size : tensor.shape) proto.add_dims(size);
  proto.set_raw_data(tensor.bytes.data(), tensor.bytes.size());
}

struct AttributeWriter {
  onnx::AttributeProto& proto;

  void operator()(std::int64_t value) const {
    proto.set_type(onnx::AttributeProto::INT);
    proto.set_i(value);
  }
  void operator()(float value) const {
    proto.set_type(onnx::AttributeProto::FLOAT);
    proto.set_f(value);
  }
  void operator()(const std::string& value) const {
    proto.set_type(onnx::AttributeProto::STRING);
    proto.set_s(value);
  }
  void operator()(const std::vector<std::int64_t>& values) const {
    proto.set_type(onnx::AttributeProto::INTS);
    for (const auto value : values) proto.add_ints(value);
  }
  void operator()(const std::vector<float>& values) const {
    proto.set_type(onnx::AttributeProto::FLOATS);
    for (const auto value : values) proto.add_floats(value);
  }
  void operator()(const Tensor& value) const {
    proto.set_type(onnx::AttributeProto::TENSOR);
    write_tensor(*proto.mutable_t(), value);
  }
};

void write_node(onnx::NodeProto& proto, const Node& node) {
  if (!node.post_ops.empty() || node.quantization.dtype != DType::kF32 ||
      !node.weight_scales.empty()) {
    fail("onnx: ", text_of(node), " carries the result of a pass; write the graph before passes");
  }
  proto.set_name(node.name);
  proto.set_op_type(node.op);
  for (const auto& input : node.inputs) proto.add_input(input);
  for (const auto& output : node.outputs) proto.add_output(output);
  for (const auto& [name, value] : node.attributes) {
    auto& attribute = *proto.add_attribute();
    attribute.set_name(name);
    std::visit(AttributeWriter{attribute}, value);
  }
}

void write_value(onnx::ValueInfoProto& proto, const ValueInfo& value) {
  proto.set_name(value.name);
  auto& type = *proto.mutable_type()->mutable_tensor_type();
  type.set_elem_type(onnx_of_dtype(value.dtype));
  auto& shape = *type.mutable_shape();
  for (std::size_t i = 0; i < value.shape.size(); ++i) {
    auto& size = *shape.add_dim();
    if (value.shape[i] >= 0) {
      size.set_dim_value(value.shape[i]);
    } else if (i < value.size_names.size() && !value.size_names[i].empty()) {
      size.set_dim_param(value.size_names[i]);
    }
  }
}

}  // namespace

std::string serialize_onnx(const Graph& graph) {
  onnx::ModelProto model;
  model.set_ir_version(kIrVersion);
  model.set_producer_name(graph.producer);
  model.add_opset_import()->set_version(graph.opset);
  auto& proto = *model.mutable_graph();
  proto.set_name(graph.name.empty() ? "graph" : graph.name);
  for (const auto& value : graph.inputs) write_value(*proto.add_input(), value);
  for (const auto& value : graph.outputs) write_value(*proto.add_output(), value);
  for (const auto& node : graph.nodes) write_node(*proto.add_node(), node);
  for (const auto& [name, tensor] : graph.constants) {
    auto& initializer = *proto.add_initializer();
    initializer.set_name(name);
    write_tensor(initializer, *tensor);
  }
  for (const auto& [key, value] : graph.metadata) {
    auto& entry = *model.add_metadata_props();
    entry.set_key(key);
    entry.set_value(value);
  }
  std::string bytes;
  if (!model.SerializeToString(&bytes)) {
    fail("onnx: the graph '", graph.name, "' could not be serialised (over 2 GiB?)");
  }
  return bytes;
}

void write_onnx(const std::filesystem::path& path, const Graph& graph) {
  write_file(path, std::string_view(serialize_onnx(graph)));
}

}  // namespace handsight::engine
