// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/depth_score.h"

#include <limits>

namespace handsight {

DepthCounts sum_depth(Pictures pictures, DepthCounts DepthRecord::*region) {
  require_pictures(pictures);
  DepthCounts sum;
  for (const auto* picture : pictures) {
    const auto& counts = *picture->depth.*region;
    sum.pixels += counts.pixels;
    sum.within += counts.within;
    sum.within_relative += counts.within_relative;
    sum.absolute_error += counts.absolute_error;
  }
  return sum;
}

double share_of(double part, const DepthCounts& counts) {
  return counts.pixels > 0 ? part / static_cast<double>(counts.pixels)
                           : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace handsight
