// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/core/image.h"

namespace handsight {

/// Pixels of one picture, counted; pixels whose truth is kIgnore are left out.
struct Confusion {
  std::int64_t true_positive = 0;
  std::int64_t false_positive = 0;
  std::int64_t false_negative = 0;
  std::int64_t true_negative = 0;

  Confusion& operator+=(const Confusion& other);
  friend bool operator==(const Confusion&, const Confusion&) = default;
};

/// predicted  1 channel, 0 = background, else hand
/// truth      1 channel, kBackground, kHand, kIgnore; the same size
///
/// Throws InvalidArgument on other sizes, channels or truth values.
[[nodiscard]] Confusion count_pixels(const Image& predicted, const Image& truth);

/// The counts that a predictor of nothing but background would get on the same truth.
[[nodiscard]] Confusion all_background(const Confusion& truth);

/// All pictures as one. Throws InvalidArgument when there is none.
[[nodiscard]] Confusion sum_counts(std::span<const Confusion> images);

/// Intersection over union (Jaccard index), in [0, 1]; 1 when both sets are empty.
[[nodiscard]] double iou(const Confusion& c);
[[nodiscard]] double background_iou(const Confusion& c);
/// 2PR / (P + R), in [0, 1]; 1 when both sets are empty.
[[nodiscard]] double f1(const Confusion& c);
[[nodiscard]] double precision(const Confusion& c);  ///< 1 when nothing was predicted
[[nodiscard]] double recall(const Confusion& c);     ///< 1 when there was nothing to find

struct NamedValue {
  std::string name;
  double value;
};

/// What a metric file offers: a named way of turning counted pictures into numbers. Numbers of
/// unlike protocols are never compared.
struct ProtocolEntry {
  std::string_view name;  ///< "micro", "imagewise", "two-class-mean"
  std::string_view reference;
  std::string_view summary;  ///< what is summed over what
  std::vector<NamedValue> (*measure)(std::span<const Confusion> images);
};

[[nodiscard]] std::vector<ProtocolEntry> protocol_catalog();
/// Throws InvalidArgument with the known names when there is no protocol of that name.
[[nodiscard]] ProtocolEntry find_protocol(std::string_view name);

}  // namespace handsight
