// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "video_stability.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/imaging/video_reader.h"
#include "handsight/perception/stability.h"

#include "console.h"

namespace handsight {
namespace {

/// The boxes of one hand from frame to frame.
struct Track {
  std::vector<Rectangle> given{};
  std::vector<Rectangle> of_masks{};
};

Rectangle rectangle_of(const Box& box) {
  return {.x = 1.0 * box.x, .y = 1.0 * box.y, .width = 1.0 * box.width, .height = 1.0 * box.height};
}

template <class Boxes>
double mean_jitter(const std::map<int, Track>& tracks, Boxes boxes) {
  double sum = 0.0;
  double frames = 0.0;
  for (const auto& [number, track] : tracks) {
    const auto count = static_cast<double>(track.given.size());
    if (track.given.size() < kLeastTrackFrames) continue;
    sum += count * centre_jitter(track.*boxes);
    frames += count;
  }
  return frames > 0.0 ? sum / frames : 0.0;
}

}  // namespace

VideoStability measure_stability(const Segmenter& segmenter, const std::filesystem::path& video,
                                 const PerceptionOptions& options, Progress& progress) {
  VideoReader reader(video);
  const auto& info = segmenter.info();
  const auto longest_px = static_cast<int>(std::max(info.input_width, info.input_height));
  FramePerception perception(options);
  std::map<int, Track> tracks;
  VideoStability stability{.video = video.string()};
  progress.start("evaluate", reader.info().frames);
  while (const auto frame = reader.read()) {
    const auto found = perception.update(
        observe(frame->image, frame->time_s, longest_px,
                [&](const Image& picture) { return segmenter.segment(picture); }));
    for (const auto& hand : found.hands) {
      if (!hand.track) continue;
      auto& track = tracks[*hand.track];
      track.of_masks.push_back(rectangle_of(hand.box));
      track.given.push_back(hand.smooth_box.value_or(track.of_masks.back()));
    }
    stability.frames_with_hands += found.hands.empty() ? 0 : 1;
    stability.seconds = frame->time_s;
    progress.update(++stability.frames, "");
  }
  progress.finish("");
  stability.tracks = static_cast<std::int64_t>(tracks.size());
  stability.jitter = mean_jitter(tracks, &Track::given);
  stability.jitter_of_masks = mean_jitter(tracks, &Track::of_masks);
  return stability;
}

Json to_json(const VideoStability& stability) {
  return {{"video", stability.video},
          {"seconds", stability.seconds},
          {"frames", stability.frames},
          {"frames_with_hands", stability.frames_with_hands},
          {"tracks", stability.tracks},
          {"jitter", stability.jitter},
          {"jitter_of_masks", stability.jitter_of_masks}};
}

std::string text_of(const VideoStability& stability) {
  return stability.video + ": " + std::to_string(stability.frames) + " frames, " +
         std::to_string(stability.frames_with_hands) + " with hands, " +
         std::to_string(stability.tracks) + " tracks, box centres tremble by " +
         fixed(100.0 * stability.jitter, "%.2f") + " % of the hand's size (unsteadied " +
         fixed(100.0 * stability.jitter_of_masks, "%.2f") + " %)\n";
}

}  // namespace handsight
