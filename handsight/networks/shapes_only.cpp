// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/shapes_only.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include <ATen/ATen.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <c10/util/ThreadLocalDebugInfo.h>
#include <torch/library.h>

namespace handsight {
namespace {

using torch::jit::Stack;

// libtorch calls the function below for every operation of a thread that asks for this key, which
// nothing else uses. The sum reaches it as thread-local debug information, the one channel that
// libtorch has for that.
constexpr auto kKey = c10::DispatchKey::TESTING_ONLY_GenericMode;
constexpr auto kSlot = c10::DebugInfoKind::TEST_INFO;

struct MacSum : c10::DebugInfoBase {
  std::int64_t macs = 0;
};

MacSum* current_sum() { return static_cast<MacSum*>(c10::ThreadLocalDebugInfo::get(kSlot)); }

at::Tensor shaped(const at::Tensor& like, const std::vector<std::int64_t>& sizes) {
  return at::empty(sizes, like.options().device(at::kMeta));
}

// Arguments of aten::convolution: input, weight, bias, stride, padding, dilation, transposed,
// output padding, groups.
at::Tensor convolution(c10::ArrayRef<c10::IValue> arguments, std::int64_t& macs) {
  const auto input = arguments[0].toTensor();
  const auto weight = arguments[1].toTensor();
  const auto stride = arguments[3].toIntVector();
  const auto padding = arguments[4].toIntVector();
  const auto dilation = arguments[5].toIntVector();
  const bool transposed = arguments[6].toBool();
  const auto output_padding = arguments[7].toIntVector();
  const auto groups = arguments[8].toInt();
  std::vector<std::int64_t> sizes{input.size(0),
                                  transposed ? weight.size(1) * groups : weight.size(0)};
  auto applications = input.size(0);  // how often the whole kernel is applied
  for (std::int64_t d = 2; d < input.dim(); ++d) {
    const auto i = std::min(static_cast<std::size_t>(d - 2), stride.size() - 1);
    const auto span = dilation[i] * (weight.size(d) - 1) + 1;
    const auto reach = input.size(d) + 2 * padding[i] - span;
    TORCH_CHECK(transposed || reach >= 0, "convolution: the kernel is larger than its input");
    sizes.push_back(transposed ? (input.size(d) - 1) * stride[i] - 2 * padding[i] + span +
                                     output_padding[i]
                               : reach / stride[i] + 1);
    applications *= transposed ? input.size(d) : sizes.back();
  }
  macs += applications * weight.numel();
  return shaped(input, sizes);
}

at::Tensor reflection_pad(const at::Tensor& input, const std::vector<std::int64_t>& margins) {
  return shaped(input, {input.size(0), input.size(1), input.size(2) + margins[2] + margins[3],
                        input.size(3) + margins[0] + margins[1]});
}

std::int64_t product_macs(const c10::IValue& left, const c10::IValue& right) {
  return left.toTensor().numel() * right.toTensor().size(1);
}

/// The result of an operation that has no shape function in libtorch 1.13, or nothing.
at::Tensor replaced(std::string_view name, c10::ArrayRef<c10::IValue> arguments, MacSum& sum) {
  constexpr std::array<std::string_view, 6> kKeepTheShape{"aten::batch_norm",    "aten::group_norm",
                                                          "aten::instance_norm", "aten::layer_norm",
                                                          "aten::relu",          "aten::hardswish"};
  if (name == "aten::convolution") return convolution(arguments, sum.macs);
  if (name == "aten::reflection_pad2d") {
    return reflection_pad(arguments[0].toTensor(), arguments[1].toIntVector());
  }
  if (std::find(kKeepTheShape.begin(), kKeepTheShape.end(), name) != kKeepTheShape.end()) {
    const auto input = arguments[0].toTensor();
    return shaped(input, input.sizes().vec());
  }
  // what linear layers and recurrent cells come down to
  if (name == "aten::addmm") sum.macs += product_macs(arguments[1], arguments[2]);
  if (name == "aten::mm") sum.macs += product_macs(arguments[0], arguments[1]);
  return {};
}

void run_on_shapes(const c10::OperatorHandle& operation, c10::DispatchKeySet keys, Stack* stack) {
  const auto& parameters = operation.schema().arguments();
  const auto first = stack->size() - parameters.size();
  const c10::ArrayRef<c10::IValue> arguments(stack->data() + first, parameters.size());
  if (auto* sum = current_sum()) {
    const auto result = replaced(operation.schema().name(), arguments, *sum);
    if (result.defined()) {
      stack->erase(stack->end() - static_cast<std::ptrdiff_t>(parameters.size()), stack->end());
      stack->emplace_back(result);
      return;
    }
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].name() == "device") (*stack)[first + i] = c10::Device(c10::kMeta);
  }
  operation.redispatchBoxed(keys & c10::DispatchKeySet(c10::DispatchKeySet::FULL_AFTER, kKey),
                            stack);
}

}  // namespace

TORCH_LIBRARY_IMPL(_, TESTING_ONLY_GenericMode, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&run_on_shapes>());
}

struct ShapesOnly::Impl {
  std::shared_ptr<MacSum> sum = std::make_shared<MacSum>();
  c10::DebugInfoGuard slot{kSlot, sum};
  c10::impl::IncludeDispatchKeyGuard key{kKey};
};

ShapesOnly::ShapesOnly() : impl_(std::make_unique<Impl>()) {}
ShapesOnly::~ShapesOnly() = default;

std::int64_t ShapesOnly::macs() const { return impl_->sum->macs; }

}  // namespace handsight
