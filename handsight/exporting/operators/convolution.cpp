// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/exporting/conversion.h"

namespace handsight::exporting {
namespace {

/// _convolution(input, weight, bias, stride, padding, dilation, transposed, output_padding, groups)
void convolution(Conversion& c) {
  const auto& weight = c.shape(1);
  const auto stride = c.integers(3), padding = c.integers(4), dilation = c.integers(5);
  if (weight.size() != 4 || stride.size() != 2 || padding.size() != 2) {
    c.refuse("expected a convolution of pictures");
  }
  Attributes attributes{{"kernel_shape", Ints{weight[2].first, weight[3].first}},
                        {"strides", stride},
                        {"pads", Ints{padding[0], padding[1], padding[0], padding[1]}},
                        {"dilations", dilation},
                        {"group", c.integer(8)}};
  const bool is_transposed = c.flag(6);
  if (is_transposed) attributes["output_padding"] = c.integers(7);
  Names inputs{c.name(0), c.name(1)};
  if (!c.is_none(2)) inputs.push_back(c.name(2));
  c.give(c.add(is_transposed ? "ConvTranspose" : "Conv", inputs, attributes, c.owner_of(1)));
}

/// addmm(bias, input, weight transposed)
void linear(Conversion& c) {
  const auto* const transposed = c.maker_of(2);
  if (transposed == nullptr || transposed->op != "aten::t") {
    c.refuse("expected the transposed weights of a linear layer");
  }
  c.give(
      c.add("Gemm", {c.name(1), c.name(*transposed, 0), c.name(0)}, {{"transB", std::int64_t{1}}}));
}

/// Its reader takes the input of this node.
void transposed_weights(Conversion&) {}

}  // namespace

std::vector<Converter> convolution_converters() {
  return {{.op = "aten::_convolution", .convert = convolution},
          {.op = "aten::addmm", .convert = linear},
          {.op = "aten::t", .convert = transposed_weights}};
}

}  // namespace handsight::exporting
