// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/evaluate.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "handsight/core/error.h"

namespace handsight::engine {
namespace {

using Ints = std::vector<std::int64_t>;

/// Constants above this many elements are not computed ahead; shapes and scales are far smaller.
constexpr std::int64_t kMaxElementsAhead = std::int64_t{1} << 20;

bool is_whole(DType dtype) { return dtype != DType::kF32; }

/// Elements of `tensor` picked by their row-major index, with a new shape.
Tensor picked(const Tensor& tensor, const Shape& shape, const Ints& indices) {
  Tensor result = make_tensor(tensor.dtype, shape);
  const std::size_t bytes = size_of(tensor.dtype);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    std::copy_n(tensor.bytes.begin() + indices[i] * static_cast<std::ptrdiff_t>(bytes), bytes,
                result.bytes.begin() + static_cast<std::ptrdiff_t>(i * bytes));
  }
  return result;
}

Tensor reshaped(const Tensor& tensor, Shape shape) {
  return {.dtype = tensor.dtype, .shape = std::move(shape), .bytes = tensor.bytes};
}

Tensor shape_operator(const Operands& operands) {
  const Shape& shape = operands.shape(0);
  const auto rank = static_cast<std::int64_t>(shape.size());
  const auto bound = [&](std::string_view name, std::int64_t absent) {
    const std::int64_t given = attribute(operands.node(), name, absent);
    return std::clamp<std::int64_t>(given < 0 ? given + rank : given, 0, rank);
  };
  const std::int64_t start = bound("start", 0);
  const std::int64_t end = std::max(start, bound("end", rank));
  const Ints sizes(shape.begin() + start, shape.begin() + end);
  return int64_tensor({end - start}, sizes);
}

Tensor constant_operator(const Operands& operands) {
  const Node& node = operands.node();
  if (const auto found = node.attributes.find("value"); found != node.attributes.end()) {
    if (const auto* tensor = std::get_if<Tensor>(&found->second)) return *tensor;
  }
  if (node.attributes.contains("value_int")) {
    return int64_tensor({}, Ints{attribute(node, "value_int", std::int64_t{0})});
  }
  if (node.attributes.contains("value_float")) {
    return float_tensor({}, std::vector{attribute(node, "value_float", 0.0F)});
  }
  if (const auto list = attribute(node, "value_ints", Ints{}); !list.empty()) {
    return int64_tensor({static_cast<std::int64_t>(list.size())}, list);
  }
  operands.refuse("expected a tensor, a number or a list of whole numbers");
}

Tensor gather(const Operands& operands) {
  const Tensor& data = operands.constant(0);
  const std::size_t axis =
      axis_of(operands, attribute(operands.node(), "axis", std::int64_t{0}), data.shape.size());
  const Ints indices = to_int64s(operands.constant(1));
  std::int64_t outer = 1, inner = 1;
  for (std::size_t i = 0; i < axis; ++i) outer *= data.shape[i];
  for (std::size_t i = axis + 1; i < data.shape.size(); ++i) inner *= data.shape[i];
  const std::int64_t size = data.shape[axis];
  // An inner size of 0 would not make the loops shorter.
  const auto count = static_cast<std::int64_t>(indices.size());
  if (element_count({outer, std::max<std::int64_t>(inner, 1), count}) > kMaxElementsAhead) {
    operands.refuse("the constant would be too large");
  }
  Ints from;
  for (std::int64_t o = 0; o < outer; ++o) {
    for (const auto index : indices) {
      if (index < -size || index >= size) {
        operands.refuse("found index ", index, "; expected one of ", size, " elements");
      }
      const std::int64_t at = (o * size + (index < 0 ? index + size : index)) * inner;
      for (std::int64_t i = 0; i < inner; ++i) from.push_back(at + i);
    }
  }
  Shape shape(data.shape.begin(), data.shape.begin() + static_cast<std::ptrdiff_t>(axis));
  const Shape& index_shape = operands.shape(1);
  shape.insert(shape.end(), index_shape.begin(), index_shape.end());
  shape.insert(shape.end(), data.shape.begin() + static_cast<std::ptrdiff_t>(axis) + 1,
               data.shape.end());
  return picked(data, shape, from);
}

/// Lists joined to one; nothing where it would be too large.
std::optional<Tensor> concat(const Operands& operands) {
  static_cast<void>(concat_axis(operands));
  Tensor joined{.dtype = operands.input(0).dtype, .shape = {0}};
  for (std::size_t i = 0; i < operands.count(); ++i) {
    const Tensor& part = operands.constant(i);
    if (part.shape.size() != 1 || part.dtype != joined.dtype) {
      operands.refuse("found parts of different types or numbers of axes");
    }
    joined.shape[0] += part.shape[0];
    if (joined.shape[0] > kMaxElementsAhead) return std::nullopt;
    joined.bytes.insert(joined.bytes.end(), part.bytes.begin(), part.bytes.end());
  }
  return joined;
}

/// A result that is known because its sizes are: what infer() says, with the same elements.
Tensor same_elements(const Operands& operands) {
  const auto facts = find_operator(operands.node().op)->infer(operands);
  return reshaped(operands.constant(0), facts.front().shape);
}

Tensor slice(const Operands& operands) {
  const Tensor& data = operands.constant(0);
  if (data.shape.size() != 1) operands.refuse("cannot slice a constant of several axes");
  const auto starts = operands.whole_numbers(1, "starts").value_or(Ints{});
  const auto ends = operands.whole_numbers(2, "ends").value_or(Ints{});
  const auto steps = operands.has(4) ? to_int64s(operands.constant(4)) : Ints{1};
  if (starts.size() != 1 || ends.size() != 1 || steps.size() != 1 || steps[0] <= 0) {
    operands.refuse("expected one start, one end and one positive step");
  }
  const std::int64_t size = data.shape[0];
  const auto bound = [size](std::int64_t at) {
    return std::clamp<std::int64_t>(at < 0 ? at + size : at, 0, size);
  };
  Ints from;
  for (std::int64_t i = bound(starts[0]); i < bound(ends[0]); i += std::min(steps[0], size)) {
    from.push_back(i);
  }
  return picked(data, {static_cast<std::int64_t>(from.size())}, from);
}

Tensor cast(const Operands& operands) {
  const auto facts = find_operator("Cast")->infer(operands);
  const Tensor& data = operands.constant(0);
  if (facts.front().dtype == data.dtype) return data;
  if (facts.front().dtype == DType::kF32) return float_tensor(data.shape, to_floats(data));
  if (facts.front().dtype != DType::kI64 && facts.front().dtype != DType::kI32) {
    operands.refuse("cannot convert a constant to ", std::string(name_of(facts.front().dtype)));
  }
  return int64_tensor(data.shape, to_int64s(data));
}

Tensor constant_of_shape(const Operands& operands) {
  const Shape shape = to_int64s(operands.constant(0));
  if (element_count(shape) > kMaxElementsAhead) operands.refuse("the constant is too large");
  Tensor value = float_tensor({1}, std::vector{0.0F});
  const auto found = operands.node().attributes.find("value");
  if (found != operands.node().attributes.end()) {
    if (const auto* given = std::get_if<Tensor>(&found->second)) value = *given;
  }
  if (element_count(value.shape) != 1) operands.refuse("expected a value of one element");
  return picked(value, shape, Ints(static_cast<std::size_t>(element_count(shape)), 0));
}

template <class Number, class Make>
Tensor combined(const Operands& operands, const std::vector<Number>& a,
                const std::vector<Number>& b,
                const std::function<Number(Number, Number)>& operation, const Make& make) {
  if (a.size() != b.size() && a.size() != 1 && b.size() != 1) {
    operands.refuse("cannot combine constants of ", a.size(), " and ", b.size(), " elements");
  }
  const Shape shape = broadcast_shape(operands, operands.shape(0), operands.shape(1));
  if (static_cast<std::size_t>(element_count(shape)) != std::max(a.size(), b.size())) {
    operands.refuse("cannot combine constants of ", text_of(operands.shape(0)), " and ",
                    text_of(operands.shape(1)));
  }
  std::vector<Number> values;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    values.push_back(operation(a[a.size() == 1 ? 0 : i], b[b.size() == 1 ? 0 : i]));
  }
  return make(shape, std::span<const Number>(values));
}

std::int64_t whole_result(std::string_view op, std::int64_t a, std::int64_t b) {
  // Wraps instead of overflowing; a size that wrapped is refused where it is used.
  const auto ua = static_cast<std::uint64_t>(a), ub = static_cast<std::uint64_t>(b);
  if (op == "Add") return static_cast<std::int64_t>(ua + ub);
  if (op == "Sub") return static_cast<std::int64_t>(ua - ub);
  if (op == "Mul") return static_cast<std::int64_t>(ua * ub);
  if (b == 0 || (b == -1 && a == std::numeric_limits<std::int64_t>::min())) {
    fail<ModelError>("onnx: Div: ", a, " / ", b, " has no whole result");
  }
  return a / b;
}

float real_result(std::string_view op, float a, float b) {
  if (op == "Add") return a + b;
  if (op == "Sub") return a - b;
  return op == "Mul" ? a * b : a / b;
}

Tensor arithmetic(const Operands& operands) {
  const Tensor &a = operands.constant(0), &b = operands.constant(1);
  const std::string& op = operands.node().op;
  if (is_whole(a.dtype) && is_whole(b.dtype)) {
    return combined<std::int64_t>(
        operands, to_int64s(a), to_int64s(b),
        [&](std::int64_t x, std::int64_t y) { return whole_result(op, x, y); }, int64_tensor);
  }
  return combined<float>(
      operands, to_floats(a), to_floats(b), [&](float x, float y) { return real_result(op, x, y); },
      float_tensor);
}

Tensor rounded(const Operands& operands) {
  auto values = to_floats(operands.constant(0));
  for (float& value : values) {
    value = operands.node().op == "Floor" ? std::floor(value) : std::ceil(value);
  }
  return float_tensor(operands.shape(0), values);
}

bool is_one_of(const std::string& op, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), op) != names.end();
}

std::optional<Tensor> result_of(const Operands& operands) {
  const std::string& op = operands.node().op;
  if (op == "Shape") return shape_operator(operands);
  if (op == "Constant") return constant_operator(operands);
  if (operands.count() == 0) return std::nullopt;
  for (std::size_t i = 0; i < operands.count(); ++i) {
    if (!operands.has(i)) continue;
    // weights that are stored in 16 bits stand behind a Cast, however many they are
    const bool is_small = element_count(operands.shape(i)) <= kMaxElementsAhead || op == "Cast";
    if (!operands.input(i).constant || !is_small) return std::nullopt;
  }
  if (op == "Gather") return gather(operands);
  if (op == "Concat" && operands.shape(0).size() == 1) return concat(operands);
  if (op == "Slice" && operands.shape(0).size() == 1) return slice(operands);
  if (op == "Cast") return cast(operands);
  if (op == "ConstantOfShape") return constant_of_shape(operands);
  if (op == "Floor" || op == "Ceil") return rounded(operands);
  if (is_one_of(op, {"Unsqueeze", "Squeeze", "Reshape", "Flatten", "Identity"})) {
    return same_elements(operands);
  }
  if (is_one_of(op, {"Add", "Sub", "Mul", "Div"})) return arithmetic(operands);
  return std::nullopt;
}

std::size_t bytes_of_constants(const Graph& graph) {
  std::size_t bytes = 0;
  for (const auto& [name, tensor] : graph.constants) bytes += tensor->bytes.size();
  for (const auto& node : graph.nodes) {
    for (const auto& [name, value] : node.attributes) {
      if (const auto* tensor = std::get_if<Tensor>(&value)) bytes += tensor->bytes.size();
    }
  }
  return bytes;
}

}  // namespace

Evaluator::Evaluator(const Graph& graph) {
  constexpr std::size_t kFreeBytes = std::size_t{64} << 20, kCopies = 4;
  most_bytes_ = kFreeBytes + kCopies * bytes_of_constants(graph);
}

std::optional<Tensor> Evaluator::evaluate(const Operands& operands) {
  auto result = on_behalf_of(operands, [&] {
    auto tensor = result_of(operands);
    if (tensor) static_cast<void>(element_count(tensor->shape));
    return tensor;
  });
  if (result) bytes_ += result->bytes.size();
  if (bytes_ > most_bytes_) {
    operands.refuse("found constants of more than ", most_bytes_,
                    " bytes to compute before the run; expected a network that stores its weights");
  }
  return result;
}

}  // namespace handsight::engine
