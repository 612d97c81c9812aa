// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/losses/adversarial.h"
#include "handsight/networks/discriminator.h"
#include "handsight/networks/outputs.h"
#include "handsight/tensors/batch.h"
#include "handsight/training/history.h"
#include "handsight/training/step.h"

namespace handsight {

/// A discriminator that learns to tell a network's maps from labels, after Hung et al., Adversarial
/// learning for semi-supervised semantic segmentation, BMVC 2018, and what the network learns from
/// it. All outputs of the network are softmaxes of one number of classes.
class Adversary {
 public:
  /// Throws InvalidArgument when the network has other outputs.
  Adversary(const AdversaryOptions& options, const std::vector<OutputMap>& outputs,
            const Workshop& workshop);

  void begin_epoch() { history_.clear(); }

  /// The weighted loss of the network's maps being taken for labels. A gradient flows back to
  /// `logits` unless the options let the discriminator judge label maps.
  [[nodiscard]] at::Tensor term(const at::Tensor& logits);

  /// One step of the discriminator on these maps and on the labels of `batch`; none while its loss
  /// is below what the options call too good. Returns its loss before the step, averaged over all
  /// processes.
  double train(const at::Tensor& logits, const Batch& batch, const StepPosition& position);

 private:
  [[nodiscard]] at::Tensor made_maps(const at::Tensor& logits) const;
  [[nodiscard]] at::Tensor real_maps(const Batch& batch) const;
  [[nodiscard]] at::Tensor noisy(const at::Tensor& maps) const;
  [[nodiscard]] Discriminator& judge() const;

  AdversaryOptions options_;
  std::vector<OutputMap> outputs_;
  const Workshop& workshop_;
  Learner& learner_;
  History history_;
};

/// The optimiser of a discriminator: Adam.
[[nodiscard]] OptimizerOptions adversary_optimizer(const AdversaryOptions& options);

}  // namespace handsight
