// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/ivalue.h>
#include <c10/util/intrusive_ptr.h>
#include <torch/nn/modules/batchnorm.h>

namespace handsight {

/// The processes that train one network together, as its batch normalisation sees them. A holder of
/// libtorch's own, so that the graph of the backward pass can keep it.
class NormPeers : public torch::CustomClassHolder {
 public:
  [[nodiscard]] virtual int size() const = 0;
  /// The mean over all processes, which call this in the same order with the same sizes.
  [[nodiscard]] virtual at::Tensor average(const at::Tensor& values) = 0;
};

/// Batch normalisation of N C H W maps as torch::nn::BatchNorm2d does it, with its names and
/// options, that can take its statistics from the pictures of several processes.
class BatchNormImpl final
    : public torch::nn::NormImplBase<2, BatchNormImpl, torch::nn::BatchNorm2dOptions> {
 public:
  explicit BatchNormImpl(std::int64_t channels);
  explicit BatchNormImpl(const torch::nn::BatchNorm2dOptions& options);

  /// While training, statistics are those of the peers' batches together, which are equally large,
  /// and gradients those of the sum of the peers' losses. Null: this process's batch alone.
  void synchronise(c10::intrusive_ptr<NormPeers> peers) { peers_ = std::move(peers); }

  at::Tensor forward(const at::Tensor& input);

 protected:
  void _check_input_dim(const at::Tensor& input) override;

 private:
  at::Tensor forward_with_peers(const at::Tensor& input, double share);

  c10::intrusive_ptr<NormPeers> peers_{};
};
TORCH_MODULE(BatchNorm);

}  // namespace handsight
