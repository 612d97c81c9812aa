// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/batch_norm.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/nn/functional/batchnorm.h>
#include <torch/utils.h>

#include "handsight/core/error.h"

namespace handsight {

namespace F = torch::nn::functional;

namespace {

/// The mean over processes. What one process puts in counts for the loss of each by 1/n, so the
/// gradient is the mean of their gradients.
class MeanOverPeers : public torch::autograd::Function<MeanOverPeers> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& values,
                            const c10::intrusive_ptr<NormPeers>& peers) {
    context->saved_data["peers"] = at::IValue::make_capsule(peers);
    return peers->average(values);
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto peers = context->saved_data["peers"].toCapsule();
    return {static_cast<NormPeers&>(*peers).average(gradients.front()), {}};
  }
};

at::Tensor per_channel(const at::Tensor& values) {
  return values.to(at::kFloat).view({1, -1, 1, 1});
}

}  // namespace

BatchNormImpl::BatchNormImpl(std::int64_t channels)
    : BatchNormImpl(torch::nn::BatchNorm2dOptions(channels)) {}

BatchNormImpl::BatchNormImpl(const torch::nn::BatchNorm2dOptions& norm_options)
    : NormImplBase(norm_options) {}

void BatchNormImpl::_check_input_dim(const at::Tensor& input) {
  if (input.dim() == 4) return;
  fail("batch normalisation: expected 4 dimensions N C H W, found ", input.dim());
}

at::Tensor BatchNormImpl::forward(const at::Tensor& input) {
  _check_input_dim(input);
  double share = 0.0;
  if (is_training()) {
    num_batches_tracked += 1;
    share = options.momentum() ? *options.momentum() : 1.0 / num_batches_tracked.item<double>();
    if (peers_) return forward_with_peers(input, share);
  }
  return F::batch_norm(input, running_mean, running_var,
                       F::BatchNormFuncOptions()
                           .weight(weight)
                           .bias(bias)
                           .training(is_training())
                           .momentum(share)
                           .eps(options.eps()));
}

/// share  of the batch in the running statistics
at::Tensor BatchNormImpl::forward_with_peers(const at::Tensor& input, double share) {
  const auto map = input.to(at::kFloat);
  const auto [own_variance, own_mean] = at::var_mean(map, {0, 2, 3}, /*unbiased=*/false);
  // in double, where the difference of squares keeps its digits
  const auto first = own_mean.to(at::kDouble);
  const auto second = own_variance.to(at::kDouble) + first * first;
  const auto moments = MeanOverPeers::apply(at::stack({first, second}), peers_);
  const auto mean = moments[0];
  const auto variance = moments[1] - mean * mean;
  {
    const torch::NoGradGuard no_grad;
    const auto values = static_cast<double>(map.numel() / map.size(1) * peers_->size());
    running_mean.lerp_(mean.to(at::kFloat), share);
    running_var.lerp_((variance * (values / (values - 1.0))).to(at::kFloat), share);
  }
  const auto scale = weight * (variance + options.eps()).rsqrt();
  const auto shift = bias - mean * scale;
  return (map * per_channel(scale) + per_channel(shift)).to(input.scalar_type());
}

}  // namespace handsight
