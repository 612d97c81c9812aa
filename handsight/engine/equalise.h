// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "handsight/engine/graph.h"

namespace handsight::engine {

/// What a Concat joins.
struct Branch {
  float range = 0.0F;  ///< magnitude that its codes have to reach
  std::int64_t channels = 0;
};

/// Names of all values that a Concat joins along the channels for convolutions alone; none of a
/// Concat that joins a constant.
[[nodiscard]] std::vector<std::string> joined_values(const Graph& graph);

/// What a Concat joins shares one code, and so does what else reads it: the large values of a
/// decoder without normalisation would leave an encoder's few codes. Scales each branch that a Conv
/// or ConvTranspose makes, with or without ReLU, for that Concat alone, to the range of the widest
/// of the others, and the weights that read it the other way. The network computes the same.
///
/// branches  by the names of joined_values()
void equalise_branches(Graph& graph, const std::map<std::string, Branch>& branches);

}  // namespace handsight::engine
