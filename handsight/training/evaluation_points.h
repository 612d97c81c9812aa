// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "handsight/data/sample.h"
#include "handsight/networks/network.h"
#include "handsight/training/evaluation.h"

namespace handsight {

/// The keypoints of the hand that choose_hand_crop() takes, in pixels of the picture; nothing where
/// no hand can be cropped. Peaks are single pixels, as published systems take them.
///
/// Of several scales (and the mirrored square) each point is the mean of the places found: heat
/// maps of one point that lie a little apart have no common peak. A point is at the border where
/// the first look finds it there. Throws InvalidArgument as predict_maps().
[[nodiscard]] std::optional<PredictedHand> find_keypoints(Network& network, const Sample& sample,
                                                          const EvaluationOptions& options);

}  // namespace handsight
