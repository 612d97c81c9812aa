// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "handsight/formats/checkpoint_info.h"
#include "handsight/tensors/autocast.h"

namespace handsight {

/// How one picture goes through a hand-mask network.
struct PredictOptions {
  Normalisation normalisation{};
  std::int64_t longest_px = 256;    ///< the picture's longer side is resized to this
  std::vector<double> scales{1.0};  ///< factors on longest_px whose probabilities are averaged
  Precision precision = Precision::kFloat32;
};

}  // namespace handsight
