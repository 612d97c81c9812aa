// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/feed.h"

#include <algorithm>

#include "handsight/core/error.h"
#include "handsight/training/preparation.h"
#include "handsight/training/sources.h"

namespace handsight {
namespace {

std::size_t frames_of(const Recipe& phase) {
  return static_cast<std::size_t>(std::max(1, phase.clips.length));
}

/// Clips of an epoch; 0 = all.
std::size_t clips_of(const Recipe& phase) {
  const auto frames = static_cast<std::size_t>(phase.schedule.epoch_size);
  return frames == 0 ? 0 : std::max<std::size_t>(1, frames / frames_of(phase));
}

}  // namespace

Feed::Feed(const Recipe& phase, Seed seed, int rank, int processes)
    : phase_(phase),
      seed_(seed),
      rank_(static_cast<std::size_t>(rank)),
      processes_(static_cast<std::size_t>(processes)),
      mixture_(open_training_data(phase)) {
  if (phase.schedule.batch_size % processes != 0) {
    fail("schedule: batch_size ", phase.schedule.batch_size, " is not a multiple of the ",
         processes, " processes");
  }
  if (phase.clips.length > 0) {
    videos_ = find_videos(*mixture_, phase.clips.gap, phase.schedule.workers);
  }
}

EpochPlan Feed::plan_pictures(std::size_t epoch) const {
  auto samples = mixture_->plan(epoch, seed_.split("data"));
  if (phase_.schedule.append_augmented) {
    samples = with_augmented_copies(std::move(samples), seed_.split("copies").split(epoch));
  }
  return {.samples = std::move(samples)};
}

EpochPlan Feed::plan(std::size_t epoch) const {
  if (phase_.clips.length == 0) return share_of(plan_pictures(epoch));
  return share_of(plan_clips(videos_, seed_.split("data").split(epoch),
                             {.videos = static_cast<std::size_t>(phase_.schedule.batch_size),
                              .length = frames_of(phase_),
                              .clips = clips_of(phase_)}));
}

EpochPlan Feed::share_of(const EpochPlan& plan) const {
  if (processes_ == 1) return plan;
  const auto videos = static_cast<std::size_t>(phase_.schedule.batch_size);
  const auto own = videos / processes_;
  const auto frames = frames_of(phase_);
  const auto batches = plan.samples.size() / (videos * frames);
  if (batches == 0) {
    fail("schedule: an epoch of ", plan.samples.size(), " pictures is no full batch of ",
         videos * frames, ", which several processes need");
  }
  EpochPlan share;
  for (std::size_t batch = 0; batch < batches; ++batch) {
    const auto first = batch * videos + rank_ * own;
    for (auto i = first * frames; i < (first + own) * frames; ++i) {
      share.samples.push_back(plan.samples[i]);
    }
    for (auto i = first; i < first + own && !plan.clip_starts.empty(); ++i) {
      share.clip_starts.push_back(plan.clip_starts[i]);
    }
  }
  return share;
}

std::unique_ptr<Loader> Feed::load(const EpochPlan& plan) const {
  const auto batch =
      static_cast<std::size_t>(phase_.schedule.batch_size) / processes_ * frames_of(phase_);
  return std::make_unique<Loader>(mixture_, plan.samples,
                                  LoaderOptions{.fit = fit_options(phase_),
                                                .batch_size = batch,
                                                .workers = phase_.schedule.workers,
                                                .drop_last = plan.samples.size() > batch});
}

}  // namespace handsight
