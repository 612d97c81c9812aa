// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/perception/hand.h"
#include "handsight/perception/known_hands.h"
#include "handsight/perception/one_euro.h"

namespace handsight {

struct TrackerOptions {
  bool enabled = true;
  double min_iou = 0.1;
  int birth_frames = 2;
  double death_s = 0.4;
  double covered_s = 3.0;
  bool smooth = true;
  /// Of positions in 1/128 of the picture's longer side. A little steadier at rest than with the
  /// filter's own defaults, and half as late in motion.
  OneEuroOptions box{.min_cutoff_hz = 0.3, .beta = 0.2, .derivative_cutoff_hz = 0.5};
};

template <class Field>
void visit_fields(TrackerOptions& o, Field&& field) {
  field("enabled", o.enabled, Any{}, "number hands from frame to frame");
  field("min_iou", o.min_iou, Range{0.0, 1.0}, "least overlap of a hand with its expected place");
  field("birth_frames", o.birth_frames, Range{1, 1000}, "frames that a new hand must be seen in");
  field("death_s", o.death_s, Range{0.0, 60.0}, "time that a hand may be out of sight");
  field("covered_s", o.covered_s, Range{0.0, 60.0}, "the same behind another hand");
  field("smooth", o.smooth, Any{}, "steady the boxes with a 1 EUR filter");
  visit_fields(o.box, field);
}

/// Gives each hand a number that it keeps from frame to frame, and a steady box.
///
/// Hands are matched to tracks by the Hungarian method on 1 - IoU with the box where the track
/// should be by now (its last box, moved on at its last speed). A hand is reported once it was seen
/// in `birth_frames` frames; those of the first frame are at once, and so are those of a frame that
/// comes later than `death_s` after the one before. Numbers are not given twice, and no track ends
/// before a frame was without its hand.
///
/// Hands that carry a `track` already, since `known` led to them, keep it, and are where their
/// `whole` box is.
///
/// A hand that vanishes where another one is seen is behind it for at most `covered_s`: where
/// `hidden` says it is, else where its motion takes it, but not further than what hides it.
///
/// Box centres are filtered in 1/128 of the picture's longer side, sizes as 64 log(size): a hand of
/// 64 such units then counts a change of size like a movement.
class Tracker {
 public:
  explicit Tracker(const TrackerOptions& options = {}) : options_(options) {}

  /// The hands that are reported, with `track` and `smooth_box`, in the order of `hands`.
  /// longest_px  the picture's longer side. Throws InvalidArgument when it is below 1.
  [[nodiscard]] std::vector<Hand> update(std::vector<Hand> hands, double time_s, int longest_px,
                                         std::span<const KnownHand> hidden = {});

  /// Where the tracks' hands should be at `time_s`, for those seen often enough.
  [[nodiscard]] std::vector<KnownHand> known(double time_s) const;

  /// After a cut: all tracks end.
  void reset();

 private:
  struct Track {
    int number = 0;
    int seen = 0;
    double last_s = 0.0;     // when `last` was known
    double visible_s = 0.0;  // when it was seen
    double alive_s = 0.0;    // when it was seen, or known to be behind another hand
    Rectangle last{};
    Image mask{};          // when it was last seen alone, of `last`'s size
    double speed_x = 0.0;  // pixels a second
    double speed_y = 0.0;
    OneEuroFilter x{};
    OneEuroFilter y{};
    OneEuroFilter log_width{};
    OneEuroFilter log_height{};
  };

  [[nodiscard]] Track begun(const Hand& hand, double time_s, double unit_px);
  void follow(Track& track, const Hand& hand, double time_s, double unit_px) const;
  void hide(const std::vector<Hand>& hands, const std::vector<int>& track_of,
            std::span<const KnownHand> hidden, double time_s);
  [[nodiscard]] bool is_over(const Track& track, double time_s) const;
  [[nodiscard]] static Rectangle expected(const Track& track, double time_s);
  static void move(Track& track, const Rectangle& box, double time_s);
  [[nodiscard]] static Rectangle steady(const Track& track, double unit_px);
  [[nodiscard]] std::vector<int> matches(const std::vector<Hand>& hands, double time_s) const;

  TrackerOptions options_;
  std::vector<Track> tracks_{};
  int next_number_ = 1;
  bool fresh_ = true;
  double frame_s_ = 0.0;  // when the last frame was
};

}  // namespace handsight
