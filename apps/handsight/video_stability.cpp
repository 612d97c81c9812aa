// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "video_stability.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/imaging/video_reader.h"
#include "handsight/perception/pose_perception.h"
#include "handsight/perception/stability.h"

#include "console.h"

namespace handsight {
namespace {

/// The boxes of one hand from frame to frame.
struct Track {
  std::vector<Rectangle> given{};
  std::vector<Rectangle> of_masks{};
  std::vector<HandKeypoints> keypoints{};
  std::vector<HandKeypoints> of_network{};
};

Rectangle rectangle_of(const Box& box) {
  return {.x = 1.0 * box.x, .y = 1.0 * box.y, .width = 1.0 * box.width, .height = 1.0 * box.height};
}

/// Of what `series` holds of each track, each frame counting once.
template <class Series, class Jitter>
double mean_jitter(const std::map<int, Track>& tracks, Series series, Jitter jitter) {
  double sum = 0.0;
  double frames = 0.0;
  for (const auto& [number, track] : tracks) {
    const auto count = (track.*series).size();
    if (count < kLeastTrackFrames) continue;
    sum += static_cast<double>(count) * jitter(track.*series);
    frames += static_cast<double>(count);
  }
  return frames > 0.0 ? sum / frames : 0.0;
}

/// Notes keypoints of the hands, as they are given out and as the network said them, which it did
/// in the order of the hands.
void add_keypoints(const std::vector<Hand>& hands, const std::vector<KeypointAnswer>& said,
                   std::map<int, Track>& tracks) {
  std::size_t next = 0;
  for (const auto& hand : hands) {
    if (!hand.keypoints) continue;
    const auto& answer = said.at(next++);
    if (!hand.track) continue;
    tracks[*hand.track].keypoints.push_back(*hand.keypoints);
    tracks[*hand.track].of_network.push_back(answer.keypoints);
  }
}

}  // namespace

VideoStability measure_stability(const Segmenter& segmenter, const std::filesystem::path& video,
                                 const PerceptionOptions& options, const KeypointNetwork& keypoints,
                                 Progress& progress) {
  VideoReader reader(video);
  const auto& info = segmenter.info();
  const auto longest_px = static_cast<int>(std::max(info.input_width, info.input_height));
  FramePerception perception(options);
  PosePerception pose(options);
  std::vector<KeypointAnswer> said;
  const auto listening = [&](const Image& frame, std::span<const HandView> hands) {
    return said = keypoints(frame, hands);
  };
  std::map<int, Track> tracks;
  std::size_t most_hands = 0;
  VideoStability stability{.video = video.string()};
  progress.start("evaluate", reader.info().frames);
  while (const auto frame = reader.read()) {
    auto found = perception.update(
        observe(frame->image, frame->time_s, longest_px,
                [&](const Image& picture) { return segmenter.segment(picture); }));
    if (keypoints) {
      said.clear();
      found = pose.update(std::move(found), frame->image, listening);
      add_keypoints(found.hands, said, tracks);
    }
    most_hands = std::max(most_hands, found.hands.size());
    for (const auto& hand : found.hands) {
      if (!hand.track) continue;
      auto& track = tracks[*hand.track];
      track.of_masks.push_back(rectangle_of(hand.box));
      track.given.push_back(hand.smooth_box.value_or(track.of_masks.back()));
    }
    stability.frames_with_hands += found.hands.empty() ? 0 : 1;
    stability.hands_a_frame += static_cast<double>(found.hands.size());
    stability.seconds = frame->time_s;
    progress.update(++stability.frames, "");
  }
  progress.finish("");
  stability.tracks = static_cast<std::int64_t>(tracks.size());
  if (stability.frames > 0) stability.hands_a_frame /= static_cast<double>(stability.frames);
  stability.switches =
      std::max<std::int64_t>(0, stability.tracks - static_cast<std::int64_t>(most_hands));
  const auto of_boxes = [](const auto& boxes) { return centre_jitter(boxes); };
  stability.jitter = mean_jitter(tracks, &Track::given, of_boxes);
  stability.jitter_of_masks = mean_jitter(tracks, &Track::of_masks, of_boxes);
  if (!keypoints) return stability;
  const auto of_points = [](const auto& frames) { return keypoint_jitter(frames); };
  stability.keypoint_jitter = mean_jitter(tracks, &Track::keypoints, of_points);
  stability.keypoint_jitter_of_network = mean_jitter(tracks, &Track::of_network, of_points);
  return stability;
}

Json to_json(const VideoStability& stability) {
  Json json{{"video", stability.video},
            {"seconds", stability.seconds},
            {"frames", stability.frames},
            {"frames_with_hands", stability.frames_with_hands},
            {"hands_a_frame", stability.hands_a_frame},
            {"tracks", stability.tracks},
            {"switches", stability.switches},
            {"jitter", stability.jitter},
            {"jitter_of_masks", stability.jitter_of_masks}};
  if (stability.keypoint_jitter) {
    json["keypoint_jitter"] = *stability.keypoint_jitter;
    json["keypoint_jitter_of_network"] = *stability.keypoint_jitter_of_network;
  }
  return json;
}

std::string text_of(const VideoStability& stability) {
  const auto trembling = [](double steadied, double unsteadied) {
    return fixed(100.0 * steadied, "%.2f") + " % of the hand's size (unsteadied " +
           fixed(100.0 * unsteadied, "%.2f") + " %)";
  };
  auto text = stability.video + ": " + std::to_string(stability.frames) + " frames, " +
              std::to_string(stability.frames_with_hands) + " with hands, " +
              std::to_string(stability.tracks) + " tracks, " + std::to_string(stability.switches) +
              " of them switches, box centres tremble by " +
              trembling(stability.jitter, stability.jitter_of_masks);
  if (stability.keypoint_jitter) {
    text += ", keypoints by " +
            trembling(*stability.keypoint_jitter, *stability.keypoint_jitter_of_network);
  }
  return text + "\n";
}

}  // namespace handsight
