// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/rnn.h>

#include "handsight/networks/recurrent.h"

namespace handsight {

/// N B 1 1 as N B. Throws InvalidArgument, in the name of `owner`, when the code has more cells.
[[nodiscard]] at::Tensor one_cell(const at::Tensor& code, std::string_view owner);

/// Hidden state and cells of `sizes`, float32: zeros on the device of `like` when `state` is empty.
/// Throws InvalidArgument, in the name of `owner`, when it has other sizes.
[[nodiscard]] RecurrentState checked_state(const RecurrentState& state,
                                           const std::vector<std::int64_t>& sizes,
                                           const at::Tensor& like, std::string_view owner);

/// One frame, N I, through all layers, in float32. Returns the new hidden state and cells.
[[nodiscard]] RecurrentState lstm_step(torch::nn::LSTMImpl& lstm, const at::Tensor& input,
                                       const RecurrentState& state);

/// Orthogonal recurrent matrices, biases 0 but for the forget gate's, 1: what keeps gradients of
/// long clips alive at the start.
void init_for_long_clips(torch::nn::LSTMImpl& lstm);

/// LSTM whose matrices are 3x3 convolutions (Shi et al., NIPS 2015), with one bias and no
/// peepholes. The forget gate's bias starts at 1.
class ConvLstmImpl : public torch::nn::Module {
 public:
  ConvLstmImpl(std::int64_t in, std::int64_t hidden);

  /// input N I h w; state: hidden state and cells, each N H h w. Returns the new ones, float32.
  RecurrentState forward(const at::Tensor& input, const RecurrentState& state);

 private:
  torch::nn::Conv2d gates_{nullptr};
};
TORCH_MODULE(ConvLstm);

}  // namespace handsight
