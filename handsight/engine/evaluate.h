// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "handsight/engine/operator.h"

namespace handsight::engine {

/// Computes what is known about a graph before a run: the arithmetic by which exported networks
/// compute sizes. What it makes stays within a multiple of what the graph holds, so that no small
/// file asks for much memory.
class Evaluator {
 public:
  explicit Evaluator(const Graph& graph);

  /// The result of a node whose inputs are all known, or that only asks for sizes (Shape). Nothing
  /// when an input is not known, when the operator is not among those, or when it is no Cast and
  /// would read or make more than a million elements.
  /// Throws ModelError on indices and sizes that make no sense, and when all results together
  /// would be too large.
  [[nodiscard]] std::optional<Tensor> evaluate(const Operands& operands);

 private:
  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
};

}  // namespace handsight::engine
