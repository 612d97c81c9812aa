// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/networks/head.h"

namespace handsight {

/// Options of every head that is one convolution.
struct ConvHeadOptions {
  std::int64_t kernel = 3;
  double dropout = 0.0;
};

template <class Field>
void visit_fields(ConvHeadOptions& o, Field&& field) {
  field("kernel", o.kernel, Range{1, 7}, "side of the convolution, odd");
  field("dropout", o.dropout, Range{0.0, 0.95}, "probability for whole channels before it");
}

/// One convolution with bias, named `0`; starts as Xavier's uniform, bias 0.
/// Throws InvalidArgument, in the name of `owner`, when the kernel is even.
[[nodiscard]] std::shared_ptr<Head> make_conv_head(std::int64_t in_channels,
                                                   const std::vector<OutputMap>& outputs,
                                                   const ConvHeadOptions& options,
                                                   std::string_view owner);

}  // namespace handsight
