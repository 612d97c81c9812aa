// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>
#include <torch/nn/init.h>
#include <torch/nn/modules/linear.h>

#include "handsight/networks/blocks/deconvnet.h"
#include "handsight/networks/blocks/recurrence.h"
#include "handsight/networks/recurrent.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::string_view kOwner = "network deconvnet_lstm_residual";
constexpr std::int64_t kLayers = 2;

struct ResidualOptions : DeconvnetOptions {
  std::int64_t hidden = 512;
};

template <class Field>
void visit_fields(ResidualOptions& o, Field&& field) {
  visit_fields(static_cast<DeconvnetOptions&>(o), field);
  field("hidden", o.hidden, Range{4, 4096}, "channels of the LSTM");
}

class DeconvnetLstmResidual final : public RecurrentNetwork {
 public:
  explicit DeconvnetLstmResidual(const ResidualOptions& options)
      : parts_(*this, options), hidden_(options.hidden) {
    lstm_ = register_module(
        "lstm", nn::LSTM(nn::LSTMOptions(options.bottleneck, hidden_).num_layers(kLayers)));
    init_for_long_clips(*lstm_);
    project_ = register_module("project", nn::Linear(hidden_, options.bottleneck));
    nn::init::zeros_(project_->weight);
    nn::init::zeros_(project_->bias);
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override { return parts_.outputs(); }

  Step step(const at::Tensor& image, const RecurrentState& state) override {
    const auto code = parts_.encode(image, kOwner);
    const auto squeezed = one_cell(parts_.squeeze(code.stages.back().map), kOwner);
    const auto before =
        checked_state(state, {kLayers, squeezed.size(0), hidden_}, squeezed, kOwner);
    const auto normal = at::layer_norm(squeezed.to(at::kFloat), {parts_.bottleneck()});
    const auto after = lstm_step(*lstm_, normal, before);
    const auto sum = squeezed + project_->forward(after.front()[-1]);
    return {.logits = parts_.decode(sum.unsqueeze(2).unsqueeze(3), code), .state = after};
  }

 private:
  DeconvnetParts parts_;
  std::int64_t hidden_;
  nn::LSTM lstm_{nullptr};
  nn::Linear project_{nullptr};
};

}  // namespace

/// What the LSTM says is projected by a matrix that starts at zero and added to the code, so that
/// training starts from DeconvNet itself: its weights load under the same names.
NetworkEntry deconvnet_lstm_residual_network() {
  return {.name = "deconvnet_lstm_residual",
          .reference = "Wu and Qian, DeconvNet and LSTM, made trainable (lstm_res)",
          .input = {.channels = 3, .height = 224, .width = 224},
          .make = [](const Json& settings) -> std::shared_ptr<Network> {
            return std::make_shared<DeconvnetLstmResidual>(
                parse_fields<ResidualOptions>(settings, kOwner));
          },
          .options = describe_fields<ResidualOptions>};
}

}  // namespace handsight
