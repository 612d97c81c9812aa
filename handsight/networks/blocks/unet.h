// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/networks/network.h"

namespace handsight {

/// The U-Nets of the reports are all points of this space.
struct UnetOptions {
  std::int64_t base = 32;
  std::int64_t depth = 4;
  std::int64_t convs = 2;
  std::string up = "conv_transpose";
  std::string norm = "all";
  double dropout = 0.0;
  bool bias = true;
  std::int64_t classes = 2;
  std::int64_t pad = 0;
};

template <class Field>
void visit_fields(UnetOptions& o, Field&& field) {
  field("base", o.base, Range{4, 256}, "channels of the finest level; each coarser one has twice");
  field("depth", o.depth, Range{1, 7}, "how often the picture is halved");
  field("convs", o.convs, Range{1, 4}, "3x3 convolutions a level, on the way down and up");
  field("up", o.up, Choices{{"conv_transpose", "bilinear"}},
        "2x2 transposed convolution, or bilinear with half the channels at the bottom");
  field("norm", o.norm, Choices{{"none", "all", "alternate"}},
        "batch normalisation: none, between each convolution and its ReLU, or after the ReLU of "
        "every other convolution");
  field("dropout", o.dropout, Range{0.0, 0.95}, "probability at the end of each level");
  field("bias", o.bias, Any{}, "whether the 3x3 convolutions have a bias");
  field("classes", o.classes, Range{1, 1024}, "maps of logits; 1 is hand against background");
  field("pad", o.pad, Range{0, 256},
        "sides are zero-padded to a multiple of this and of the stride, and the logits cropped");
}

/// U-Net (Ronneberger, Fischer and Brox, MICCAI 2015) with padded convolutions, so that logits have
/// the size of the image. He initialisation; the output convolution starts at N(0, 0.01^2).
/// `outputs` are its `classes` maps.
/// Throws InvalidArgument, in the name of `owner`, when the options ask for more than 2048 channels
/// at the bottom, or `outputs` has another number of maps.
[[nodiscard]] std::shared_ptr<Network> make_unet(const UnetOptions& options,
                                                 const std::vector<OutputMap>& outputs,
                                                 std::string_view owner);

/// Catalogue entry of a named U-Net. `Options` derives from UnetOptions, sets other defaults, and
/// says with outputs(classes) what the maps are.
template <class Options>
[[nodiscard]] NetworkEntry unet_entry(std::string_view name, std::string_view reference,
                                      const InputSize& input) {
  return {.name = name,
          .reference = reference,
          .input = input,
          .make = [](const Json& settings) -> std::shared_ptr<Network> {
            const auto options = parse_fields<Options>(settings, Options::kOwner);
            return make_unet(options, Options::outputs(options.classes), Options::kOwner);
          },
          .options = describe_fields<Options>};
}

}  // namespace handsight
