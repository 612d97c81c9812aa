// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/engine/graph.h"

namespace handsight::engine {

class Planner;

/// What is known about a value once the sizes of the inputs are known.
struct Facts {
  DType dtype = DType::kF32;
  Shape shape{};
  std::shared_ptr<const Tensor> constant{};  ///< null where the value is computed in a run
};

/// A node with the facts of its values.
class Operands {
 public:
  Operands(const Node& node, std::int64_t opset, std::vector<const Facts*> inputs)
      : node_(node), opset_(opset), inputs_(std::move(inputs)) {}

  [[nodiscard]] const Node& node() const { return node_; }
  [[nodiscard]] std::int64_t opset() const { return opset_; }
  [[nodiscard]] std::size_t count() const { return inputs_.size(); }
  [[nodiscard]] bool has(std::size_t index) const {
    return index < inputs_.size() && inputs_[index] != nullptr;
  }
  /// Throws ModelError when the input is left out.
  [[nodiscard]] const Facts& input(std::size_t index) const;
  [[nodiscard]] const Shape& shape(std::size_t index) const { return input(index).shape; }
  /// An input that must be known before a run, e.g. the sizes of a Reshape. Throws ModelError.
  [[nodiscard]] const Tensor& constant(std::size_t index) const;
  /// A list given by an input or, in older opsets, by an attribute; nothing when neither is there.
  [[nodiscard]] std::optional<std::vector<std::int64_t>> whole_numbers(
      std::size_t index, std::string_view attribute_name) const;
  /// Throws ModelError unless the input has that many axes.
  void expect_rank(std::size_t index, std::size_t rank) const;
  /// Throws ModelError: "<node>: <parts>".
  template <class... Parts>
  [[noreturn]] void refuse(const Parts&... parts) const {
    fail_with(message(parts...));
  }

 private:
  template <class... Parts>
  static std::string message(const Parts&... parts);
  [[noreturn]] void fail_with(const std::string& text) const;

  const Node& node_;
  std::int64_t opset_;
  std::vector<const Facts*> inputs_;
};

/// How one ONNX operator is run. Each file in ops/ ends with a function that lists its operators.
struct Operator {
  std::string_view name{};
  /// Facts of the outputs. Throws ModelError when the inputs do not fit.
  std::vector<Facts> (*infer)(const Operands&) = nullptr;
  /// Adds the steps that compute the outputs; null for operators whose result is always known
  /// before a run.
  void (*plan)(const Operands&, Planner&) = nullptr;
  /// Whether its steps can write into a slice of a larger tensor (a concatenation).
  bool writes_slices = false;
};

/// Null when there is none of that name.
[[nodiscard]] const Operator* find_operator(std::string_view name);
/// Sorted.
[[nodiscard]] std::vector<std::string> operator_names();

/// -1 is the last axis. Throws ModelError when there is no such axis.
[[nodiscard]] std::size_t axis_of(const Operands& operands, std::int64_t axis, std::size_t rank);
/// Sizes of an elementwise result (numpy's rule). Throws ModelError when they do not match.
[[nodiscard]] Shape broadcast_shape(const Operands& operands, const Shape& a, const Shape& b);
/// The axis along which a Concat joins. Throws ModelError when the node does not say.
[[nodiscard]] std::size_t concat_axis(const Operands& operands);
/// One output like input 0.
[[nodiscard]] std::vector<Facts> infer_same(const Operands& operands);

/// What `work` returns. Numbers of the model that it finds unfit (InvalidArgument) are not the
/// caller's fault: they become a ModelError that names the node.
template <class Work>
auto on_behalf_of(const Operands& operands, const Work& work) {
  try {
    return work();
  } catch (const InvalidArgument& error) {
    operands.refuse(error.what());
  }
}

template <class... Parts>
std::string Operands::message(const Parts&... parts) {
  std::string text;
  const auto add = [&text](const auto& part) {
    if constexpr (std::is_arithmetic_v<std::decay_t<decltype(part)>>) {
      text += std::to_string(part);
    } else {
      text += part;
    }
  };
  (add(parts), ...);
  return text;
}

}  // namespace handsight::engine
