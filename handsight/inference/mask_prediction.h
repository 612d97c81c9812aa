// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/inference/picture_network.h"
#include "handsight/perception/hand_maps.h"

namespace handsight {

/// How one picture goes through a hand-mask network.
struct MaskPredictionOptions {
  Normalisation normalisation{};
  std::int64_t longest_px = 256;    ///< the picture's longer side is resized to this
  std::vector<double> scales{1.0};  ///< factors on longest_px whose probabilities are averaged
};

/// Pictures (RGB) of one size, normalised. Throws InvalidArgument when there is none or they
/// differ.
[[nodiscard]] NetworkInput network_input(std::span<const Image> pictures,
                                         const Normalisation& normalisation);

/// The picture with its longer side at `longest_px` (and no side below 16), normalised.
[[nodiscard]] NetworkInput network_input(const Image& image, const Normalisation& normalisation,
                                         std::int64_t longest_px);

/// Probability from the logits of one output, of the first picture: the sigmoid of one, or what the
/// softmax of several leaves to all but the first. Throws ModelError as values_of() does.
[[nodiscard]] ProbabilityMap probability_of(const NetworkMaps& maps,
                                            const NetworkOutput& output = {});

/// Bilinear, corners not aligned.
[[nodiscard]] ProbabilityMap resized(const ProbabilityMap& map, int width, int height);

/// What the network's outputs "mask" and, where it has them, "left" and "right" say of each pixel
/// of `image` (RGB). A picture in which nothing is lighter or darker than the rest shows no hand:
/// the network is not asked, whose answer would be a guess. Safe from several threads. Throws
/// InvalidArgument when the picture has not 3 channels, and when there is no scale or one outside
/// [0.1, 8]; ModelError when the network gives no mask.
[[nodiscard]] HandMaps predict_hands(const PictureNetwork& network, const Image& image,
                                     const MaskPredictionOptions& options);

/// Whether a network has outputs for the left and the right hand.
[[nodiscard]] bool tells_sides(const PictureNetwork& network);

}  // namespace handsight
