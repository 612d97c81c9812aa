// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "handsight/losses/loss.h"
#include "handsight/networks/outputs.h"
#include "handsight/tensors/batch.h"

namespace handsight {

/// One loss of a recipe.
struct LossTerm {
  std::string name{};
  double weight = 1.0;
  std::shared_ptr<const Json> options{};  ///< null = defaults
  /// Names of the network's outputs that it is applied to; empty = all that its kind fits.
  std::vector<std::string> outputs{};
};

/// What the labels of a batch say about one output of a network, on the batch's device:
/// "mask" learns from the mask, "left" and "right" from the parts where they are known (a pixel may
/// belong to both hands) and else from the sides, "left_parts" and "right_parts" from the parts,
/// "depth" from the depth, "keypoints" and its stages from the keypoints, "palm_centre" from the
/// middle between wrist and base of the middle finger, "side" from the side, "palm" from the side
/// and the way the keypoints turn (not of hands that are seen edge-on).
///
/// Throws FileError naming a sample when the batch has no such label, InvalidArgument when nothing
/// is known about an output of that name.
[[nodiscard]] LossTarget target_of(const OutputMap& output, const Batch& batch);
/// The same, and nothing when the batch has no such label.
[[nodiscard]] std::optional<LossTarget> find_target(const OutputMap& output, const Batch& batch);

/// All losses of a run in one: the weighted sum over terms and the outputs they are applied to.
class Objective {
 public:
  /// Throws InvalidArgument when a loss is unknown, when an output is unknown or of another kind,
  /// when a term fits no output, and when there is no term.
  Objective(const std::vector<LossTerm>& terms, const std::vector<OutputMap>& outputs);

  /// Whether `batch` has every label that the terms need.
  [[nodiscard]] bool has_labels(const Batch& batch) const;

  /// logits   N K H W, float: all outputs side by side
  /// returns  a scalar to minimise
  /// throws   FileError when `batch` lacks a label that a term needs
  [[nodiscard]] at::Tensor operator()(const at::Tensor& logits, const Batch& batch) const;

 private:
  struct Application {
    Loss loss;
    double weight;
    OutputMap output;
  };
  std::vector<Application> applications_;
};

}  // namespace handsight
