// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>

#include "handsight/networks/blocks/hand3d.h"
#include "handsight/networks/blocks/padding.h"
#include "handsight/networks/network.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "network h3d_seg";
constexpr std::int64_t kStride = 8;
constexpr std::int64_t kClasses = 2;

struct H3dSegOptions {};

template <class Field>
void visit_fields(H3dSegOptions&, Field&&) {}

std::vector<LeakyStep> steps() {
  auto steps = hand3d_trunk(4);
  steps.push_back({.name = "conv5_1", .out = 512});
  steps.push_back({.name = "conv5_2", .out = 128});
  steps.push_back({.name = "conv6_1", .out = 512, .kernel = 1});
  steps.push_back({.name = "conv6_2", .out = kClasses, .kernel = 1, .is_linear = true});
  return steps;
}

class H3dSeg final : public Network {
 public:
  H3dSeg() { chain_ = register_module("chain", LeakyChain(3, steps())); }

  [[nodiscard]] std::vector<OutputMap> outputs() const override { return mask_output(kClasses); }

  at::Tensor forward(const at::Tensor& image) override {
    check_image(image, 3, kOwner);
    const auto margins = margins_to_multiple(image, kStride);
    const auto padded = pad(image, margins);
    const auto coarse = chain_->forward(padded);
    return crop(at::upsample_bilinear2d(coarse, {padded.size(2), padded.size(3)}, false), margins);
  }

 private:
  LeakyChain chain_{nullptr};
};

}  // namespace

NetworkEntry h3d_seg_network() {
  return {.name = "h3d_seg",
          .reference = "Zimmermann and Brox, HandSegNet of ColorHandPose3D, ICCV 2017",
          .input = {.channels = 3, .height = 256, .width = 256},
          .make = [](const Json& settings) -> std::shared_ptr<Network> {
            (void)parse_fields<H3dSegOptions>(settings, kOwner);
            return std::make_shared<H3dSeg>();
          },
          .options = describe_fields<H3dSegOptions>};
}

}  // namespace handsight
