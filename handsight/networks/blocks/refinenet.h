// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/networks/decoder.h"

namespace handsight {

struct RefinenetOptions {
  std::int64_t channels = 256;
  double dropout = 0.5;
};

template <class Field>
void visit_fields(RefinenetOptions& o, Field&& field) {
  field("channels", o.channels, Range{4, 1024},
        "channels of the result; the deepest path has twice");
  field("dropout", o.dropout, Range{0.0, 0.95},
        "probability on the two deepest levels and, in the full form, on the result");
}

enum class RefinenetForm {
  kFull,   ///< 3x3 convolutions and residual units (Lin et al., CVPR 2017)
  kLight,  ///< 1x1 convolutions, no residual units (Nekrasov, Shen and Reid, BMVC 2018)
};

/// Refines from the deepest of four levels to that of stride 4. Chained pooling has four steps, as
/// the authors' code (the paper draws two). Names as in the public PyTorch forms: `adapt_stage1_b`,
/// `mflow_conv_g1_pool` ...
/// Throws InvalidArgument, in the name of `owner`, when the encoder has fewer than four such
/// levels.
[[nodiscard]] std::shared_ptr<Decoder> make_refinenet(const std::vector<FeatureLevel>& levels,
                                                      const RefinenetOptions& options,
                                                      RefinenetForm form, std::string_view owner);

}  // namespace handsight
