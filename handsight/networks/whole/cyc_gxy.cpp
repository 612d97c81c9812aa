// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>

#include "handsight/networks/blocks/padding.h"
#include "handsight/networks/blocks/resnet_generator.h"
#include "handsight/networks/network.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "network cyc_gxy";
constexpr std::int64_t kPartClasses = 17;
constexpr std::int64_t kInputs = 3;

struct CycGxyOptions {};

template <class Field>
void visit_fields(CycGxyOptions&, Field&&) {}

class CycGxy final : public Network {
 public:
  CycGxy() {
    generator_ =
        register_module("generator", ResnetGenerator(kInputs, channels_of(CycGxy::outputs())));
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override {
    return part_outputs(kPartClasses);
  }

  at::Tensor forward(const at::Tensor& image) override {
    check_image(image, kInputs, kOwner);
    const auto margins = margins_to_multiple(image, ResnetGeneratorImpl::kStride);
    const auto map = generator_->forward(pad(image, margins));
    return crop(map, margins);
  }

 private:
  ResnetGenerator generator_{nullptr};
};

}  // namespace

/// The report ended it with tanh, which cannot say probabilities; here are logits of two softmaxes.
NetworkEntry cyc_gxy_network() {
  return {.name = "cyc_gxy",
          .reference = "Zhu et al., CycleGAN, ICCV 2017: labels of both hands from a picture",
          .input = {.channels = kInputs, .height = 128, .width = 128},
          .make = [](const Json& settings) -> std::shared_ptr<Network> {
            (void)parse_fields<CycGxyOptions>(settings, kOwner);
            return std::make_shared<CycGxy>();
          },
          .options = describe_fields<CycGxyOptions>};
}

}  // namespace handsight
