// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/inference/mask_network.h"

namespace handsight {

/// How one picture goes through a hand-mask network.
struct MaskPredictionOptions {
  Normalisation normalisation{};
  std::int64_t longest_px = 256;    ///< the picture's longer side is resized to this
  std::vector<double> scales{1.0};  ///< factors on longest_px whose probabilities are averaged
};

/// The picture with its longer side at `longest_px` (and no side below 16), normalised.
[[nodiscard]] NetworkInput network_input(const Image& image, const Normalisation& normalisation,
                                         std::int64_t longest_px);

/// Probability of "hand" from logits: the sigmoid of one, or what the softmax of several leaves to
/// all but the first.
[[nodiscard]] ProbabilityMap probability_of(const MaskLogits& logits);

/// Bilinear, corners not aligned.
[[nodiscard]] ProbabilityMap resized(const ProbabilityMap& map, int width, int height);

/// Probability of "hand" for each pixel of `image` (RGB). Safe from several threads.
/// Throws InvalidArgument when the picture has not 3 channels, and when there is no scale or one
/// outside [0.1, 8].
[[nodiscard]] ProbabilityMap predict_hand(const MaskNetwork& network, const Image& image,
                                          const MaskPredictionOptions& options);

}  // namespace handsight
