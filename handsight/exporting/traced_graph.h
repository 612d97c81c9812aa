// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "handsight/engine/tensor.h"

namespace handsight::exporting {

/// A whole number in a network that was run twice, the second time on a larger batch of larger
/// pictures: where the runs disagree, it follows the sizes of the input.
struct Size {
  std::int64_t first = 0;
  std::int64_t second = 0;

  [[nodiscard]] bool is_fixed() const { return first == second; }
  friend bool operator==(const Size&, const Size&) = default;
};
using Sizes = std::vector<Size>;

struct TracedValue {
  enum class Kind {
    kNone,      ///< left out, or of a kind that no operator here asks for
    kComputed,  ///< a tensor made during the run
    kWeights,   ///< a tensor that was there before
    kIntegers,  ///< a whole number, a truth value or a list of whole numbers
    kNumber,
    kList,  ///< several tensors
  };
  Kind kind = Kind::kNone;
  Sizes shape{};                                    ///< of a tensor
  std::string name{};                               ///< of weights, as the module calls them
  std::shared_ptr<const engine::Tensor> weights{};  ///< of kWeights
  Sizes integers{};
  double number = 0.0;
  std::vector<std::size_t> items{};  ///< of a list: the values
};

struct TracedNode {
  std::string op{};                   ///< libtorch's name, e.g. "aten::relu"
  std::vector<std::size_t> inputs{};  ///< indices of values
  std::vector<std::size_t> outputs{};
};

/// What a network did with its inputs, in the order in which it did it.
struct TracedGraph {
  std::vector<TracedValue> values{};
  std::vector<TracedNode> nodes{};
  std::vector<std::size_t> inputs{};
  std::vector<std::size_t> outputs{};
};

}  // namespace handsight::exporting
