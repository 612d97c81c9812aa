// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/losses/adversarial.h"

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/core/image.h"

namespace handsight {
namespace {

at::Tensor distance_to(AdversarialKind kind, const at::Tensor& answers, double wanted) {
  const auto scores = answers.to(at::kFloat);
  const auto target = at::full_like(scores, wanted);
  return kind == AdversarialKind::kLogistic ? at::binary_cross_entropy_with_logits(scores, target)
                                            : at::mse_loss(scores, target);
}

}  // namespace

at::Tensor discriminator_loss(AdversarialKind kind, const at::Tensor& on_real,
                              const at::Tensor& on_made) {
  return (distance_to(kind, on_real, 1.0) + distance_to(kind, on_made, 0.0)) / 2;
}

at::Tensor generator_loss(AdversarialKind kind, const at::Tensor& on_made) {
  return distance_to(kind, on_made, 1.0);
}

double discriminator_accuracy(AdversarialKind kind, const at::Tensor& on_real,
                              const at::Tensor& on_made) {
  const double boundary = kind == AdversarialKind::kLogistic ? 0.0 : 0.5;
  const auto share = [](const at::Tensor& right) {
    return right.to(at::kFloat).mean().item<double>();
  };
  return (share(on_real.gt(boundary)) + share(on_made.le(boundary))) / 2;
}

at::Tensor cycle_loss(const at::Tensor& restored, const at::Tensor& original) {
  if (restored.sizes() != original.sizes()) {
    fail("cycle loss: the restored picture has sizes ", restored.sizes(), " and the original ",
         original.sizes(), "; they must be the same");
  }
  return at::l1_loss(restored.to(at::kFloat), original.to(at::kFloat));
}

at::Tensor group_probabilities(const at::Tensor& logits, std::int64_t groups) {
  if (logits.dim() != 4 || groups < 1 || logits.size(1) % groups != 0) {
    fail("group_probabilities: expected logits N K H W with K a multiple of ", groups, ", found ",
         logits.sizes());
  }
  const auto sizes = logits.sizes();
  return logits.to(at::kFloat)
      .reshape({sizes[0] * groups, sizes[1] / groups, sizes[2], sizes[3]})
      .softmax(1)
      .reshape(sizes);
}

at::Tensor smoothed_one_hot(const at::Tensor& labels, std::int64_t classes, double confidence) {
  if (labels.dim() != 4) {
    fail("smoothed_one_hot: expected labels N G H W, found sizes ", labels.sizes());
  }
  const auto index = labels.to(at::kLong);
  const auto ignored = index.eq(kIgnore);
  const auto known = index.masked_fill(ignored, 0);
  if (known.ge(classes).any().item<bool>()) {
    fail("smoothed_one_hot: a label is ", known.max().item<std::int64_t>(), " with ", classes,
         " classes");
  }
  const double other = (1 - confidence) / static_cast<double>(classes - 1);
  const auto one_hot = at::one_hot(known, classes).to(at::kFloat);  // N G H W C
  const auto smoothed = (one_hot * (confidence - other) + other)
                            .masked_fill(ignored.unsqueeze(-1), 1.0 / static_cast<double>(classes));
  return smoothed.permute({0, 1, 4, 2, 3}).flatten(1, 2).contiguous();
}

}  // namespace handsight
