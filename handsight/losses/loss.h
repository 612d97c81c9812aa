// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include "handsight/core/fields.h"
#include "handsight/core/json.h"

namespace handsight {

/// What the labels of a loss are.
enum class TargetKind {
  kClasses,    ///< N H W, int64, class index or kIgnore; the prediction is N K H W logits, where
               ///< K = 1 is the logit of class 1 against class 0
  kDepth,      ///< N H W, float, 0 = no reading; the prediction is N 1 H W in the same unit
  kKeypoints,  ///< N K 3, float: x and y in pixels of the prediction, Visibility; the prediction is
               ///< N K H W heat maps
};

/// "classes", "depth", "keypoints".
[[nodiscard]] std::string_view name_of(TargetKind kind);

/// What a batch of predictions is compared with.
struct LossTarget {
  at::Tensor labels;
  at::Tensor hand;  ///< N H W, int64: kBackground, kHand, kIgnore; undefined where it is not known

  // Implicit: most losses look at nothing but the labels.
  LossTarget(at::Tensor label_values, at::Tensor hand_mask = {})
      : labels(std::move(label_values)), hand(std::move(hand_mask)) {}
};

/// Compares a batch of predictions (float) with its targets, both of the loss's TargetKind; returns
/// a scalar to minimise.
using Loss = std::function<at::Tensor(const at::Tensor& prediction, const LossTarget& target)>;

/// A case small enough to check by hand. Shown in the docs and run by the contract test.
struct LossExample {
  at::Tensor prediction;
  LossTarget target;
  double expected;
};

/// What a loss file offers to the rest of the toolkit.
struct LossEntry {
  std::string_view name;       ///< in recipes and on the command line
  std::string_view reference;  ///< paper, or "-" when there is none
  Loss (*make)(const Json& options);
  std::vector<FieldInfo> (*options)();
  std::vector<LossExample> (*examples)();
  TargetKind target = TargetKind::kClasses;
  /// Of losses of keypoints: they learn the mean of a heat map's softmax, not its peak.
  bool learns_mean = false;
};

/// All losses, in the order of handsight/CMakeLists.txt.
[[nodiscard]] std::vector<LossEntry> loss_catalog();

/// Throws InvalidArgument, with the known names, when there is no loss `name`.
[[nodiscard]] LossEntry find_loss(std::string_view name);
[[nodiscard]] Loss make_loss(std::string_view name, const Json& options);

}  // namespace handsight
