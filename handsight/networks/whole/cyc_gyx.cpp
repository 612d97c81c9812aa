// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>

#include "handsight/networks/blocks/padding.h"
#include "handsight/networks/blocks/resnet_generator.h"
#include "handsight/networks/network.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "network cyc_gyx";
constexpr std::int64_t kPartClasses = 17;
constexpr std::int64_t kInputs = 2 * kPartClasses;

struct CycGyxOptions {};

template <class Field>
void visit_fields(CycGyxOptions&, Field&&) {}

class CycGyx final : public Network {
 public:
  CycGyx() {
    generator_ =
        register_module("generator", ResnetGenerator(kInputs, channels_of(CycGyx::outputs())));
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override {
    return {{.name = "image", .kind = OutputKind::kImage, .first = 0, .channels = 3}};
  }

  at::Tensor forward(const at::Tensor& image) override {
    check_image(image, kInputs, kOwner);
    const auto margins = margins_to_multiple(image, ResnetGeneratorImpl::kStride);
    const auto map = generator_->forward(pad(image, margins));
    return crop(at::tanh(map), margins);
  }

 private:
  ResnetGenerator generator_{nullptr};
};

}  // namespace

/// Takes probabilities or one-hot labels, 17 of the left hand, then 17 of the right.
NetworkEntry cyc_gyx_network() {
  return {.name = "cyc_gyx",
          .reference = "Zhu et al., CycleGAN, ICCV 2017: a picture from the labels of both hands",
          .input = {.channels = kInputs, .height = 128, .width = 128},
          .make = [](const Json& settings) -> std::shared_ptr<Network> {
            (void)parse_fields<CycGyxOptions>(settings, kOwner);
            return std::make_shared<CycGyx>();
          },
          .options = describe_fields<CycGyxOptions>};
}

}  // namespace handsight
