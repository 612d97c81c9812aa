// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "handsight/engine/graph.h"
#include "handsight/exporting/traced_graph.h"

namespace handsight::exporting {

using Attributes = std::map<std::string, engine::Attribute, std::less<>>;
using Names = std::vector<std::string>;
using Ints = std::vector<std::int64_t>;

/// A traced network on its way to ONNX: what converters ask about the node at hand, and where they
/// put what computes the same. Throws ModelError, naming libtorch's operator, on whatever cannot be
/// said in a file whose sizes are free.
class Conversion {
 public:
  explicit Conversion(const TracedGraph& traced);

  /// All nodes in turn. The result has nodes and constants, inputs and outputs only by name.
  [[nodiscard]] engine::Graph run(const Names& inputs, const Names& outputs);

  // About the inputs of the node, counted from 0:

  [[nodiscard]] bool is_none(std::size_t input) const;
  /// Name of a tensor in the ONNX graph; "" where it is left out.
  [[nodiscard]] std::string name(std::size_t input);
  [[nodiscard]] Names names(std::size_t input);  ///< of a list of tensors
  [[nodiscard]] const Sizes& shape(std::size_t input) const;
  [[nodiscard]] const Sizes& result_shape(std::size_t output = 0) const;
  [[nodiscard]] const Sizes& sizes(std::size_t input) const;
  [[nodiscard]] Ints integers(std::size_t input) const;  ///< the same in both runs
  [[nodiscard]] std::int64_t integer(std::size_t input) const;
  [[nodiscard]] double number(std::size_t input) const;
  [[nodiscard]] bool is_number(std::size_t input) const;  ///< whole or not
  [[nodiscard]] bool flag(std::size_t input) const { return integer(input) != 0; }
  /// Weights' name without their last part, once name() has been asked for: "encoder.0" for
  /// "encoder.0.weight"; "" for others.
  [[nodiscard]] std::string owner_of(std::size_t input) const;
  /// The node that made the input, null when it is one of the graph's.
  [[nodiscard]] const TracedNode* maker_of(std::size_t input) const;
  [[nodiscard]] std::size_t result_count() const { return node_->outputs.size(); }

  // About another node:

  [[nodiscard]] const TracedNode* maker_of(const TracedNode& node, std::size_t input) const;
  [[nodiscard]] std::string name(const TracedNode& node, std::size_t input);
  [[nodiscard]] const Sizes& shape(const TracedNode& node, std::size_t input) const;
  [[nodiscard]] std::int64_t integer(const TracedNode& node, std::size_t input) const;
  [[nodiscard]] std::string name_of_result(const TracedNode& node, std::size_t output) const;

  // Results:

  /// Adds a node. `owner`: what the node is called, where it has weights.
  std::string add(std::string_view op, const Names& inputs, const Attributes& attributes = {},
                  const std::string& owner = {});
  Names add_several(std::string_view op, std::size_t outputs, const Names& inputs,
                    const Attributes& attributes = {});
  [[nodiscard]] std::string constant(const Ints& values);
  [[nodiscard]] std::string scalar(std::int64_t value);
  [[nodiscard]] std::string constant(const engine::Shape& shape, const std::vector<float>& values);
  /// Whole numbers of a list of sizes: N C of `image`, and height and width of `like`.
  [[nodiscard]] std::string sizes_from(const std::string& image, const std::string& like);
  /// A tensor of the graph with this height and width in both runs; "" where there is none.
  [[nodiscard]] std::string find_of_size(const Size& height, const Size& width) const;
  /// The node's result is the tensor of that name.
  void give(const std::string& name, std::size_t output = 0);

  template <class... Parts>
  [[noreturn]] void refuse(const Parts&... parts) const {
    std::string text;
    (text.append(parts), ...);
    fail_with(text);
  }

 private:
  [[noreturn]] void fail_with(const std::string& text) const;
  [[nodiscard]] const TracedValue& value(std::size_t input) const;
  [[nodiscard]] std::string name_of(std::size_t id);
  [[nodiscard]] std::string unused(std::string name);

  const TracedGraph& traced_;
  const TracedNode* node_ = nullptr;
  engine::Graph graph_{};
  std::vector<std::string> names_{};  ///< of traced values
  std::vector<std::size_t> named_{};  ///< computed values in the order in which they got names
  std::unordered_map<std::size_t, const TracedNode*> makers_{};
  std::map<std::string, int, std::less<>> used_{};
};

/// How one of libtorch's operators is said in ONNX. Each file in operators/ ends with a function
/// that lists some.
struct Converter {
  std::string_view op{};
  void (*convert)(Conversion&) = nullptr;
};

}  // namespace handsight::exporting
