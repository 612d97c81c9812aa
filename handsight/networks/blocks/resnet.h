// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "handsight/core/fields.h"
#include "handsight/networks/encoder.h"

namespace handsight {

struct ResnetOptions {
  std::int64_t output_stride = 32;
};

template <class Field>
void visit_fields(ResnetOptions& o, Field&& field) {
  field("output_stride", o.output_stride, Range{8, 32},
        "stride of the last levels, 8, 16 or 32: below 32 they dilate instead of striding");
}

enum class ResnetBlock { kBasic, kBottleneck };

struct ResnetShape {
  ResnetBlock block = ResnetBlock::kBasic;
  std::array<std::int64_t, 4> blocks{};  ///< of each layer
};

/// Residual network (He et al., CVPR 2016), the stride on the 3x3 convolution, weights as
/// torchvision names them: `conv1`, `bn1`, `layer1.0.conv1` ... `layer4`. Five levels: behind the
/// stem and behind each layer.
/// Throws InvalidArgument, in the name of `owner`, on another output stride than 8, 16 and 32.
[[nodiscard]] std::shared_ptr<Encoder> make_resnet(const ResnetShape& shape,
                                                   const ResnetOptions& options,
                                                   std::string_view owner);

/// Catalogue entry of a residual network. `Unit` has kName and kShape.
template <class Unit>
[[nodiscard]] EncoderEntry resnet_entry() {
  return {.name = Unit::kName,
          .reference =
              "He et al., Deep Residual Learning, CVPR 2016; weights as torchvision "
              "names them",
          .make = [](const Json& settings) -> std::shared_ptr<Encoder> {
            const auto owner = std::string("encoder ").append(Unit::kName);
            return make_resnet(Unit::kShape, parse_fields<ResnetOptions>(settings, owner), owner);
          },
          .options = describe_fields<ResnetOptions>};
}

}  // namespace handsight
