// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>

namespace handsight {

// Only for .cpp files of this folder.

/// Lengths that suit a picture, so that lines and letters look alike on small and large ones.
struct DrawingScale {
  int line_px = 1;
  double letters = 0.4;  ///< of OpenCV's Hershey fonts
};
[[nodiscard]] DrawingScale drawing_scale(int width, int height);

/// The text's size with its margin.
[[nodiscard]] cv::Size text_size(std::string_view text, const DrawingScale& scale);

/// Text on a plate of `plate` colour with its top left corner at `corner`; black or white letters,
/// whichever can be read. Characters beyond ASCII become '?': the font has no others.
void draw_text(cv::Mat& rgb, std::string_view text, cv::Point corner, const cv::Scalar& plate,
               const DrawingScale& scale);

}  // namespace handsight
