// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/polygon.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "handsight/core/error.h"
#include "handsight/imaging/mat.h"

namespace handsight {

void fill_polygon(Image& label, std::span<const PolygonPoint> corners, std::uint8_t value) {
  static constexpr double kFarthest = 1 << 20;  // beyond any picture, within OpenCV's fixed point
  if (label.channels != 1) fail("polygon: a label of ", label.channels, " channels, expected 1");
  if (label.empty() || corners.size() < 3) return;
  std::vector<std::vector<cv::Point>> outline(1);
  for (const auto& corner : corners) {
    if (!std::isfinite(corner.x) || !std::isfinite(corner.y)) return;
    const auto rounded = [](double at) {
      return static_cast<int>(std::lround(std::clamp(at, -kFarthest, kFarthest)));
    };
    outline[0].emplace_back(rounded(corner.x), rounded(corner.y));
  }
  cv::Mat target = as_mat(label);
  cv::fillPoly(target, outline, cv::Scalar(value));
}

}  // namespace handsight
