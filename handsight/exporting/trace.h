// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "handsight/exporting/traced_graph.h"
#include "handsight/networks/network.h"

namespace handsight::exporting {

using Tensors = std::vector<at::Tensor>;

/// Records what a network does. While it lives, the network's parameters need no gradient.
class Tracer {
 public:
  explicit Tracer(Network& network);
  ~Tracer();
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;

  /// Runs `forward` on two sets of inputs and compares the runs.
  /// Throws ModelError when they differ in more than numbers.
  [[nodiscard]] TracedGraph trace(const std::function<Tensors(const Tensors&)>& forward,
                                  const Tensors& first, const Tensors& second);

 private:
  class Reader;
  struct Weights {
    std::string name{};
    std::shared_ptr<const engine::Tensor> tensor{};
  };

  Weights weights_of(const at::Tensor& tensor);

  Network& network_;
  std::vector<at::Tensor> with_gradient_{};
  std::map<const void*, Weights> weights_{};  ///< of the network, by their memory
  std::size_t others_ = 0;
};

}  // namespace handsight::exporting
