// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/tracker.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "handsight/core/error.h"
#include "handsight/perception/assignment.h"
#include "handsight/perception/rectangle.h"

namespace handsight {
namespace {

constexpr double kUnitsOfLogSize = 64.0;

double log_units(double size, double unit_px) {
  return kUnitsOfLogSize * std::log(std::max(size / unit_px, 1e-3));
}

Rectangle place_of(const Hand& hand) { return hand.whole.value_or(rectangle_of(hand.box)); }

double kept_within(double begin, double size, double low, double high) {
  return std::clamp(begin, std::min(low, high - size), std::max(low, high - size));
}

Rectangle kept_within(Rectangle box, const Rectangle& cover) {
  box.x = kept_within(box.x, box.width, cover.x, cover.x + cover.width);
  box.y = kept_within(box.y, box.height, cover.y, cover.y + cover.height);
  return box;
}

double size_px(double units, double unit_px) { return unit_px * std::exp(units / kUnitsOfLogSize); }

}  // namespace

void Tracker::reset() {
  tracks_.clear();
  fresh_ = true;
}

Rectangle Tracker::expected(const Track& track, double time_s) {
  const double elapsed_s = std::max(0.0, time_s - track.last_s);
  Rectangle box = track.last;
  box.x += track.speed_x * elapsed_s;
  box.y += track.speed_y * elapsed_s;
  return box;
}

bool Tracker::is_over(const Track& track, double time_s) const {
  const bool missed = frame_s_ > track.alive_s;
  return time_s < track.last_s || (missed && time_s - track.alive_s > options_.death_s) ||
         time_s - track.visible_s > options_.covered_s;
}

std::vector<KnownHand> Tracker::known(double time_s) const {
  std::vector<KnownHand> hands;
  if (!options_.enabled) return hands;
  for (const Track& track : tracks_) {
    if (track.seen >= options_.birth_frames && !is_over(track, time_s)) {
      hands.push_back({.track = track.number, .box = expected(track, time_s), .mask = track.mask});
    }
  }
  return hands;
}

Rectangle Tracker::steady(const Track& track, double unit_px) {
  const double width = size_px(track.log_width.value(), unit_px);
  const double height = size_px(track.log_height.value(), unit_px);
  return {track.x.value() * unit_px - width / 2.0, track.y.value() * unit_px - height / 2.0, width,
          height};
}

void Tracker::move(Track& track, const Rectangle& box, double time_s) {
  const double elapsed_s = time_s - track.last_s;
  if (elapsed_s > 0.0) {
    // half of each new speed: a box's edges tremble by a pixel even at rest
    track.speed_x += 0.5 * ((centre_x(box) - centre_x(track.last)) / elapsed_s - track.speed_x);
    track.speed_y += 0.5 * ((centre_y(box) - centre_y(track.last)) / elapsed_s - track.speed_y);
  }
  track.last = box;
  track.last_s = time_s;
}

void Tracker::follow(Track& track, const Hand& hand, double time_s, double unit_px) const {
  const Rectangle box = place_of(hand);
  if (track.seen > 0) move(track, box, time_s);
  track.last = box;
  ++track.seen;
  track.last_s = track.alive_s = track.visible_s = time_s;
  if (!hand.whole) track.mask = hand.mask;
  track.x.update(centre_x(box) / unit_px, time_s);
  track.y.update(centre_y(box) / unit_px, time_s);
  track.log_width.update(log_units(box.width, unit_px), time_s);
  track.log_height.update(log_units(box.height, unit_px), time_s);
}

Tracker::Track Tracker::begun(const Hand& hand, double time_s, double unit_px) {
  const OneEuroFilter filter(options_.box);
  Track track{.number = next_number_++,
              .x = filter,
              .y = filter,
              .log_width = filter,
              .log_height = filter};
  follow(track, hand, time_s, unit_px);
  if (fresh_) track.seen = options_.birth_frames;
  return track;
}

std::vector<int> Tracker::matches(const std::vector<Hand>& hands, double time_s) const {
  constexpr double kTooFar = 1000.0;  // more than any number of pairs can cost
  CostMatrix matrix{.rows = static_cast<int>(hands.size()),
                    .columns = static_cast<int>(tracks_.size())};
  for (const Hand& hand : hands) {
    for (const Track& track : tracks_) {
      const double overlap = iou(place_of(hand), expected(track, time_s));
      const bool is_known = std::any_of(hands.begin(), hands.end(), [&](const Hand& other) {
        return other.track == track.number;
      });
      if (hand.track || is_known) {
        matrix.costs.push_back(hand.track == track.number ? 0.0 : kTooFar);
      } else {
        matrix.costs.push_back(overlap >= options_.min_iou ? 1.0 - overlap : kTooFar);
      }
    }
  }
  auto found = assign(matrix);
  for (std::size_t row = 0; row < found.size(); ++row) {
    const auto column = static_cast<std::size_t>(found[row]);
    if (found[row] >= 0 && matrix.costs[row * tracks_.size() + column] >= kTooFar) found[row] = -1;
  }
  return found;
}

// Keeps tracks alive whose hand should be where another one is seen.
void Tracker::hide(const std::vector<Hand>& hands, const std::vector<int>& track_of,
                   std::span<const KnownHand> hidden, double time_s) {
  constexpr double kBehind = 0.5;  // share of its box
  for (std::size_t t = 0; t < tracks_.size(); ++t) {
    Track& track = tracks_[t];
    if (track.seen < options_.birth_frames ||
        std::find(track_of.begin(), track_of.end(), static_cast<int>(t)) != track_of.end()) {
      continue;
    }
    const auto told = std::find_if(hidden.begin(), hidden.end(), [&](const KnownHand& hand) {
      return hand.track == track.number;
    });
    const Rectangle box = told != hidden.end() ? told->box : expected(track, time_s);
    for (const Hand& hand : hands) {
      const Rectangle cover = rectangle_of(hand.box);
      if (area(intersection(box, cover)) < kBehind * area(box)) continue;
      move(track, kept_within(box, cover), time_s);
      track.alive_s = time_s;
      break;
    }
  }
}

std::vector<Hand> Tracker::update(std::vector<Hand> hands, double time_s, int longest_px,
                                  std::span<const KnownHand> hidden) {
  if (longest_px < 1) fail("tracker: expected a picture of 1 pixel or more, found ", longest_px);
  if (!options_.enabled) return hands;
  const double unit_px = longest_px / 128.0;
  fresh_ = fresh_ || time_s - frame_s_ > options_.death_s;
  std::erase_if(tracks_, [&](const Track& track) { return is_over(track, time_s); });
  const auto track_of = matches(hands, time_s);
  hide(hands, track_of, hidden, time_s);
  std::vector<Hand> reported;
  for (std::size_t i = 0; i < hands.size(); ++i) {
    if (track_of[i] < 0) tracks_.push_back(begun(hands[i], time_s, unit_px));
    Track& track =
        track_of[i] < 0 ? tracks_.back() : tracks_[static_cast<std::size_t>(track_of[i])];
    if (track_of[i] >= 0) follow(track, hands[i], time_s, unit_px);
    if (track.seen < options_.birth_frames) continue;
    hands[i].track = track.number;
    hands[i].smooth_box = options_.smooth ? steady(track, unit_px) : rectangle_of(hands[i].box);
    reported.push_back(std::move(hands[i]));
  }
  fresh_ = false;
  frame_s_ = time_s;
  return reported;
}

}  // namespace handsight
