// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/networks/outputs.h"
#include "handsight/training/preparation.h"
#include "handsight/training/recipe_options.h"

namespace handsight {

/// How sure a network is of each picture.
///
/// logits   N K H W, float: `outputs` side by side
/// returns  N, float. "log_probability": the mean over the pixels that are taken for hand, of all
///          outputs that are labels, of the likeliest class's log-probability; minus infinity where
///          there is no such pixel. "max_logit": the sum over pixels and outputs of the highest
///          logit, as in ETHand's code.
[[nodiscard]] at::Tensor confidence_of(const at::Tensor& logits,
                                       const std::vector<OutputMap>& outputs,
                                       const std::string& measure);

/// The batch with the labels that `logits` stand for: mask, sides and parts, of those outputs that
/// are there. What was labelled before is replaced.
[[nodiscard]] Batch with_labels_of(Batch batch, const at::Tensor& logits,
                                   const std::vector<OutputMap>& outputs);

/// The surest part of a batch, labelled by `logits`; at least one picture, in their first order.
[[nodiscard]] Prepared pseudo_labelled(const Prepared& prepared, const at::Tensor& logits,
                                       const std::vector<OutputMap>& outputs,
                                       const PseudoOptions& options);

}  // namespace handsight
