// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/amodal.h"

#include <limits>

namespace handsight {
namespace {

constexpr std::int64_t kLeastPixels = 20;

/// A mean that can grow.
struct Mean {
  double sum = 0.0;
  double count = 0.0;

  void add(double value) {
    sum += value;
    count += 1.0;
  }
  [[nodiscard]] double value() const {
    return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
  }
};

Mean mean_over_parts(const std::array<ClassCounts, PartsRecord::kParts>& parts,
                     Hallucination hallucination) {
  Mean mean;
  for (const auto& part : parts) {
    if (part.truth >= kLeastPixels) {
      mean.add(static_cast<double>(part.both) /
               static_cast<double>(part.truth + part.predicted - part.both));
    } else if (hallucination == Hallucination::kPunished && part.truth == 0 &&
               part.predicted >= kLeastPixels) {
      mean.add(0.0);
    }
  }
  return mean;
}

}  // namespace

std::vector<NamedValue> measure_amodal(Pictures pictures, Hallucination hallucination) {
  require_pictures(pictures);
  std::array<Mean, 2> sides;
  Mean both;
  for (const auto* picture : pictures) {
    for (std::size_t side = 0; side < sides.size(); ++side) {
      const auto hand = mean_over_parts(picture->parts->hands[side], hallucination);
      if (hand.count == 0) continue;
      sides[side].add(hand.value());
      both.add(hand.value());
    }
  }
  return {
      {"miou", both.value()}, {"miou_left", sides[0].value()}, {"miou_right", sides[1].value()}};
}

}  // namespace handsight
