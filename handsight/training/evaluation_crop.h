// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/data/sample.h"
#include "handsight/networks/outputs.h"
#include "handsight/training/evaluation_maps.h"

namespace handsight {

/// The sample as a network is evaluated on it. Where `options` say that it looks at one hand, that
/// is the square around the hand that the labels name, with what they say inside it; its camera is
/// that of the square. Where no hand can be cropped, the picture stays as it is and has no labels
/// left. Key-point networks are shown whole pictures, in which predict() crops: their errors count
/// in the picture's pixels.
[[nodiscard]] Sample as_shown(Sample sample, const std::vector<OutputMap>& outputs,
                              const EvaluationOptions& options);

}  // namespace handsight
