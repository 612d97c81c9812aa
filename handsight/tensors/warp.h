// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "handsight/geometry/affine.h"
#include "handsight/tensors/batch.h"

namespace handsight {

/// What lies beyond the edge of a picture that is moved.
enum class Beyond {
  kUnknown,  ///< the picture's border continued, labelled kIgnore
  kBlack,    ///< black, labelled 0
};

struct WarpOptions {
  std::int64_t height = 0;  ///< of the target
  std::int64_t width = 0;
  Beyond beyond = Beyond::kUnknown;
};

/// Moves every sample's picture and labels: pictures bilinearly, maps and depth by nearest
/// neighbour, keypoints exactly. A visible keypoint that leaves the frame becomes kOutside.
///
/// batch               float image in [0, 1]; labels as they are
/// target_from_source  one a sample, in pixels, pixel centres at whole numbers; not singular
///
/// Does not mirror the meaning of left and right; see mirror().
[[nodiscard]] Batch warp(Batch batch, std::span<const Affine> target_from_source,
                         const WarpOptions& options);

/// Mirrors the chosen samples left to right: the sides change names, the two maps of parts change
/// places.
///
/// chosen  indices of samples, each at most once
[[nodiscard]] Batch mirror(Batch batch, std::span<const std::int64_t> chosen);

}  // namespace handsight
