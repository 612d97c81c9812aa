// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/cost.h"

#include <string_view>

#include <ATen/ATen.h>

#include "handsight/networks/shapes_only.h"

namespace handsight {
namespace {

bool is_statistic(std::string_view name) {
  return name.ends_with("running_mean") || name.ends_with("running_var");
}

template <class Entry>
NetworkCost count(const Entry& entry, const InputSize& input, const Json& options) {
  const ShapesOnly shapes;
  const at::NoGradGuard no_grad;
  const auto module = entry.make(options);
  module->eval();
  NetworkCost cost;
  for (const auto& parameter : module->parameters()) cost.parameters += parameter.numel();
  for (const auto& buffer : module->named_buffers()) {
    if (is_statistic(buffer.key())) cost.buffers += buffer.value().numel();
  }
  (void)module->forward(at::zeros({1, input.channels, input.height, input.width}));
  cost.macs = shapes.macs();
  return cost;
}

}  // namespace

NetworkCost measure_cost(const NetworkEntry& entry, const InputSize& input, const Json& options) {
  return count(entry, input, options);
}

NetworkCost measure_cost(const DiscriminatorEntry& entry, const InputSize& input,
                         const Json& options) {
  return count(entry, input, options);
}

NetworkCost measure_cost(const EncoderEntry& entry, const InputSize& input, const Json& options) {
  return count(entry, input, options);
}

}  // namespace handsight
