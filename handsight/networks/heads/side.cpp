// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>

#include "handsight/networks/blocks/convolution.h"
#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/head.h"

namespace handsight {
namespace {

constexpr std::int64_t kSides = 3;  // none, left, right

struct SideOptions {};

template <class Field>
void visit_fields(SideOptions&, Field&&) {}

/// Linear in the mean over the picture. The logits are repeated in every pixel, so that they travel
/// beside maps.
class SideHead final : public Head {
 public:
  explicit SideHead(std::int64_t in) {
    conv_ = register_module("0", make_conv({.in = in, .out = kSides, .kernel = 1, .bias = true}));
    init_xavier_uniform(*conv_);
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override {
    return {{.name = "side", .kind = OutputKind::kSide, .first = 0, .channels = kSides}};
  }

  at::Tensor forward(const at::Tensor& map) override {
    const auto logits = conv_->forward(map.mean({2, 3}, true));
    return logits.expand({-1, -1, map.size(2), map.size(3)});
  }

 private:
  torch::nn::Conv2d conv_{nullptr};
};

}  // namespace

HeadEntry side_head() {
  return {.name = "side",
          .summary = "none, left or right: one decision a picture, for crops of one hand",
          .make = [](std::int64_t in_channels, const Json& options) -> std::shared_ptr<Head> {
            (void)parse_fields<SideOptions>(options, "head side");
            return std::make_shared<SideHead>(in_channels);
          },
          .options = describe_fields<SideOptions>};
}

}  // namespace handsight
