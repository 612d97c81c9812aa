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

double set_pixels(const Hand& hand) {
  return static_cast<double>(
      std::count_if(hand.mask.pixels.begin(), hand.mask.pixels.end(), [](auto v) { return v; }));
}

double log_units(double size, double unit_px) {
  return kUnitsOfLogSize * std::log(std::max(size / unit_px, 1e-3));
}

// An expectation that a little of what is seen corrects: hands that stop on each other's way are
// not lost for good.
Rectangle drawn_towards(const Rectangle& expected, const Rectangle& seen) {
  constexpr double kCorrection = 0.03;
  Rectangle box = expected;
  box.x += kCorrection * (centre_x(seen) - centre_x(expected));
  box.y += kCorrection * (centre_y(seen) - centre_y(expected));
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
  return time_s < track.last_s || time_s - track.alive_s > options_.death_s ||
         time_s - track.last_s > options_.covered_s;
}

std::vector<KnownHand> Tracker::known(double time_s) const {
  std::vector<KnownHand> hands;
  if (!options_.enabled) return hands;
  for (const Track& track : tracks_) {
    if (track.seen >= options_.birth_frames && !is_over(track, time_s)) {
      hands.push_back({.box = expected(track, time_s), .area = track.area});
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

void Tracker::follow(Track& track, const Hand& hand, double time_s, double unit_px,
                     Motion motion) const {
  const Rectangle box = rectangle_of(hand.box);
  const double elapsed_s = time_s - track.last_s;
  if (track.seen > 0 && elapsed_s > 0.0 && motion == Motion::kMeasured) {
    // half of each new speed: a box's edges tremble by a pixel even at rest
    track.speed_x += 0.5 * ((centre_x(box) - centre_x(track.last)) / elapsed_s - track.speed_x);
    track.speed_y += 0.5 * ((centre_y(box) - centre_y(track.last)) / elapsed_s - track.speed_y);
  }
  track.last = motion == Motion::kMeasured ? box : drawn_towards(expected(track, time_s), box);
  ++track.seen;
  track.last_s = track.alive_s = time_s;
  // the largest of late: a hand that another one covers is still as large as before
  track.area = std::max(set_pixels(hand), 0.97 * track.area);
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
  follow(track, hand, time_s, unit_px, Motion::kMeasured);
  if (fresh_) track.seen = options_.birth_frames;
  return track;
}

std::vector<int> Tracker::matches(const std::vector<Hand>& hands, double time_s) const {
  constexpr double kTooFar = 1000.0;  // more than any number of pairs can cost
  CostMatrix matrix{.rows = static_cast<int>(hands.size()),
                    .columns = static_cast<int>(tracks_.size())};
  for (const Hand& hand : hands) {
    for (const Track& track : tracks_) {
      const double overlap = iou(rectangle_of(hand.box), expected(track, time_s));
      matrix.costs.push_back(overlap >= options_.min_iou ? 1.0 - overlap : kTooFar);
    }
  }
  auto found = assign(matrix);
  for (std::size_t row = 0; row < found.size(); ++row) {
    const auto column = static_cast<std::size_t>(found[row]);
    if (found[row] >= 0 && matrix.costs[row * tracks_.size() + column] >= kTooFar) found[row] = -1;
  }
  return found;
}

// Keeps tracks alive whose hand should be where another one is seen; says which hands these are.
std::vector<bool> Tracker::cover_hidden(const std::vector<Hand>& hands,
                                        const std::vector<int>& track_of, double time_s) {
  constexpr double kBehind = 0.5;  // share of its box
  std::vector<bool> covers(hands.size(), false);
  for (std::size_t t = 0; t < tracks_.size(); ++t) {
    Track& track = tracks_[t];
    if (track.seen < options_.birth_frames ||
        std::find(track_of.begin(), track_of.end(), static_cast<int>(t)) != track_of.end()) {
      continue;
    }
    const Rectangle box = expected(track, time_s);
    for (std::size_t i = 0; i < hands.size(); ++i) {
      if (area(intersection(box, rectangle_of(hands[i].box))) < kBehind * area(box)) continue;
      covers[i] = true;
      track.alive_s = time_s;
    }
  }
  return covers;
}

std::vector<Hand> Tracker::update(std::vector<Hand> hands, double time_s, int longest_px) {
  if (longest_px < 1) fail("tracker: expected a picture of 1 pixel or more, found ", longest_px);
  if (!options_.enabled) return hands;
  const double unit_px = longest_px / 128.0;
  std::erase_if(tracks_, [&](const Track& track) { return is_over(track, time_s); });
  const auto track_of = matches(hands, time_s);
  const auto covers = cover_hidden(hands, track_of, time_s);
  std::vector<Hand> reported;
  for (std::size_t i = 0; i < hands.size(); ++i) {
    if (track_of[i] < 0) tracks_.push_back(begun(hands[i], time_s, unit_px));
    Track& track =
        track_of[i] < 0 ? tracks_.back() : tracks_[static_cast<std::size_t>(track_of[i])];
    const auto motion = covers[i] || hands[i].divided ? Motion::kAsBefore : Motion::kMeasured;
    if (track_of[i] >= 0) follow(track, hands[i], time_s, unit_px, motion);
    if (track.seen < options_.birth_frames) continue;
    hands[i].track = track.number;
    hands[i].smooth_box = options_.smooth ? steady(track, unit_px) : rectangle_of(hands[i].box);
    reported.push_back(std::move(hands[i]));
  }
  fresh_ = false;
  return reported;
}

}  // namespace handsight
