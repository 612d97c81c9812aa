// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>

#include "handsight/networks/blocks/decision_layer.h"
#include "handsight/networks/head.h"

namespace handsight {
namespace {

struct SideOptions {};

template <class Field>
void visit_fields(SideOptions&, Field&&) {}

class SideHead final : public Head {
 public:
  explicit SideHead(std::int64_t in)
      : layer_(register_module("0", make_decision_layer(in, channels_of(side_output())))) {}

  [[nodiscard]] std::vector<OutputMap> outputs() const override { return side_output(); }

  at::Tensor forward(const at::Tensor& map) override { return decision_maps(layer_, map, map); }

 private:
  torch::nn::Conv2d layer_;
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
