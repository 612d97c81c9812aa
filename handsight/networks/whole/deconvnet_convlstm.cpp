// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>
#include <torch/nn/init.h>

#include "handsight/networks/blocks/deconvnet.h"
#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/blocks/recurrence.h"
#include "handsight/networks/recurrent.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::string_view kOwner = "network deconvnet_convlstm";

struct ConvLstmOptions : DeconvnetOptions {
  std::int64_t hidden = 256;
};

template <class Field>
void visit_fields(ConvLstmOptions& o, Field&& field) {
  visit_fields(static_cast<DeconvnetOptions&>(o), field);
  field("hidden", o.hidden, Range{4, 2048}, "channels of the convolutional LSTM");
}

class DeconvnetConvLstm final : public RecurrentNetwork {
 public:
  explicit DeconvnetConvLstm(const ConvLstmOptions& options)
      : parts_(*this, options), hidden_(options.hidden) {
    const auto channels = parts_.pool5_channels();
    lstm_ = register_module("lstm", ConvLstm(channels, hidden_));
    project_ = register_module(
        "project", make_conv({.in = hidden_, .out = channels, .kernel = 1, .bias = true}));
    nn::init::zeros_(project_->weight);
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override { return parts_.outputs(); }

  Step step(const at::Tensor& image, const RecurrentState& state) override {
    const auto code = parts_.encode(image, kOwner);
    const auto& pool5 = code.stages.back().map;
    const auto before =
        checked_state(state, {pool5.size(0), hidden_, pool5.size(2), pool5.size(3)}, pool5, kOwner);
    const auto after = lstm_->forward(pool5, before);
    const auto sum = pool5 + project_->forward(after.front());
    return {.logits = parts_.decode(parts_.squeeze(sum), code), .state = after};
  }

 private:
  DeconvnetParts parts_;
  std::int64_t hidden_;
  ConvLstm lstm_{nullptr};
  nn::Conv2d project_{nullptr};
};

}  // namespace

/// The memory keeps the map of the last pool, and what it says is projected by a matrix that starts
/// at zero and added to that map, so that training starts from DeconvNet itself.
NetworkEntry deconvnet_convlstm_network() {
  return {
      .name = "deconvnet_convlstm",
      .reference =
          "Shi et al., Convolutional LSTM, NIPS 2015, in the DeconvNet of Wu and Qian "
          "(convlstm_res)",
      .input = {.channels = 3, .height = 224, .width = 224},
      .make = [](const Json& settings) -> std::shared_ptr<Network> {
        return std::make_shared<DeconvnetConvLstm>(parse_fields<ConvLstmOptions>(settings, kOwner));
      },
      .options = describe_fields<ConvLstmOptions>};
}

}  // namespace handsight
