// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace handsight {

/// How a discriminator's answers are judged.
enum class AdversarialKind {
  kLogistic,      ///< binary cross entropy of logits; Goodfellow et al., NIPS 2014
  kLeastSquares,  ///< squared distance to 1 (real) and 0 (made); Mao et al., LSGAN, ICCV 2017
};

// Answers are N 1 h w, float, one a patch; means are taken over all patches.

/// What a discriminator minimises: the mean of its losses on real and on made maps, so that not
/// knowing is ln 2 (logistic) or 1/4 (least squares). Pass answers on maps without their history,
/// so that no gradient reaches the generator.
[[nodiscard]] at::Tensor discriminator_loss(AdversarialKind kind, const at::Tensor& on_real,
                                            const at::Tensor& on_made);
/// What a generator minimises: the loss of its maps being taken for real ones.
[[nodiscard]] at::Tensor generator_loss(AdversarialKind kind, const at::Tensor& on_made);
/// Share of the patches that a discriminator tells rightly, in [0, 1]. Least squares decides at
/// 1/2.
[[nodiscard]] double discriminator_accuracy(AdversarialKind kind, const at::Tensor& on_real,
                                            const at::Tensor& on_made);

/// Mean |restored - original|, of pictures that went through both generators of a cycle.
/// Zhu et al., CycleGAN, ICCV 2017, eq. 2; the weight of 10 is the caller's.
[[nodiscard]] at::Tensor cycle_loss(const at::Tensor& restored, const at::Tensor& original);

/// What a discriminator of part maps looks at: the softmax of each of `groups` neighbouring groups
/// of channels, differentiable. A label map of the likeliest classes in its place would send no
/// gradient to the generator, as in ETHand's code, whose adversarial term therefore did nothing.
///
/// logits   N K H W, K a multiple of `groups`
/// returns  N K H W, float
[[nodiscard]] at::Tensor group_probabilities(const at::Tensor& logits, std::int64_t groups);

/// The real counterpart: `confidence` for the labelled class and the rest shared among the others,
/// so that the discriminator cannot tell maps by their being exactly 0 and 1 alone. Pixels that are
/// not known get 1 / classes everywhere.
///
/// labels   N G H W, integers, class index or kIgnore, one channel a group
/// returns  N G*classes H W, float
/// throws   InvalidArgument when dimensions or a class do not fit
[[nodiscard]] at::Tensor smoothed_one_hot(const at::Tensor& labels, std::int64_t classes,
                                          double confidence = 0.9);

}  // namespace handsight
