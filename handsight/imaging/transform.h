// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "handsight/core/image.h"

namespace handsight {

enum class Interpolation {
  kNearest,   ///< for labels: makes no new values
  kBilinear,  ///< for enlarging and for warps
  kArea,      ///< mean over the covered pixels: for shrinking; resize() only
};

/// The whole picture at `width` x `height`, aspect not kept; any number of channels.
/// kArea enlarges bilinearly. Throws InvalidArgument on an empty picture or size.
[[nodiscard]] Image resize(const Image& image, int width, int height, Interpolation interpolation);

/// Row by row: x' = m[0] x + m[1] y + m[2], y' = m[3] x + m[4] y + m[5], in pixels, where whole
/// numbers are pixel centres.
using Affine = std::array<double, 6>;

/// target_from_source  takes a point of `image` to the point of the result that shows it
/// border              value of each channel where the source has no pixel
///
/// Throws InvalidArgument on an empty picture or size, kArea, and a matrix that is not finite or
/// that flattens the picture to a line.
[[nodiscard]] Image warp_affine(const Image& image, const Affine& target_from_source, int width,
                                int height, Interpolation interpolation, std::uint8_t border);

/// Gaussian blur with standard deviation `sigma_px`, edges mirrored; 0 leaves the picture as it is.
/// Throws InvalidArgument when sigma is negative, not finite or larger than 1000.
[[nodiscard]] Image gaussian_blur(const Image& image, double sigma_px);

/// As above, for probabilities.
[[nodiscard]] ProbabilityMap gaussian_blur(const ProbabilityMap& map, double sigma_px);

/// Median over squares of `side_px`, an odd number from 3 to 99; edges are repeated. 1 or 3
/// channels. Throws InvalidArgument on another side or picture.
[[nodiscard]] Image median_filter(const Image& image, int side_px);

}  // namespace handsight
