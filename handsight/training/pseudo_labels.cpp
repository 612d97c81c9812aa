// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/pseudo_labels.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/tensors/batch.h"

namespace handsight {
namespace {

bool is_label(const OutputMap& output) {
  return output.kind == OutputKind::kMask || output.kind == OutputKind::kSoftmax;
}

/// N C H W with C >= 2.
at::Tensor classes_of(const at::Tensor& logits, const OutputMap& output) {
  return class_logits(logits.slice(1, output.first, output.first + output.channels));
}

at::Tensor labels_in(const at::Tensor& logits, const OutputMap& output) {
  return classes_of(logits, output).argmax(1).to(at::kByte);
}

}  // namespace

at::Tensor confidence_of(const at::Tensor& logits, const std::vector<OutputMap>& outputs,
                         const std::string& measure) {
  auto sum = at::zeros({logits.size(0)}, logits.options());
  auto count = at::zeros_like(sum);
  for (const auto& output : outputs) {
    if (!is_label(output)) continue;
    const auto classes = classes_of(logits, output);
    if (measure == "max_logit") {
      sum += classes.amax(1).sum({1, 2});
      continue;
    }
    const auto hand = classes.argmax(1).gt(0).to(logits.scalar_type());
    sum += (classes.log_softmax(1).amax(1) * hand).sum({1, 2});
    count += hand.sum({1, 2});
  }
  if (measure == "max_logit") return sum;
  const double unsure = -std::numeric_limits<double>::infinity();
  return (sum / count.clamp_min(1)).masked_fill(count.eq(0), unsure);
}

Batch with_labels_of(Batch batch, const at::Tensor& logits, const std::vector<OutputMap>& outputs) {
  at::Tensor left;
  at::Tensor right;
  at::Tensor left_parts;
  at::Tensor right_parts;
  batch.mask = batch.sides = batch.parts = at::Tensor();
  for (const auto& output : outputs) {
    if (!is_label(output)) continue;
    const auto labels = labels_in(logits, output);
    if (output.name == "mask") batch.mask = labels;
    if (output.name == "left") left = labels;
    if (output.name == "right") right = labels;
    if (output.name == "left_parts") left_parts = labels;
    if (output.name == "right_parts") right_parts = labels;
  }
  if (left_parts.defined() && right_parts.defined()) {
    batch.parts = at::stack({left_parts, right_parts}, 1);
    if (!batch.mask.defined()) batch.mask = batch.parts.amax(1).gt(0).to(at::kByte);
  }
  if (left.defined() && right.defined()) {
    batch.sides = at::where(right.gt(0), at::full_like(right, kRightSide), left * kLeftSide);
    if (!batch.mask.defined()) batch.mask = batch.sides.gt(0).to(at::kByte);
  }
  if (!batch.mask.defined()) {
    fail("pseudo: the network that labels has neither a mask nor both hands among its outputs");
  }
  return batch;
}

Prepared pseudo_labelled(const Prepared& prepared, const at::Tensor& logits,
                         const std::vector<OutputMap>& outputs, const PseudoOptions& options) {
  const auto size = prepared.input.size(0);
  const auto kept = std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::ceil(options.keep * static_cast<double>(size))));
  const auto sure = confidence_of(logits, outputs, options.confidence);
  const auto order = sure.cpu().argsort(0, /*descending=*/true).slice(0, 0, kept);
  const auto index = std::get<0>(order.sort());
  const std::vector<std::int64_t> chosen(index.data_ptr<std::int64_t>(),
                                         index.data_ptr<std::int64_t>() + kept);
  auto labelled = with_labels_of(prepared.batch, logits, outputs);
  return {.input = prepared.input.index_select(0, index.to(prepared.input.device())),
          .batch = select_samples(labelled, chosen)};
}

}  // namespace handsight
