// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/clips.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/data/sample_reading.h"

namespace handsight {
namespace {

struct Frame {
  std::int64_t number = 0;
  std::size_t sample = 0;
};

Sample without_pictures(Sample sample) {
  return {.id = std::move(sample.id), .video = std::move(sample.video), .frame = sample.frame};
}

std::map<std::string, std::vector<Frame>> frames_of(const Dataset& dataset, int workers) {
  constexpr std::size_t kAtOnce = 1024;
  std::map<std::string, std::vector<Frame>> videos;
  for (std::size_t first = 0; first < dataset.size(); first += kAtOnce) {
    const auto samples = read_samples(dataset, {.first = first,
                                                .count = std::min(kAtOnce, dataset.size() - first),
                                                .workers = workers,
                                                .change = without_pictures});
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (samples[i].frame < 0 || samples[i].video.empty()) continue;
      videos[samples[i].video].push_back({.number = samples[i].frame, .sample = first + i});
    }
  }
  return videos;
}

/// The next clip of one place of the batch.
class Place {
 public:
  [[nodiscard]] bool done(std::size_t length) const {
    return video_ == nullptr || at_ + length > video_->samples.size();
  }
  void begin(const VideoRun& video) {
    video_ = &video;
    at_ = 0;
  }
  [[nodiscard]] bool at_start() const { return at_ == 0; }
  void take(std::size_t length, Seed variation, std::vector<SampleRef>& samples) {
    for (std::size_t i = 0; i < length; ++i) {
      samples.push_back(
          {.part = video_->part, .index = video_->samples[at_ + i], .variation = variation});
    }
    at_ += length;
  }

 private:
  const VideoRun* video_ = nullptr;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<VideoRun> find_videos(const Mixture& mixture, int gap, int workers) {
  std::vector<VideoRun> runs;
  for (std::size_t part = 0; part < mixture.parts().size(); ++part) {
    for (auto& [name, frames] : frames_of(*mixture.parts()[part].dataset, workers)) {
      std::sort(frames.begin(), frames.end(),
                [](const Frame& a, const Frame& b) { return a.number < b.number; });
      for (std::size_t i = 0; i < frames.size(); ++i) {
        if (i == 0 || frames[i].number - frames[i - 1].number > gap) runs.push_back({.part = part});
        runs.back().samples.push_back(frames[i].sample);
      }
    }
  }
  return runs;
}

EpochPlan plan_clips(const std::vector<VideoRun>& videos, Seed seed,
                     const ClipPlanOptions& options) {
  std::vector<const VideoRun*> order;
  for (const auto& video : videos) {
    if (video.samples.size() >= options.length) order.push_back(&video);
  }
  if (order.size() < options.videos) {
    fail("clips: ", order.size(), " of ", videos.size(), " videos have ", options.length,
         " frames or more, and a batch wants ", options.videos,
         "; lower schedule.batch_size or clips.length");
  }
  Random random(seed.split("order"));
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);

  EpochPlan plan;
  std::vector<Place> places(options.videos);
  std::size_t next = 0;
  for (std::size_t clip = 0; options.clips == 0 || clip < options.clips; clip += options.videos) {
    EpochPlan batch;
    for (auto& place : places) {
      if (place.done(options.length)) {
        if (next == order.size()) return plan;
        place.begin(*order[next++]);
      }
      batch.clip_starts.push_back(place.at_start());
      // one variation a clip, so that its frames are augmented alike
      const auto variation = seed.split("variation").split(clip + batch.clip_starts.size());
      place.take(options.length, variation, batch.samples);
    }
    plan.samples.insert(plan.samples.end(), batch.samples.begin(), batch.samples.end());
    plan.clip_starts.insert(plan.clip_starts.end(), batch.clip_starts.begin(),
                            batch.clip_starts.end());
  }
  return plan;
}

}  // namespace handsight
