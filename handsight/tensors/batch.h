// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "handsight/data/sample.h"

namespace handsight {

/// Pictures of one size with their labels, stacked. A label that no sample has is undefined; where
/// only some have it, the others hold "not known": kIgnore in maps of numbers, 0 in depth,
/// Visibility::kUnlabelled in keypoints.
struct Batch {
  at::Tensor image{};      ///< N 3 H W, uint8, or float in [0, 1] after augmentation
  at::Tensor mask{};       ///< N H W, uint8: kBackground, kHand, kIgnore
  at::Tensor sides{};      ///< N H W, uint8: kNoSide, kLeftSide, kRightSide, kIgnore
  at::Tensor parts{};      ///< N 2 H W, uint8: part ids of the left and of the right hand, kIgnore
  at::Tensor depth{};      ///< N H W, float, in shares of depth_range(); 0 = no reading
  at::Tensor keypoints{};  ///< N 21 3, float: x, y in pixels, Visibility; of the sample's only hand
  at::Tensor side{};       ///< N, uint8: side of that hand, kNoSide where it is not known
  std::vector<std::string> ids{};
};

/// Calls `change` with every map of numbers that is defined: mask, sides, parts.
template <class Change>
void for_each_map(Batch& batch, Change&& change) {
  for (auto* map : {&batch.mask, &batch.sides, &batch.parts}) {
    if (map->defined()) change(*map);
  }
}

/// Calls `change` with every tensor that is defined, the image included.
template <class Change>
void for_each_tensor(Batch& batch, Change&& change) {
  for (auto* tensor : {&batch.image, &batch.mask, &batch.sides, &batch.parts, &batch.depth,
                       &batch.keypoints, &batch.side}) {
    if (tensor->defined()) change(*tensor);
  }
}

/// Puts batches together along the first dimension, filling labels that only some have.
/// Throws InvalidArgument when there is none or their sizes differ.
[[nodiscard]] Batch stack(std::vector<Batch> batches);

/// The samples at `indices`, in that order.
[[nodiscard]] Batch select_samples(const Batch& batch, std::span<const std::int64_t> indices);

/// Puts the samples of `part` at `indices` of `batch`; both have the same labels and sizes.
[[nodiscard]] Batch replace_samples(Batch batch, std::span<const std::int64_t> indices,
                                    const Batch& part);

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
