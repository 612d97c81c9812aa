// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "handsight/training/evaluation.h"

namespace handsight {

/// What a predictor that does not look says.
struct TrivialPrediction {
  std::string name;
  Prediction prediction;
};

/// For whatever `prediction` has: "all background" (no hand anywhere, depth 0), "coin flip" (every
/// pixel hand or not, depth anywhere in its range; not for parts) and "middle" (all points in the
/// middle of what the network saw). Always the same predictors for the same outputs.
[[nodiscard]] std::vector<TrivialPrediction> trivial_predictions(const Sample& sample,
                                                                 const Prediction& prediction,
                                                                 Seed seed);

}  // namespace handsight
