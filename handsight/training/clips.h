// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "handsight/data/mixture.h"
#include "handsight/training/recipe_options.h"
#include "handsight/training/step.h"

namespace handsight {

/// Samples of one video in their order, without a gap.
struct VideoRun {
  std::size_t part = 0;  ///< of the mixture
  std::vector<std::size_t> samples{};
};

/// The videos of every part of a mixture, found by reading each sample once: samples of one video,
/// by frame number, broken where `gap` or more frames are missing. Samples without a video are left
/// out.
[[nodiscard]] std::vector<VideoRun> find_videos(const Mixture& mixture, int gap, int workers);

struct ClipPlanOptions {
  std::size_t videos = 1;  ///< side by side in a batch
  std::size_t length = 1;  ///< frames of a clip
  std::size_t clips = 0;   ///< most in an epoch; 0 = all
};

/// One epoch: the videos in an order drawn from `seed`, each place of a batch with a video of its
/// own, cut into clips one after the other; a rest shorter than a clip is left out. It ends with
/// the last full batch.
/// Throws InvalidArgument when there are not enough videos for one batch.
[[nodiscard]] EpochPlan plan_clips(const std::vector<VideoRun>& videos, Seed seed,
                                   const ClipPlanOptions& options);

}  // namespace handsight
