// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/visualisation/skeleton.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace handsight {
namespace {

// Thumb to little finger: bright, and apart for the colour-blind too by their brightness.
constexpr std::array<std::array<double, 3>, kFingerCount> kFingerColours{
    {{255, 140, 40}, {250, 230, 60}, {0, 215, 125}, {60, 180, 255}, {220, 110, 240}}};
constexpr int kFractionBits = 4;  // of coordinates: points lie between pixels
constexpr double kFar_px = 1e6;   // beyond any picture; coordinates have 32 bits

cv::Scalar colour_of(std::size_t keypoint) {
  if (keypoint == kWrist) return cv::Scalar::all(255);
  const auto& c = kFingerColours[(keypoint - 1) / 4];
  return {c[0], c[1], c[2]};
}

cv::Point fine(const HandKeypoint& point) {
  const auto coordinate = [](double value) {
    return static_cast<int>(
        std::lround(std::clamp(value, -kFar_px, kFar_px) * (1 << kFractionBits)));
  };
  return {coordinate(point.x), coordinate(point.y)};
}

bool is_inside(const HandKeypoint& point) { return point.state != KeypointState::kOutside; }

void draw_bones(cv::Mat& rgb, const HandKeypoints& keypoints, int line_px, bool is_rim) {
  for (std::size_t k = 1; k < keypoints.size(); ++k) {
    const auto& from = keypoints[keypoint_parent(k)];
    if (!is_inside(from) || !is_inside(keypoints[k])) continue;
    cv::line(rgb, fine(from), fine(keypoints[k]), is_rim ? cv::Scalar::all(20) : colour_of(k),
             is_rim ? line_px + 2 : line_px, cv::LINE_AA, kFractionBits);
  }
}

}  // namespace

void draw_skeleton(cv::Mat& rgb, const HandKeypoints& keypoints, const DrawingScale& scale,
                   double side_px) {
  const int line_px =
      std::clamp(static_cast<int>(std::lround(side_px / 60.0)), 1, 2 * scale.line_px);
  const int radius = (line_px + 1) << kFractionBits;
  draw_bones(rgb, keypoints, line_px, true);
  draw_bones(rgb, keypoints, line_px, false);
  for (std::size_t k = 0; k < keypoints.size(); ++k) {
    if (!is_inside(keypoints[k])) continue;
    const auto place = fine(keypoints[k]);
    const bool is_seen = keypoints[k].state == KeypointState::kVisible;
    const auto rim = cv::Scalar::all(20);
    cv::circle(rgb, place, radius + (1 << kFractionBits), rim, cv::FILLED, cv::LINE_AA,
               kFractionBits);
    cv::circle(rgb, place, radius, colour_of(k), is_seen ? cv::FILLED : 1, cv::LINE_AA,
               kFractionBits);
  }
}

}  // namespace handsight
