// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <torch/nn/module.h>

namespace handsight {

/// A parameter or buffer of a module, sharing its memory.
struct NamedSlot {
  std::string name;
  at::Tensor tensor;
  bool is_parameter = true;
};

/// Everything that a file of weights has to hold: parameters, then buffers, in the order of the
/// modules.
[[nodiscard]] std::vector<NamedSlot> slots_of(const torch::nn::Module& module);

}  // namespace handsight
