// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/deconvnet.h"

#include "handsight/networks/network.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "network deconvnet";

class Deconvnet final : public Network {
 public:
  explicit Deconvnet(const DeconvnetOptions& options) : parts_(*this, options) {}

  [[nodiscard]] std::vector<OutputMap> outputs() const override { return parts_.outputs(); }

  at::Tensor forward(const at::Tensor& image) override {
    const auto code = parts_.encode(image, kOwner);
    return parts_.decode(parts_.squeeze(code.stages.back().map), code);
  }

 private:
  DeconvnetParts parts_;
};

}  // namespace

/// The original is one decoder of 21 classes: `{"classes": 21, "depth": false}`.
NetworkEntry deconvnet_network() {
  return {.name = "deconvnet",
          .reference =
              "Noh, Hong and Han, DeconvNet, ICCV 2015; Wu and Qian, one encoder, a "
              "decoder for the mask and one for the depth (deconv2)",
          .input = {.channels = 3, .height = 224, .width = 224},
          .make = [](const Json& settings) -> std::shared_ptr<Network> {
            return std::make_shared<Deconvnet>(parse_fields<DeconvnetOptions>(settings, kOwner));
          },
          .options = describe_fields<DeconvnetOptions>};
}

}  // namespace handsight
