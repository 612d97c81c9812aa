// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>

#include "handsight/core/image.h"
#include "handsight/losses/loss.h"
#include "handsight/losses/target.h"

namespace handsight {
namespace {

struct DiceOptions {
  double smooth = 0.1;
  bool skip_background = false;
  bool present_only = true;
};

template <class Field>
void visit_fields(DiceOptions& o, Field&& field) {
  field("smooth", o.smooth, Range{0.0, 1000.0}, "added to numerator and denominator");
  field("skip_background", o.skip_background, Any{}, "leave class 0 out of the mean");
  field("present_only", o.present_only, Any{},
        "a class that no pixel of the batch has adds nothing, but still counts in the mean");
}

/// Soft Dice loss: mean over classes of 1 - (2 sum p t + s) / (sum (p + t) + s), the sums over the
/// batch and all pixels that count.
///
/// prediction  N K H W, float, logits; K = 1 is the logit of class 1
/// target      N H W, int64, class index or kIgnore
/// returns     scalar in [0, 1]
/// throws      InvalidArgument when sizes differ
///
/// Milletari et al., V-Net, 3DV 2016; the paper squares the terms of the denominator, we do not.
/// Defaults (smooth 0.1, absent classes add 0 to a mean over all) are those of ETHand.
at::Tensor dice(const DiceOptions& options, const at::Tensor& prediction,
                const at::Tensor& target) {
  const auto logits = checked_logits("dice", prediction, target);
  const auto counts = target.ne(kIgnore).unsqueeze(1).to(logits.scalar_type());
  const auto classes = target.masked_fill(target.eq(kIgnore), 0);
  const auto p = logits.softmax(1) * counts;
  const auto t =
      at::one_hot(classes, logits.size(1)).permute({0, 3, 1, 2}).to(p.scalar_type()) * counts;
  const auto overlap = (p * t).sum({0, 2, 3});
  const auto total = (p + t).sum({0, 2, 3});
  const auto score = (2 * overlap + options.smooth) / (total + options.smooth).clamp_min(1e-7);
  auto loss = 1 - score;
  if (options.present_only) loss = loss * t.sum({0, 2, 3}).gt(0).to(loss.scalar_type());
  return loss.slice(0, options.skip_background ? 1 : 0).mean();
}

std::vector<LossExample> examples() {
  const auto target = at::tensor({0, 1, 1, 0}, at::kLong).view({1, 2, 2});
  const auto certain = at::one_hot(target, 2).permute({0, 3, 1, 2}).to(at::kFloat) * 100;
  return {
      {.prediction = certain, .target = target, .expected = 0.0},
      // no overlap: 1 - 0.1 / 4.1
      {.prediction = -certain, .target = target, .expected = 4.0 / 4.1},
      // p = 1/2 everywhere: 1 - (2 * 1 + 0.1) / (2 + 2 + 0.1)
      {.prediction = at::zeros({1, 2, 2, 2}), .target = target, .expected = 2.0 / 4.1},
  };
}

}  // namespace

LossEntry dice_loss() {
  return {
      .name = "dice",
      .reference = "Milletari et al., V-Net, 3DV 2016",
      .make = [](const Json& settings) -> Loss {
        const auto options = parse_fields<DiceOptions>(settings, "loss dice");
        return [options](const auto& prediction, const auto& target) {
          return dice(options, prediction, target.labels);
        };
      },
      .options = describe_fields<DiceOptions>,
      .examples = examples,
  };
}

}  // namespace handsight
