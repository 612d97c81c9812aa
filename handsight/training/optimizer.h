// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "handsight/training/recipe_options.h"

namespace handsight {

struct NamedParameter {
  std::string name;
  at::Tensor value;
  double rate = 1.0;  ///< factor on the learning rate
  double weight_decay = 0.0;
};

/// A tensor of the optimiser's state, e.g. "decoder.0.weight.exp_avg".
struct StateTensor {
  std::string name;
  at::Tensor value;
};

/// The update rules of libtorch behind one interface, with a state that can be saved by name.
class Optimizer {
 public:
  Optimizer(std::vector<NamedParameter> parameters, const OptimizerOptions& options);
  ~Optimizer();
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  void zero_grad();
  /// Gradients of all parameters that have one, in a fixed order.
  [[nodiscard]] std::vector<at::Tensor> gradients() const;
  /// One update at `learning_rate`, after clipping. Returns the length of the gradient before it.
  double step(double learning_rate);

  [[nodiscard]] std::vector<StateTensor> state() const;
  /// Throws ModelError when `state` misses a tensor or one has another shape.
  void load(const std::vector<StateTensor>& state);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
