// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/outline.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "handsight/core/error.h"
#include "handsight/imaging/mat.h"

namespace handsight {

std::vector<std::vector<PolygonPoint>> trace_outlines(const Image& mask) {
  if (mask.channels != 1) fail("outline: a mask of ", mask.channels, " channels, expected 1");
  std::vector<std::vector<cv::Point>> found;
  cv::findContours(as_mat(mask), found, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
  std::ranges::stable_sort(found, std::ranges::greater{},
                           [](const auto& outline) { return cv::arcLength(outline, true); });
  std::vector<std::vector<PolygonPoint>> outlines;
  for (const auto& outline : found) {
    auto& points = outlines.emplace_back();
    for (const auto& point : outline) {
      points.push_back({.x = static_cast<double>(point.x), .y = static_cast<double>(point.y)});
    }
  }
  return outlines;
}

}  // namespace handsight
