// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>
#include <torch/nn/modules/rnn.h>

#include "handsight/networks/blocks/deconvnet.h"
#include "handsight/networks/blocks/recurrence.h"
#include "handsight/networks/recurrent.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::string_view kOwner = "network deconvnet_lstm";
constexpr std::int64_t kLayers = 2;

class DeconvnetLstm final : public RecurrentNetwork {
 public:
  explicit DeconvnetLstm(const DeconvnetOptions& options) : parts_(*this, options) {
    const auto width = options.bottleneck;
    lstm_ = register_module("lstm", nn::LSTM(nn::LSTMOptions(width, width).num_layers(kLayers)));
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override { return parts_.outputs(); }

  Step step(const at::Tensor& image, const RecurrentState& state) override {
    const auto code = parts_.encode(image, kOwner);
    const auto squeezed = one_cell(parts_.squeeze(code.stages.back().map), kOwner);
    const auto before =
        checked_state(state, {kLayers, squeezed.size(0), parts_.bottleneck()}, squeezed, kOwner);
    const auto after = lstm_step(*lstm_, squeezed, before);
    const auto hidden = after.front()[-1];
    return {.logits = parts_.decode(hidden.unsqueeze(2).unsqueeze(3), code), .state = after};
  }

 private:
  DeconvnetParts parts_;
  nn::LSTM lstm_{nullptr};
};

}  // namespace

/// The decoders see only the LSTM, as in the report, and use the switches of their own frame.
/// Pictures are at most 224 x 224, so that the code is one cell.
NetworkEntry deconvnet_lstm_network() {
  return {
      .name = "deconvnet_lstm",
      .reference =
          "Wu and Qian, DeconvNet and LSTM (deconv_lstm): two layers of 4096 between "
          "encoder and decoders",
      .input = {.channels = 3, .height = 224, .width = 224},
      .make = [](const Json& settings) -> std::shared_ptr<Network> {
        return std::make_shared<DeconvnetLstm>(parse_fields<DeconvnetOptions>(settings, kOwner));
      },
      .options = describe_fields<DeconvnetOptions>};
}

}  // namespace handsight
