// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/recurrence.h"

#include <tuple>

#include <ATen/ATen.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/nn/init.h>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/layers.h"

namespace handsight {
namespace {

// Rows of the gates input, forget, cell, output.
constexpr std::int64_t kGates = 4;
constexpr std::int64_t kForget = 1;

}  // namespace

at::Tensor one_cell(const at::Tensor& code, std::string_view owner) {
  if (code.size(2) != 1 || code.size(3) != 1) {
    fail(owner, ": expected frames of at most 224 x 224, found a code of ", code.size(2), " x ",
         code.size(3), " cells; resize the frames first");
  }
  return code.flatten(1);
}

RecurrentState checked_state(const RecurrentState& state, const std::vector<std::int64_t>& sizes,
                             const at::Tensor& like, std::string_view owner) {
  if (state.empty()) {
    const auto zeros = at::zeros(sizes, like.options().dtype(at::kFloat).requires_grad(false));
    return {zeros, zeros};
  }
  for (const auto& tensor : state) {
    if (state.size() != 2 || tensor.sizes() != at::IntArrayRef(sizes)) {
      fail(owner, ": expected a state of two tensors of sizes ", at::IntArrayRef(sizes), ", found ",
           state.size(), " of sizes ", tensor.sizes(), "; begin a clip with an empty state");
    }
  }
  return state;
}

RecurrentState lstm_step(torch::nn::LSTMImpl& lstm, const at::Tensor& input,
                         const RecurrentState& state) {
  // libtorch's LSTM has no autocast on a CPU
  const c10::impl::ExcludeDispatchKeyGuard no_autocast(c10::DispatchKey::AutocastCPU);
  const auto frames = input.to(at::kFloat).unsqueeze(0);
  const auto after = std::get<1>(lstm.forward(frames, std::make_tuple(state[0], state[1])));
  return {std::get<0>(after), std::get<1>(after)};
}

void init_for_long_clips(torch::nn::LSTMImpl& lstm) {
  const torch::NoGradGuard no_grad;
  if (lstm.parameters().front().is_meta()) return;  // a shape has no values
  for (auto& parameter : lstm.named_parameters()) {
    auto& value = parameter.value();
    const auto rows = value.size(0) / kGates;
    if (parameter.key().starts_with("weight_hh")) {
      for (std::int64_t gate = 0; gate < kGates; ++gate) {
        torch::nn::init::orthogonal_(value.slice(0, gate * rows, (gate + 1) * rows));
      }
    }
    if (value.dim() == 1) value.zero_();
    if (parameter.key().starts_with("bias_ih")) {
      value.slice(0, kForget * rows, (kForget + 1) * rows).fill_(1.0);
    }
  }
}

ConvLstmImpl::ConvLstmImpl(std::int64_t in, std::int64_t hidden) {
  gates_ = register_module(
      "gates", make_conv({.in = in + hidden, .out = kGates * hidden, .kernel = 3, .bias = true}));
  const torch::NoGradGuard no_grad;
  torch::nn::init::xavier_uniform_(gates_->weight);
  gates_->bias.slice(0, kForget * hidden, (kForget + 1) * hidden).fill_(1.0);
}

RecurrentState ConvLstmImpl::forward(const at::Tensor& input, const RecurrentState& state) {
  const auto both = at::cat({input.to(at::kFloat), state[0]}, 1);
  const auto gates = gates_->forward(both).to(at::kFloat).chunk(kGates, 1);
  const auto cells = at::sigmoid(gates[1]) * state[1] + at::sigmoid(gates[0]) * at::tanh(gates[2]);
  return {at::sigmoid(gates[3]) * at::tanh(cells), cells};
}

}  // namespace handsight
