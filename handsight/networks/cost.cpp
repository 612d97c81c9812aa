// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string_view>

#include <ATen/ATen.h>
#include <ATen/record_function.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include "handsight/networks/network.h"

namespace handsight {
namespace {

// libtorch calls observers as plain functions; the sum reaches them as thread-local debug
// information, the one channel it has for that.
constexpr auto kSlot = c10::DebugInfoKind::TEST_INFO;
struct MacSum : c10::DebugInfoBase {
  std::int64_t macs = 0;
};

// Arguments of aten::convolution: input, weight, bias, stride, padding, dilation, transposed, ...
std::int64_t convolution_macs(c10::ArrayRef<const c10::IValue> arguments) {
  const auto input = arguments[0].toTensor();
  const auto weight = arguments[1].toTensor();
  auto applications = input.size(0);  // how often the whole kernel is applied
  if (arguments[6].toBool()) {
    for (std::int64_t d = 2; d < input.dim(); ++d) applications *= input.size(d);
    return applications * weight.numel();
  }
  const auto stride = arguments[3].toIntVector();
  const auto padding = arguments[4].toIntVector();
  const auto dilation = arguments[5].toIntVector();
  for (std::int64_t d = 2; d < input.dim(); ++d) {
    const auto i = static_cast<std::size_t>(d - 2);
    const auto span = dilation[i] * (weight.size(d) - 1) + 1;
    applications *= (input.size(d) + 2 * padding[i] - span) / stride[i] + 1;
  }
  return applications * weight.numel();
}

std::int64_t macs_of(const at::RecordFunction& operation) {
  const std::string_view name = operation.name();
  const auto arguments = operation.inputs();
  if (name == "aten::convolution") return convolution_macs(arguments);
  if (name == "aten::linear") {
    const auto weight = arguments[1].toTensor();
    return arguments[0].toTensor().numel() / weight.size(-1) * weight.numel();
  }
  return 0;
}

std::unique_ptr<at::ObserverContext> observe(const at::RecordFunction& operation) {
  auto* sum = static_cast<MacSum*>(c10::ThreadLocalDebugInfo::get(kSlot));
  if (sum != nullptr) sum->macs += macs_of(operation);
  return nullptr;
}

class CallbackGuard {
 public:
  CallbackGuard()
      : handle_(at::addThreadLocalCallback(
            at::RecordFunctionCallback(&observe).needsInputs(true).scopes(
                {at::RecordScope::FUNCTION}))) {}
  ~CallbackGuard() { at::removeCallback(handle_); }
  CallbackGuard(const CallbackGuard&) = delete;
  CallbackGuard& operator=(const CallbackGuard&) = delete;

 private:
  at::CallbackHandle handle_;
};

bool is_statistic(std::string_view name) {
  return name.ends_with("running_mean") || name.ends_with("running_var");
}

std::int64_t measure_macs(Network& network, const InputSize& input) {
  const bool was_training = network.is_training();
  network.eval();
  const auto image = at::zeros({1, input.channels, input.height, input.width},
                               network.parameters().front().options().requires_grad(false));
  const auto sum = std::make_shared<MacSum>();
  {
    const at::NoGradGuard no_grad;
    const c10::DebugInfoGuard slot(kSlot, sum);
    const CallbackGuard callback;
    network.forward(image);
  }
  network.train(was_training);
  return sum->macs;
}

}  // namespace

NetworkCost measure_cost(Network& network, const InputSize& input) {
  NetworkCost cost;
  for (const auto& parameter : network.parameters()) cost.parameters += parameter.numel();
  for (const auto& buffer : network.named_buffers()) {
    if (is_statistic(buffer.key())) cost.buffers += buffer.value().numel();
  }
  cost.macs = measure_macs(network, input);
  return cost;
}

}  // namespace handsight
