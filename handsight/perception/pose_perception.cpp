// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/pose_perception.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/geometry/letter_box.h"
#include "handsight/perception/rectangle.h"

namespace handsight {
namespace {

/// From pixels of the map that hands were found in to the frame's.
Affine frame_from_map(const FrameHands& found, const Image& frame) {
  const LetterBox whole{.width = frame.width,
                        .height = frame.height,
                        .placed_width = frame.width,
                        .placed_height = frame.height};
  return canvas_from_picture(whole, found.probability.width, found.probability.height);
}

}  // namespace

std::optional<HandView> PosePerception::view_of(const Hand& hand,
                                                const Affine& frame_from_map) const {
  std::optional<HandKeypoints> last;
  if (hand.track) {
    if (const auto track = tracks_.find(*hand.track); track != tracks_.end()) {
      last = track->second.last;
    }
  }
  const auto box = scaled(rectangle_of(hand.box), frame_from_map.xx, frame_from_map.yy);
  const auto crop = choose_crop(box, last, options_.pose.crop);
  if (!crop) return std::nullopt;
  // in mirrored pictures right hands look like left ones
  const bool looks_left = hand.side && (*hand.side == "left") != options_.handedness.mirrored;
  return HandView{.crop = *crop, .view = looks_left ? CropView::kMirrored : CropView::kAsSeen};
}

void PosePerception::tell(Hand& hand, const KeypointAnswer& answer, double time_s, double side_px) {
  constexpr std::size_t kRemembered = 64;  // tracks; numbers only grow, the oldest goes first
  const Track fresh{.filter = KeypointFilter(options_.pose.filter),
                    .side = Handedness(options_.handedness)};
  Track alone = fresh;
  Track& track = hand.track ? tracks_.try_emplace(*hand.track, fresh).first->second : alone;
  track.last = answer.keypoints;
  hand.keypoints =
      hand.track ? track.filter.update(answer.keypoints, time_s, side_px) : answer.keypoints;
  if (answer.right) hand.side = std::string(side_name(track.side.update(*answer.right, time_s)));
  while (tracks_.size() > kRemembered) tracks_.erase(tracks_.begin());
}

FrameHands PosePerception::update(FrameHands found, const Image& frame,
                                  const KeypointNetwork& network) {
  const Affine enlarge = frame_from_map(found, frame);
  std::vector<std::size_t> looked_at;
  std::vector<HandView> views;
  for (std::size_t i = 0; i < found.hands.size(); ++i) {
    if (const auto view = view_of(found.hands[i], enlarge)) {
      looked_at.push_back(i);
      views.push_back(*view);
    }
  }
  if (views.empty()) return found;
  const auto answers = network(frame, views);
  if (answers.size() != views.size()) {
    fail("pose: expected keypoints of ", views.size(), " hands, found ", answers.size());
  }
  for (std::size_t i = 0; i < views.size(); ++i) {
    Hand& hand = found.hands[looked_at[i]];
    const double side_px = views[i].crop.side / options_.pose.crop.margin;
    tell(hand, answers[i], found.time_s, side_px);
    hand.keypoints = moved(*hand.keypoints, enlarge.inverse());
  }
  return found;
}

FrameHands hands_of_picture(HandMaps maps, const Image& image, const HandsOptions& hands,
                            const PerceptionOptions& options, const KeypointNetwork& network) {
  FrameHands found;
  found.hands = find_hands(maps.hand, hands);
  if (maps.right) {
    found.hands = with_sides(std::move(found.hands), *maps.right, options.handedness);
  }
  found.probability = std::move(maps.hand);
  if (!network) return found;
  return PosePerception(without_time(options)).update(std::move(found), image, network);
}

}  // namespace handsight
