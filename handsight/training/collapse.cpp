// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/collapse.h"

#include <ATen/ATen.h>

#include "handsight/losses/objective.h"

namespace handsight {
namespace {

constexpr std::int64_t kBorderPx = 4;
constexpr double kMostAtBorder = 0.9;

/// N K, true where a point is less than kBorderPx from the border of a map.
at::Tensor at_border(const at::Tensor& x, const at::Tensor& y, const at::Tensor& maps) {
  const auto width = maps.size(3);
  const auto height = maps.size(2);
  return x.lt(kBorderPx) | y.lt(kBorderPx) | x.ge(width - kBorderPx) | y.ge(height - kBorderPx);
}

std::int64_t count(const at::Tensor& flags) { return flags.sum().item<std::int64_t>(); }

}  // namespace

void CollapseCounts::add(const at::Tensor& logits, const std::vector<OutputMap>& outputs,
                         const Batch& batch) {
  for (const auto& output : outputs) {
    const bool is_classes = output.kind == OutputKind::kMask || output.kind == OutputKind::kSoftmax;
    if (!is_classes && output.kind != OutputKind::kHeatmaps) continue;
    const auto target = find_target(output, batch);
    if (!target) continue;
    const auto& labels = target->labels;
    const auto maps = logits.slice(1, output.first, output.first + output.channels);
    if (is_classes) {
      hand_predicted += count(class_logits(maps).argmax(1).gt(0));
      hand_labelled += count(labels.gt(0) & labels.ne(kIgnore));
    } else {
      const auto visible = labels.select(2, 2).eq(static_cast<double>(Visibility::kVisible)) &
                           ~at_border(labels.select(2, 0), labels.select(2, 1), maps);
      const auto peak = maps.flatten(2).argmax(2);
      const auto x = peak.remainder(maps.size(3));
      const auto y = peak.div(maps.size(3), "floor");
      points += count(visible);
      points_at_border += count(visible & at_border(x, y, maps));
    }
  }
}

std::string CollapseCounts::reason() const {
  if (hand_labelled > 0 && hand_predicted == 0) {
    return "it predicts nothing but background on the validation data";
  }
  if (points > 0 &&
      static_cast<double>(points_at_border) > kMostAtBorder * static_cast<double>(points)) {
    return "it puts key-points into corners and at borders, whatever it sees";
  }
  return "";
}

}  // namespace handsight
