// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <ATen/core/Tensor.h>

#include "handsight/core/seed.h"
#include "handsight/data/sample.h"
#include "handsight/tensors/batch.h"
#include "handsight/tensors/hand_crop.h"

namespace handsight {

/// How pictures of any size come to one size.
enum class Fit {
  kStretch,    ///< both axes to the target, aspect lost
  kLetterBox,  ///< aspect kept; the rest is black and labelled kIgnore
  kHandCrop,   ///< a square around one hand, see hand_crop.h; the target is a square
};

struct FitOptions {
  std::int64_t height = 0;
  std::int64_t width = 0;
  Fit fit = Fit::kLetterBox;
  HandCropOptions hand{};                 ///< of Fit::kHandCrop
  std::optional<DepthUnit> depth_unit{};  ///< that depth must have; none = any, the same for all
};

/// Where a picture of `height` x `width` lies on the canvas of `options`.
struct Placement {
  std::int64_t top = 0;
  std::int64_t left = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
};
[[nodiscard]] Placement place(std::int64_t height, std::int64_t width, const FitOptions& options);

/// Samples at the size of `options`: pictures by antialiased bilinear interpolation, maps and depth
/// by nearest neighbour, keypoints with them. The keypoints of a sample of several hands are
/// unlabelled, unless one is cropped; where no hand can be cropped, the middle square is taken and
/// nothing is known of it; depth in millimetres becomes what it would be behind the lens of
/// crop_lens(), and is not known where the camera is not. `variations`, one a sample, move the
/// crops at random; empty = not moved. Throws InvalidArgument naming the sample whose labels do not
/// have its picture's size, or whose depth is in another unit than asked for, or than its
/// neighbours'.
[[nodiscard]] Batch make_batch(const std::vector<Sample>& samples, const FitOptions& options,
                               std::span<const Seed> variations = {});

}  // namespace handsight
