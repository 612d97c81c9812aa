// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <limits>

#include "handsight/core/error.h"
#include "handsight/engine/onnx_file.h"
#include "handsight/engine/onnx_types.h"
#include "handsight/formats/text.h"

namespace handsight::engine {
namespace {

Shape shape_of(const onnx::TensorProto& proto, const std::string& where) {
  Shape shape(proto.dims().begin(), proto.dims().end());
  try {
    static_cast<void>(element_count(shape));
  } catch (const InvalidArgument& error) {
    fail<ModelError>(where, ": ", error.what());
  }
  return shape;
}

template <class Element, class Values>
std::vector<std::byte> packed(const Values& values) {
  std::vector<Element> elements;
  elements.reserve(static_cast<std::size_t>(values.size()));
  for (const auto value : values) elements.push_back(static_cast<Element>(value));
  const auto bytes = std::as_bytes(std::span(elements));
  return {bytes.begin(), bytes.end()};
}

/// The elements from the typed field that ONNX prescribes for the type.
std::vector<std::byte> typed_bytes(const onnx::TensorProto& proto, DType dtype) {
  switch (dtype) {
    case DType::kF32:
      return packed<float>(proto.float_data());
    case DType::kF64:
      return packed<double>(proto.double_data());
    case DType::kI64:
      return packed<std::int64_t>(proto.int64_data());
    case DType::kI32:
      return packed<std::int32_t>(proto.int32_data());
    case DType::kI16:
      return packed<std::int16_t>(proto.int32_data());
    case DType::kF16:
    case DType::kBF16:
      return packed<std::uint16_t>(proto.int32_data());
    case DType::kI8:
      return packed<std::int8_t>(proto.int32_data());
    case DType::kU8:
    case DType::kBool:
      return packed<std::uint8_t>(proto.int32_data());
  }
  return {};
}

/// Constants of half or double precision become F32, so that nothing behind the reader meets them.
Tensor widened(Tensor tensor) {
  if (tensor.dtype != DType::kF16 && tensor.dtype != DType::kBF16 && tensor.dtype != DType::kF64) {
    return tensor;
  }
  return float_tensor(tensor.shape, to_floats(tensor));
}

Tensor read_tensor(const onnx::TensorProto& proto, const std::string& where) {
  if (proto.data_location() == onnx::TensorProto::EXTERNAL || proto.external_data_size() > 0) {
    fail<ModelError>(where, ": its data lie in another file; expected one self-contained file");
  }
  Tensor tensor{.dtype = dtype_of_onnx(proto.data_type(), where), .shape = shape_of(proto, where)};
  const auto expected =
      static_cast<std::size_t>(element_count(tensor.shape)) * size_of(tensor.dtype);
  const std::size_t raw = proto.raw_data().size();
  if (raw > 0) {
    if (raw != expected) {
      fail<ModelError>(where, ": found ", raw, " bytes; expected ", expected, " for ",
                       text_of(tensor.shape), " of ", name_of(tensor.dtype));
    }
    const auto bytes = std::as_bytes(std::span(proto.raw_data()));
    tensor.bytes.assign(bytes.begin(), bytes.end());
  } else {
    tensor.bytes = typed_bytes(proto, tensor.dtype);
    if (tensor.bytes.size() != expected) {
      fail<ModelError>(where, ": found ", tensor.bytes.size() / size_of(tensor.dtype),
                       " elements; expected ", element_count(tensor.shape), " for ",
                       text_of(tensor.shape));
    }
  }
  return widened(std::move(tensor));
}

Attribute read_attribute(const onnx::AttributeProto& proto, const std::string& where) {
  switch (proto.type()) {
    case onnx::AttributeProto::INT:
      return proto.i();
    case onnx::AttributeProto::FLOAT:
      return proto.f();
    case onnx::AttributeProto::STRING:
      return proto.s();
    case onnx::AttributeProto::INTS:
      return std::vector<std::int64_t>(proto.ints().begin(), proto.ints().end());
    case onnx::AttributeProto::FLOATS:
      return std::vector<float>(proto.floats().begin(), proto.floats().end());
    case onnx::AttributeProto::TENSOR:
      return read_tensor(proto.t(), where);
    default:
      break;
  }
  fail<ModelError>(where, ": attributes of kind ", static_cast<int>(proto.type()),
                   " (control flow, sparse tensors, lists of texts) are not supported");
}

Node read_node(const onnx::NodeProto& proto) {
  Node node{.name = proto.name(),
            .op = proto.op_type(),
            .inputs = {proto.input().begin(), proto.input().end()},
            .outputs = {proto.output().begin(), proto.output().end()}};
  if (!proto.domain().empty() && proto.domain() != "ai.onnx") {
    fail<ModelError>("onnx: ", text_of(node), " is of the domain '", proto.domain(),
                     "'; expected the standard operators");
  }
  for (const auto& attribute : proto.attribute()) {
    const std::string where = "onnx: " + text_of(node) + ": attribute '" + attribute.name() + "'";
    node.attributes.insert_or_assign(attribute.name(), read_attribute(attribute, where));
  }
  return node;
}

ValueInfo read_value(const onnx::ValueInfoProto& proto) {
  const std::string where = "onnx: '" + proto.name() + "'";
  if (!proto.type().has_tensor_type()) fail<ModelError>(where, ": expected a tensor");
  const auto& type = proto.type().tensor_type();
  const auto axes = static_cast<std::size_t>(type.shape().dim_size());
  if (axes > kMaxAxes) {
    fail<ModelError>(where, ": found ", axes, " axes; expected at most ", kMaxAxes);
  }
  ValueInfo value{.name = proto.name(), .dtype = dtype_of_onnx(type.elem_type(), where)};
  for (const auto& size : type.shape().dim()) {
    const bool is_given = size.has_dim_value() && size.dim_value() > 0;
    value.shape.push_back(is_given ? size.dim_value() : -1);
    value.size_names.push_back(size.dim_param());
  }
  return value;
}

std::int64_t read_opset(const onnx::ModelProto& model, const std::string& source) {
  std::int64_t opset = -1;
  for (const auto& import : model.opset_import()) {
    if (import.domain().empty() || import.domain() == "ai.onnx") opset = import.version();
  }
  if (opset < kOldestOpset || opset > kNewestOpset) {
    fail<ModelError>(source, ": found ONNX opset ", opset, "; expected ", kOldestOpset, " to ",
                     kNewestOpset, " (export again with opset ", kNewestOpset, ")");
  }
  return opset;
}

Graph read_graph(const onnx::ModelProto& model, const std::string& source) {
  const auto& proto = model.graph();
  Graph graph{
      .name = proto.name(), .producer = model.producer_name(), .opset = read_opset(model, source)};
  if (proto.sparse_initializer_size() > 0) {
    fail<ModelError>(source, ": sparse initializers are not supported");
  }
  if (proto.node_size() > kMaxNodes) {
    fail<ModelError>(source, ": found ", proto.node_size(), " nodes; expected at most ", kMaxNodes);
  }
  for (const auto& tensor : proto.initializer()) {
    const std::string where = "onnx: constant '" + tensor.name() + "'";
    graph.constants[tensor.name()] = std::make_shared<Tensor>(read_tensor(tensor, where));
  }
  for (const auto& value : proto.input()) {
    // Up to IR version 3 constants are listed among the inputs.
    if (!graph.constants.contains(value.name())) graph.inputs.push_back(read_value(value));
  }
  for (const auto& value : proto.output()) graph.outputs.push_back(read_value(value));
  for (const auto& node : proto.node()) graph.nodes.push_back(read_node(node));
  for (const auto& entry : model.metadata_props()) graph.metadata[entry.key()] = entry.value();
  if (graph.outputs.empty()) fail<ModelError>(source, ": the graph has no output");
  sort_nodes(graph);
  return graph;
}

}  // namespace

Graph parse_onnx(std::span<const std::byte> bytes, const std::string& source) {
  if (bytes.size() > kMaxModelBytes) {
    fail<FileError>(source, ": found ", bytes.size(), " bytes; expected at most ", kMaxModelBytes);
  }
  onnx::ModelProto model;
  if (!model.ParsePartialFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !model.has_graph()) {
    fail<FileError>(source, ": not an ONNX model, or cut off");
  }
  return read_graph(model, source);
}

Graph read_onnx(const std::filesystem::path& path) {
  const std::string bytes = read_text(path, kMaxModelBytes);
  return parse_onnx(std::as_bytes(std::span(bytes)), path.string());
}

}  // namespace handsight::engine
