// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "handsight/data/dataset.h"

namespace handsight {

/// Samples of one size, stacked.
struct Batch {
  at::Tensor image;  ///< N 3 H W, uint8, or float in [0, 1] after augmentation
  at::Tensor mask;   ///< N H W, uint8: kBackground, kHand, kIgnore; undefined when there is none
  std::vector<std::string> ids{};
};

/// How pictures of any size come to one size.
enum class Fit {
  kStretch,    ///< both axes to the target, aspect lost
  kLetterBox,  ///< aspect kept; the rest is black and labelled kIgnore
};

struct FitOptions {
  std::int64_t height = 0;
  std::int64_t width = 0;
  Fit fit = Fit::kLetterBox;
};

/// Where a picture of `height` x `width` lies on the canvas of `options`.
struct Placement {
  std::int64_t top = 0;
  std::int64_t left = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
};
[[nodiscard]] Placement place(std::int64_t height, std::int64_t width, const FitOptions& options);

/// N C H W uint8, by antialiased bilinear interpolation.
[[nodiscard]] at::Tensor resize_image(const at::Tensor& image, std::int64_t height,
                                      std::int64_t width);
/// N C H W uint8, resized to `placed` on a black canvas of the size in `options`.
[[nodiscard]] at::Tensor place_image(const at::Tensor& image, const Placement& placed,
                                     const FitOptions& options);

/// Images and masks at the size of `options`: pictures by antialiased bilinear interpolation, masks
/// by nearest neighbour. Throws InvalidArgument naming the sample whose mask does not fit.
[[nodiscard]] Batch make_batch(const std::vector<Sample>& samples, const FitOptions& options);

/// u8 H W C picture as a 1 C H W uint8 tensor (copy).
[[nodiscard]] at::Tensor image_to_tensor(const Image& image);
/// C H W or H W uint8 tensor as a picture.
[[nodiscard]] Image tensor_to_image(const at::Tensor& tensor);

/// image    N C H W, uint8 in [0, 255] or float in [0, 1]
/// returns  (image - mean) / deviation for each channel, float
[[nodiscard]] at::Tensor normalise(const at::Tensor& image, const std::vector<double>& mean,
                                   const std::vector<double>& deviation);

/// K = 1 logits become two: [0, x], whose softmax is the sigmoid of x. Others pass.
[[nodiscard]] at::Tensor class_logits(const at::Tensor& logits);

}  // namespace handsight
