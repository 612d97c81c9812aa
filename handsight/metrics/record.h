// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/core/image.h"

namespace handsight {

// What one picture contributes to the metrics of each task: small sums that can be added up again
// and again, however large the picture is. Truth maps hold kIgnore where pixels do not count.

/// Pixels of one picture, counted; pixels whose truth is kIgnore are left out.
struct Confusion {
  std::int64_t true_positive = 0;
  std::int64_t false_positive = 0;
  std::int64_t false_negative = 0;
  std::int64_t true_negative = 0;

  Confusion& operator+=(const Confusion& other);
  friend bool operator==(const Confusion&, const Confusion&) = default;
};

/// Masks of both hands; a pixel may belong to both.
struct SidesRecord {
  Confusion left{};
  Confusion right{};
  // pixels of one hand alone that were given to one hand alone
  std::int64_t kept = 0;     ///< to the right one
  std::int64_t swapped = 0;  ///< to the other
};

struct ClassCounts {
  std::int64_t truth = 0;
  std::int64_t predicted = 0;
  std::int64_t both = 0;
};

/// Parts of both hands, left first; class 0, no part, is left out.
struct PartsRecord {
  static constexpr std::size_t kParts = 16;
  std::array<std::array<ClassCounts, kParts>, 2> hands{};
};

/// Depth over one region of a picture.
struct DepthCounts {
  std::int64_t pixels = 0;
  std::int64_t within = 0;           ///< |d - D| at most 5 % of the range
  std::int64_t within_relative = 0;  ///< |d - D| at most 5 % of D
  double absolute_error = 0.0;       ///< sum of |d - D|, in shares of the range
};

struct DepthRecord {
  DepthCounts hand{};    ///< true hand pixels with a reading
  DepthCounts either{};  ///< pixels of the true or the predicted hand; no reading is depth 0
  DepthCounts all{};     ///< all pixels; no reading is depth 0
};

/// One labelled point and where it was found, in pixels of the picture.
struct PointRecord {
  double truth_x = 0.0;
  double truth_y = 0.0;
  double x = 0.0;
  double y = 0.0;
  bool counts = false;   ///< visible
  bool strayed = false;  ///< found at the border of what the network saw, where it is not
};

struct KeypointsRecord {
  std::vector<PointRecord> points{};
  double hand_side_px = 0.0;  ///< longer side of the box around the points that count
};

enum class Task { kMask, kSides, kParts, kDepth, kKeypoints };
/// "mask", "sides", "parts", "depth", "keypoints".
[[nodiscard]] std::string_view name_of(Task task);

/// One picture with what was measured on it.
struct PictureRecord {
  std::string id{};
  std::string video{};  ///< empty = the picture stands for itself
  std::optional<Confusion> mask{};
  std::optional<SidesRecord> sides{};
  std::optional<PartsRecord> parts{};
  std::optional<DepthRecord> depth{};
  std::optional<KeypointsRecord> keypoints{};
};

[[nodiscard]] bool has_task(const PictureRecord& picture, Task task);
/// A picture in which nothing was counted, for every task.
[[nodiscard]] PictureRecord blank_record();

/// predicted  1 channel, 0 = background, else hand
/// truth      1 channel, kBackground, kHand, kIgnore; the same size
///
/// Throws InvalidArgument on other sizes, channels or truth values.
[[nodiscard]] Confusion count_pixels(const Image& predicted, const Image& truth);

/// A map for each hand.
struct TwoMaps {
  Image left{};
  Image right{};
};

/// Masks of both hands, as for count_pixels().
[[nodiscard]] SidesRecord count_sides(const TwoMaps& predicted, const TwoMaps& truth);

/// Maps of part ids 0 to 16, truth also kIgnore. Throws InvalidArgument on other sizes or ids.
[[nodiscard]] PartsRecord count_parts(const TwoMaps& predicted, const TwoMaps& truth);

/// A depth map and a hand mask of one size.
struct DepthView {
  std::span<const float> depth{};  ///< 0 = no reading
  const Image* mask = nullptr;     ///< null = not known: nothing is hand
};

/// `range` is what 5 % are taken of, in the unit of the depth: 1 for relative depth.
/// Throws InvalidArgument when sizes differ.
[[nodiscard]] DepthRecord count_depth(const DepthView& predicted, const DepthView& truth,
                                      double range);

}  // namespace handsight
