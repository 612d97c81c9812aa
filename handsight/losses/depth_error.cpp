// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/losses/depth_error.h"

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/core/image.h"
#include "handsight/losses/target.h"

namespace handsight {

DepthError depth_error(std::string_view loss, const DepthErrorOptions& options,
                       const at::Tensor& prediction, const LossTarget& target) {
  const auto depth = checked_depth(loss, prediction, target.labels);
  auto counts =
      options.region == "all" ? at::ones_like(target.labels) : target.labels.gt(0).to(at::kFloat);
  if (options.region == "hand") {
    if (!target.hand.defined()) fail("loss ", loss, ": region 'hand' needs a mask");
    counts = counts * target.hand.eq(kHand).to(at::kFloat);
  }
  return {.difference = depth - target.labels, .counts = counts};
}

}  // namespace handsight
