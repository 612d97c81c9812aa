// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/frame_perception.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/geometry/letter_box.h"
#include "handsight/perception/components.h"
#include "handsight/perception/matte.h"
#include "handsight/perception/morphology.h"
#include "handsight/perception/rectangle.h"

namespace handsight {
namespace {

double mean_over(const Hand& hand, const ProbabilityMap& map) {
  const Box& box = hand.box;
  if (box.x < 0 || box.y < 0 || box.x > map.width - hand.mask.width ||
      box.y > map.height - hand.mask.height ||
      map.values.size() !=
          static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height)) {
    fail("sides: a hand of ", hand.mask.width, " x ", hand.mask.height, " pixels at ", box.x, ", ",
         box.y, " is not inside their map of ", map.width, " x ", map.height);
  }
  double sum = 0.0;
  double count = 0.0;
  for (int y = 0; y < hand.mask.height; ++y) {
    const auto row = static_cast<std::size_t>(hand.box.y + y) * static_cast<std::size_t>(map.width);
    for (int x = 0; x < hand.mask.width; ++x) {
      if (*hand.mask.at(x, y) == 0) continue;
      sum += static_cast<double>(map.values[row + static_cast<std::size_t>(hand.box.x + x)]);
      count += 1.0;
    }
  }
  return count > 0.0 ? sum / count : 0.0;
}

// Which hand owns each pixel of the map, counted from 1; 0 = none.
std::vector<int> owners_of(const FrameHands& found) {
  std::vector<int> owners(found.probability.values.size(), 0);
  for (std::size_t i = 0; i < found.hands.size(); ++i) {
    const Hand& hand = found.hands[i];
    for (int y = 0; y < hand.mask.height; ++y) {
      const auto row = static_cast<std::size_t>(hand.box.y + y) *
                       static_cast<std::size_t>(found.probability.width);
      for (int x = 0; x < hand.mask.width; ++x) {
        if (*hand.mask.at(x, y) == 0) continue;
        owners[row + static_cast<std::size_t>(hand.box.x + x)] = static_cast<int>(i) + 1;
      }
    }
  }
  return owners;
}

// The hand's own probabilities around its box, cut out with a margin of one pixel. Where another
// hand, or something that was removed, claims the pixel, it is none of this one.
struct Patch {
  Box box{};
  ProbabilityMap map{};
};

Patch patch_of(const FrameHands& found, const std::vector<int>& owners, int owner, double edge) {
  const Box& hand = found.hands[static_cast<std::size_t>(owner - 1)].box;
  const int left = std::max(0, hand.x - 1);
  const int top = std::max(0, hand.y - 1);
  const int right = std::min(found.probability.width, hand.x + hand.width + 1);
  const int bottom = std::min(found.probability.height, hand.y + hand.height + 1);
  Patch patch{.box = {left, top, right - left, bottom - top},
              .map = {.width = right - left, .height = bottom - top}};
  const auto limit = static_cast<float>(edge);
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      const auto i =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(found.probability.width) +
          static_cast<std::size_t>(x);
      const float value = found.probability.values[i];
      const bool mine = owners[i] == owner || (owners[i] == 0 && value < limit);
      patch.map.values.push_back(mine ? value : 0.0F);
    }
  }
  return patch;
}

// Set where the enlarged patch reaches the edge, at its place in the frame.
std::optional<Hand> enlarged(const Hand& hand, const Patch& patch, double zoom_x, double zoom_y,
                             double edge) {
  const int left = static_cast<int>(patch.box.x * zoom_x);
  const int top = static_cast<int>(patch.box.y * zoom_y);
  const int width = std::max(1, static_cast<int>((patch.box.x + patch.box.width) * zoom_x) - left);
  const int height = std::max(1, static_cast<int>((patch.box.y + patch.box.height) * zoom_y) - top);
  const auto map = enlarge(patch.map, width, height);
  Image mask(width, height, 1, kBackground);
  for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
    if (map.values[i] >= static_cast<float>(edge)) mask.pixels[i] = kHand;
  }
  const auto parts = find_components(mask);
  if (parts.runs.empty()) return std::nullopt;
  int first = width;
  int end = 0;
  for (const Run& run : parts.runs) {
    first = std::min(first, run.first);
    end = std::max(end, run.end);
  }
  const int above = parts.runs.front().y;
  Hand large = hand;
  large.box = {left + first, top + above, end - first, parts.runs.back().y + 1 - above};
  large.mask = Image(large.box.width, large.box.height, 1, kBackground);
  for (const Run& run : parts.runs) {
    std::fill_n(large.mask.at(run.first - first, run.y - above), run.end - run.first, kHand);
  }
  if (hand.smooth_box) large.smooth_box = scaled(*hand.smooth_box, zoom_x, zoom_y);
  if (hand.keypoints) {
    large.keypoints =
        moved(*hand.keypoints,
              {.xx = zoom_x, .x0 = (zoom_x - 1.0) / 2.0, .yy = zoom_y, .y0 = (zoom_y - 1.0) / 2.0});
  }
  return large;
}

}  // namespace

PerceptionOptions without_time(PerceptionOptions options) {
  options.cut.enabled = false;
  options.temporal.enabled = false;
  options.tracker.enabled = false;
  options.handedness.enabled = false;
  options.pose.crop.follow_keypoints = false;
  options.pose.filter.enabled = false;
  return options;
}

FrameObservation observe(const Image& frame, double time_s, int longest_px,
                         const std::function<HandMaps(const Image&)>& network) {
  FrameObservation observation{.time_s = time_s};
  observation.picture = place_picture(frame, fitted_box(frame.width, frame.height, longest_px));
  auto maps = network(observation.picture);
  observation.hand = std::move(maps.hand);
  observation.right = std::move(maps.right);
  return observation;
}

FramePerception::FramePerception(const PerceptionOptions& options)
    : options_(options),
      cut_(options.cut),
      temporal_(options.temporal),
      tracker_(options.tracker) {}

void FramePerception::forget() {
  temporal_.reset();
  tracker_.reset();
  sides_.clear();
}

void FramePerception::tell_sides(FrameHands& found, const ProbabilityMap& right) {
  constexpr std::size_t kRemembered = 64;  // tracks; numbers only grow, the oldest goes first
  while (sides_.size() > kRemembered) sides_.erase(sides_.begin());
  for (Hand& hand : found.hands) {
    const double probability = mean_over(hand, right);
    Handedness untracked(options_.handedness);
    Handedness& side =
        hand.track ? sides_.try_emplace(*hand.track, options_.handedness).first->second : untracked;
    hand.side = std::string(side_name(side.update(probability, found.time_s)));
  }
}

std::vector<Hand> with_sides(std::vector<Hand> hands, const ProbabilityMap& right,
                             const HandednessOptions& options) {
  constexpr double kAlone_s = 0.0;
  for (Hand& hand : hands) {
    hand.side =
        std::string(side_name(Handedness(options).update(mean_over(hand, right), kAlone_s)));
  }
  return hands;
}

FrameHands FramePerception::update(const FrameObservation& observation) {
  const Image luma = luma_of(observation.picture);
  FrameHands found{.time_s = observation.time_s, .cut = cut_.is_cut(luma)};
  if (found.cut || observation.time_s < last_s_) forget();
  last_s_ = observation.time_s;
  found.probability = temporal_.update(observation.hand, luma, observation.time_s);
  const Image mask = hysteresis_mask(found.probability, options_.hysteresis);
  auto hands = find_regions(mask, found.probability, options_.regions);
  auto apart =
      separate_known(std::move(hands), tracker_.known(observation.time_s), options_.separation);
  hands = separate_by_shape(std::move(apart.hands), options_.separation);
  found.hands = tracker_.update(std::move(hands), observation.time_s,
                                std::max(mask.width, mask.height), apart.hidden);
  if (observation.right) tell_sides(found, *observation.right);
  return found;
}

std::vector<Hand> hands_in_frame(const FrameHands& found, int width, int height, double edge) {
  const double zoom_x = static_cast<double>(width) / found.probability.width;
  const double zoom_y = static_cast<double>(height) / found.probability.height;
  const auto owners = owners_of(found);
  std::vector<Hand> hands;
  for (std::size_t i = 0; i < found.hands.size(); ++i) {
    const auto patch = patch_of(found, owners, static_cast<int>(i) + 1, edge);
    if (auto hand = enlarged(found.hands[i], patch, zoom_x, zoom_y, edge)) {
      hands.push_back(std::move(*hand));
    }
  }
  return hands;
}

ProbabilityMap kept_probability(const FrameHands& found) {
  ProbabilityMap kept = found.probability;
  const auto owners = owners_of(found);
  // the soft rim of a hand belongs to it: pixels next to one of its own keep their values
  Image rim(kept.width, kept.height, 1, 0);
  std::transform(owners.begin(), owners.end(), rim.pixels.begin(),
                 [](int owner) -> std::uint8_t { return owner != 0 ? 1 : 0; });
  rim = dilate(rim);
  for (std::size_t i = 0; i < kept.values.size(); ++i) {
    if (rim.pixels[i] == 0) kept.values[i] = 0.0F;
  }
  return kept;
}

}  // namespace handsight
