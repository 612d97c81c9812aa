// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/occlusion.h"

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "handsight/core/error.h"

namespace handsight {
namespace {

void check(const Image& amodal, const Image& modal) {
  if (amodal.channels != 1 || modal.channels != 1 || amodal.width != modal.width ||
      amodal.height != modal.height) {
    fail("occlusion: expected two masks of one size and 1 channel, found ", amodal.width, " x ",
         amodal.height, " with ", amodal.channels, " channels and ", modal.width, " x ",
         modal.height, " with ", modal.channels);
  }
}

}  // namespace

double hidden_share(const Image& amodal, const Image& modal) {
  check(amodal, modal);
  std::int64_t whole = 0;
  std::int64_t hidden = 0;
  for (std::size_t i = 0; i < amodal.pixels.size(); ++i) {
    if (amodal.pixels[i] == 0) continue;
    ++whole;
    if (modal.pixels[i] == 0) ++hidden;
  }
  return whole > 0 ? static_cast<double>(hidden) / static_cast<double>(whole) : 0.0;
}

HandKeypoints with_occlusion(HandKeypoints keypoints, const Image& amodal, const Image& modal) {
  check(amodal, modal);
  for (auto& point : keypoints) {
    const double x = std::round(point.x);
    const double y = std::round(point.y);
    if (!(x >= 0.0 && y >= 0.0 && x < amodal.width && y < amodal.height)) {
      point.state = KeypointState::kOutside;
    } else if (*amodal.at(static_cast<int>(x), static_cast<int>(y)) != 0 &&
               *modal.at(static_cast<int>(x), static_cast<int>(y)) == 0) {
      point.state = KeypointState::kOccluded;
    }
  }
  return keypoints;
}

}  // namespace handsight
