// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "handsight/engine/operator.h"
#include "handsight/engine/view.h"
#include "handsight/engine/weights.h"

namespace handsight::engine {

/// Index of a value of a plan.
using ValueId = std::size_t;

/// Runs one part of a plan; made once, when the memory of the plan is there.
using Action = std::function<void()>;

/// Gives views of values once the arena exists.
class Binder {
 public:
  virtual ~Binder() = default;
  [[nodiscard]] virtual View view(ValueId value) const = 0;
};

struct StepInfo {
  std::string name{};     ///< of the node
  std::string op{};       ///< operator and kernel, e.g. "Conv brgconv:avx512_core"
  Shape shape{};          ///< of the first output
  double operations = 0;  ///< multiplications and additions
};

struct PlannedStep {
  StepInfo info{};
  std::function<Action(const Binder&)> bind{};
};

/// Where a value lies: in an arena buffer, or in a constant.
struct PlannedValue {
  Shape shape{};
  Shape strides{};
  DType dtype = DType::kF32;
  float scale = 1.0F;
  std::size_t buffer = 0;
  std::size_t offset = 0;  ///< bytes from the start of the buffer
  std::shared_ptr<const Tensor> constant{};
};

/// A piece of the arena and the nodes (by index) between which it is in use.
struct PlannedBuffer {
  std::size_t bytes = 0;
  std::size_t first = 0;
  std::size_t last = 0;
};

/// Everything about a run for one set of input sizes except the memory itself.
struct Plan {
  std::vector<PlannedValue> values{};
  std::vector<PlannedBuffer> buffers{};
  std::vector<PlannedStep> steps{};
  std::vector<ValueId> inputs{};
  std::vector<ValueId> outputs{};
};

/// Settings of a plan.
struct PlanOptions {
  DType activations = DType::kF32;  ///< kF32 or kBF16
  int threads = 1;
};

/// Collects steps, values and lifetimes while the operators of a graph are visited in order.
class Planner {
 public:
  Planner(const Graph& graph, WeightCache& weights, const PlanOptions& options);

  /// For one set of input sizes, in the order of the graph's inputs. Throws ModelError when the
  /// sizes do not fit the network, or a node cannot be run or makes an empty or too large tensor.
  [[nodiscard]] Plan plan(const std::vector<Shape>& input_shapes);

  // For operators, about the node that is being planned:

  /// An input in floating point, with any strides.
  [[nodiscard]] ValueId input(std::size_t index);
  /// The same without gaps; a copy where needed.
  [[nodiscard]] ValueId dense_input(std::size_t index);
  /// An input as it is, quantised or not, with any strides.
  [[nodiscard]] ValueId input_as_is(std::size_t index);
  /// The same without gaps.
  [[nodiscard]] ValueId raw_input(std::size_t index);
  /// An input in the type of the node's output, quantised or not: for kernels that know one type.
  [[nodiscard]] ValueId input_as_written(std::size_t index);
  /// Memory for an output; quantised where the node says so.
  [[nodiscard]] ValueId output(std::size_t index = 0);
  /// Makes the output the same memory as `value`, seen with other sizes.
  ValueId alias_output(std::size_t index, ValueId value, const Shape& strides);
  /// Memory that only this node uses, row-major.
  [[nodiscard]] ValueId scratch(DType dtype, const Shape& shape);
  /// The same, as an activation of the type and sizes of `value` lies by default.
  [[nodiscard]] ValueId scratch_like(const PlannedValue& value);
  /// The same without sizes, also where that is more than a tensor may have.
  [[nodiscard]] ValueId scratch_bytes(std::size_t count);
  /// Whether nothing but this input of this node reads the value, so that it may be overwritten.
  [[nodiscard]] bool is_last_use(std::size_t index) const;
  void add_copy(ValueId from, ValueId to);
  /// Copies a row-major value to one with the same elements and fewer axes.
  void add_squeezed_copy(ValueId from, ValueId to);
  void add_step(std::string kernel, double operations, std::function<Action(const Binder&)> bind);

  [[nodiscard]] const PlannedValue& value(ValueId id) const { return plan_.values[id]; }
  [[nodiscard]] const Facts& output_facts(std::size_t index = 0) const;
  [[nodiscard]] const PlanOptions& options() const { return options_; }
  [[nodiscard]] WeightCache& weights() { return weights_; }

 private:
  struct Slice {
    std::string whole;  ///< the concatenation that the value is part of
    std::size_t axis = 0;
    std::int64_t start = 0;
  };

  [[nodiscard]] Operands operands_of(const Node& node) const;
  void infer(const std::vector<Shape>& input_shapes);
  void place_slices();
  void place_slices_of(const Node& concat);
  void plan_node(std::size_t index);
  [[nodiscard]] ValueId make_value(const Facts& facts, const Quantization& quantization);
  [[nodiscard]] ValueId place(const std::string& name);
  void place_in_its_whole(const std::string& name);
  [[nodiscard]] ValueId find_value(const std::string& name);
  [[nodiscard]] ValueId copied(ValueId from, DType dtype);
  void touch(ValueId id);
  [[nodiscard]] DType storage_of(DType dtype) const;

  const Graph& graph_;
  WeightCache& weights_;
  PlanOptions options_;
  Plan plan_;
  std::unordered_map<std::string, Facts> facts_;
  std::unordered_map<std::string, ValueId> ids_;
  std::unordered_map<std::string, Slice> slices_;
  std::unordered_map<std::string, std::size_t> makers_;
  std::unordered_map<std::string, std::size_t> last_reader_;
  std::size_t current_ = 0;
};

}  // namespace handsight::engine
