// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/inference/pose_note.h"
#include "handsight/tensors/augmentation.h"
#include "handsight/tensors/loader.h"
#include "handsight/training/recipe.h"

namespace handsight {

/// A batch as a network takes it.
struct Prepared {
  at::Tensor input;  ///< N 3 H W, float, normalised, channels last
  Batch batch;       ///< labels on the network's device; images float in [0, 1]
};

/// From what the loader reads to what a network takes.
class Preparation {
 public:
  Preparation(const Recipe& recipe, at::Device device);
  /// Augments the samples that are to be, then normalises all.
  [[nodiscard]] Prepared operator()(LoadedBatch loaded) const;

 private:
  [[nodiscard]] Batch augment(Batch batch, const LoadedBatch& loaded) const;

  InputOptions input_;
  at::Device device_;
  std::vector<Augmentation> augmentations_{};
};

/// Samples [first, last) of a prepared batch.
[[nodiscard]] Prepared slice(const Prepared& prepared, std::int64_t first, std::int64_t last);

/// What a keypoint network of the recipe learns to see and to say.
[[nodiscard]] PoseNote pose_note_of(const Recipe& recipe);

/// How pictures of any size come to the recipe's.
[[nodiscard]] FitOptions fit_options(const Recipe& recipe);

}  // namespace handsight
