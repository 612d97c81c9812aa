// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/mask_metrics.h"

namespace handsight {
namespace {

double ratio(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

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
