// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>

#include "handsight/core/error.h"
#include "handsight/metrics/mask_metrics.h"

namespace handsight {
namespace {

double ratio(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
}

void check_pair(const Image& predicted, const Image& truth) {
  if (predicted.width != truth.width || predicted.height != truth.height) {
    fail("count pixels: the prediction is ", predicted.width, " x ", predicted.height,
         " and the truth ", truth.width, " x ", truth.height, "; resize the prediction first");
  }
  if (predicted.channels != 1 || truth.channels != 1) {
    fail("count pixels: expected masks of 1 channel, found ", predicted.channels,
         " (prediction) and ", truth.channels, " (truth)");
  }
}

}  // namespace

Confusion& Confusion::operator+=(const Confusion& other) {
  true_positive += other.true_positive;
  false_positive += other.false_positive;
  false_negative += other.false_negative;
  true_negative += other.true_negative;
  return *this;
}

Confusion count_pixels(const Image& predicted, const Image& truth) {
  check_pair(predicted, truth);
  Confusion counts;
  for (std::size_t i = 0; i < truth.pixels.size(); ++i) {
    const bool found = predicted.pixels[i] != 0;
    switch (truth.pixels[i]) {
      case kHand:
        ++(found ? counts.true_positive : counts.false_negative);
        break;
      case kBackground:
        ++(found ? counts.false_positive : counts.true_negative);
        break;
      case kIgnore:
        break;
      default:
        fail("count pixels: the truth holds the value ", int{truth.pixels[i]},
             "; expected 0 (background), 1 (hand) or 255 (ignore)");
    }
  }
  return counts;
}

Confusion all_background(const Confusion& truth) {
  return {.false_negative = truth.true_positive + truth.false_negative,
          .true_negative = truth.true_negative + truth.false_positive};
}

Confusion sum_counts(std::span<const Confusion> images) {
  if (images.empty()) fail("metrics: there is no picture to measure; expected at least one");
  Confusion sum;
  for (const auto& image : images) sum += image;
  return sum;
}

double iou(const Confusion& c) {
  return ratio(c.true_positive, c.true_positive + c.false_positive + c.false_negative);
}

double background_iou(const Confusion& c) {
  return ratio(c.true_negative, c.true_negative + c.false_positive + c.false_negative);
}

double f1(const Confusion& c) {
  return ratio(2 * c.true_positive, 2 * c.true_positive + c.false_positive + c.false_negative);
}

double precision(const Confusion& c) {
  return ratio(c.true_positive, c.true_positive + c.false_positive);
}

double recall(const Confusion& c) {
  return ratio(c.true_positive, c.true_positive + c.false_negative);
}

}  // namespace handsight
