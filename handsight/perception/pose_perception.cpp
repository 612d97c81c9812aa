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

std::vector<KeypointAnswer> answers_of(const KeypointNetwork& network, const Image& frame,
                                       const std::vector<HandView>& views) {
  auto answers = network(frame, views);
  if (answers.size() != views.size()) {
    fail("pose: expected keypoints of ", views.size(), " hands, found ", answers.size());
  }
  return answers;
}

}  // namespace

std::optional<HandKeypoints> PosePerception::last_of(const Hand& hand) const {
  if (!hand.track) return std::nullopt;
  const auto track = tracks_.find(*hand.track);
  if (track == tracks_.end()) return std::nullopt;
  return track->second.last;
}

std::optional<HandView> PosePerception::view_of(const Hand& hand,
                                                const std::optional<HandKeypoints>& last,
                                                const Affine& frame_from_map) const {
  const auto box = scaled(rectangle_of(hand.box), frame_from_map.xx, frame_from_map.yy);
  const auto crop = choose_crop(box, last, options_.pose.crop);
  if (!crop) return std::nullopt;
  // in mirrored pictures right hands look like left ones
  const bool looks_left = hand.side && (*hand.side == "left") != options_.handedness.mirrored;
  return HandView{.crop = *crop,
                  .view = looks_left ? CropView::kMirrored : CropView::kAsSeen,
                  .steady = hand.track.has_value()};
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

void PosePerception::look_again(std::vector<Look>& looks, const FrameHands& found,
                                const Image& frame, const KeypointNetwork& network) const {
  const Affine enlarge = frame_from_map(found, frame);
  std::vector<HandView> views;
  std::vector<Look*> improved;
  for (auto& look : looks) {
    const auto& hand = found.hands[look.hand];
    if (last_of(hand)) continue;
    const auto view = view_of(hand, look.answer.keypoints, enlarge);
    if (!view || !view->crop.from_keypoints) continue;
    views.push_back(*view);
    improved.push_back(&look);
  }
  if (views.empty()) return;
  auto answers = answers_of(network, frame, views);
  for (std::size_t i = 0; i < views.size(); ++i) {
    improved[i]->view = views[i];
    improved[i]->answer = std::move(answers[i]);
  }
}

FrameHands PosePerception::update(FrameHands found, const Image& frame,
                                  const KeypointNetwork& network) {
  const Affine enlarge = frame_from_map(found, frame);
  std::vector<Look> looks;
  std::vector<HandView> views;
  for (std::size_t i = 0; i < found.hands.size(); ++i) {
    const auto view = view_of(found.hands[i], last_of(found.hands[i]), enlarge);
    if (!view) continue;
    looks.push_back({.hand = i, .view = *view});
    views.push_back(*view);
  }
  if (views.empty()) return found;
  auto answers = answers_of(network, frame, views);
  for (std::size_t i = 0; i < looks.size(); ++i) looks[i].answer = std::move(answers[i]);
  for (int more = 1; more < options_.pose.crop.looks; ++more) {
    look_again(looks, found, frame, network);
  }
  for (const auto& look : looks) {
    Hand& hand = found.hands[look.hand];
    const double side_px = look.view.crop.side / options_.pose.crop.margin;
    tell(hand, look.answer, found.time_s, side_px);
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
