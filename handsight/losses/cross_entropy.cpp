// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/core/image.h"
#include "handsight/losses/loss.h"
#include "handsight/losses/target.h"

namespace handsight {
namespace {

struct CrossEntropyOptions {
  std::vector<double> class_weights{};
};

template <class Field>
void visit_fields(CrossEntropyOptions& o, Field&& field) {
  field("class_weights", o.class_weights, Range{0.0, 1000.0},
        "one weight a class; the mean is taken over the weights; empty weighs all alike");
}

/// Sum of the weights of the pixels that count.
double counted_weight(const at::Tensor& target, const at::Tensor& weights) {
  const auto counted = target.masked_select(target.ne(kIgnore));
  if (!weights.defined()) return static_cast<double>(counted.numel());
  return weights.index_select(0, counted).sum().item<double>();
}

/// Cross entropy -sum_n w[y_n] log softmax(x_n)[y_n] / sum_n w[y_n] over the pixels that count.
///
/// prediction  N K H W, float, logits; K = 1 is the logit of class 1
/// target      N H W, int64, class index or kIgnore
/// returns     scalar >= 0; 0 when no pixel counts, or none whose class has a weight
/// throws      InvalidArgument when sizes differ or the weights are not one a class
at::Tensor cross_entropy(const CrossEntropyOptions& options, const at::Tensor& prediction,
                         const at::Tensor& target) {
  const auto logits = checked_logits("cross_entropy", prediction, target);
  at::Tensor weights;
  if (!options.class_weights.empty()) {
    if (static_cast<std::int64_t>(options.class_weights.size()) != logits.size(1)) {
      fail("loss cross_entropy: ", options.class_weights.size(), " class_weights for ",
           logits.size(1), " classes");
    }
    weights = at::tensor(options.class_weights, logits.options());
  }
  const auto log_p = logits.log_softmax(1);
  if (counted_weight(target, weights) == 0) return log_p.sum() * 0;
  return at::nll_loss2d(log_p, target, weights, at::Reduction::Mean, kIgnore);
}

std::vector<LossExample> examples() {
  const auto target = at::tensor({0, 1, 1, 255}, at::kLong).view({1, 2, 2});
  const auto certain =
      at::tensor({50.0, 0.0, 0.0, 0.0, 0.0, 50.0, 50.0, 9.0}, at::kFloat).view({1, 2, 2, 2});
  return {
      {.prediction = at::zeros({1, 2, 2, 2}), .target = target, .expected = std::log(2.0)},
      {.prediction = certain, .target = target, .expected = 0.0},
      // one logit: x = ln 3 for "hand" gives p = 3/4
      {.prediction = at::full({1, 1, 1, 1}, std::log(3.0)),
       .target = at::ones({1, 1, 1}, at::kLong),
       .expected = std::log(4.0 / 3.0)},
  };
}

}  // namespace

LossEntry cross_entropy_loss() {
  return {
      .name = "cross_entropy",
      .reference = "Goodfellow et al., Deep Learning, 2016, eq. 6.12; weights as in ETHand's loss",
      .make = [](const Json& settings) -> Loss {
        const auto options = parse_fields<CrossEntropyOptions>(settings, "loss cross_entropy");
        return [options](const auto& prediction, const auto& target) {
          return cross_entropy(options, prediction, target.labels);
        };
      },
      .options = describe_fields<CrossEntropyOptions>,
      .examples = examples,
  };
}

}  // namespace handsight
