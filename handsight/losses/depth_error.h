// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "handsight/core/fields.h"
#include "handsight/losses/loss.h"

namespace handsight {

/// What the losses of depth share.
struct DepthErrorOptions {
  std::string region = "readings";
};

template <class Field>
void visit_fields(DepthErrorOptions& o, Field&& field) {
  field("region", o.region, Choices{{"readings", "all", "hand"}},
        "pixels that count: those with a reading; all, where none is the depth 0; readings on the "
        "hand");
}

/// The prediction minus the truth, N H W float, and a map of the same size that is 1 where a pixel
/// counts. Throws InvalidArgument, naming `loss`, when sizes do not fit or the region is the hand
/// and there is no mask.
struct DepthError {
  at::Tensor difference;
  at::Tensor counts;
};
[[nodiscard]] DepthError depth_error(std::string_view loss, const DepthErrorOptions& options,
                                     const at::Tensor& prediction, const LossTarget& target);

}  // namespace handsight
