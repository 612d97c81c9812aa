// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "handsight/networks/outputs.h"
#include "handsight/tensors/batch.h"

namespace handsight {

/// Counts what a network predicts, to find out whether it predicts the same whatever it sees.
struct CollapseCounts {
  std::int64_t hand_predicted = 0;  ///< pixels, over all outputs that are labels
  std::int64_t hand_labelled = 0;
  std::int64_t points = 0;            ///< visible key-points that do not lie at the border
  std::int64_t points_at_border = 0;  ///< of these, predicted within 4 pixels of it

  /// logits  N K H W, float: `outputs` side by side; labels of `batch` where it has them
  void add(const at::Tensor& logits, const std::vector<OutputMap>& outputs, const Batch& batch);

  /// What is wrong, for a message: nothing but background where there are hands, or nine in ten
  /// key-points in corners and at borders. Empty when nothing is.
  [[nodiscard]] std::string reason() const;
};

}  // namespace handsight
