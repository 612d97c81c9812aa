// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/visualisation/drawing.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <opencv2/imgproc.hpp>

namespace handsight {
namespace {

constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;

int stroke_px(const DrawingScale& scale) {
  return std::max(1, static_cast<int>(std::lround(scale.letters * 1.6)));
}

int margin_px(const DrawingScale& scale) {
  return std::max(2, static_cast<int>(std::lround(scale.letters * 6.0)));
}

std::string printable(std::string_view text) {
  std::string ascii;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0U) == 0x80U) continue;  // the rest of a character that already gave a '?'
    ascii += byte >= 0x20 && byte < 0x7f ? c : '?';
  }
  return ascii;
}

}  // namespace

DrawingScale drawing_scale(int width, int height) {
  const double side = std::sqrt(static_cast<double>(width) * height);
  return {.line_px = std::max(1, static_cast<int>(std::lround(side / 450.0))),
          .letters = std::clamp(side / 1100.0, 0.38, 8.0)};
}

cv::Size text_size(std::string_view text, const DrawingScale& scale) {
  int below = 0;
  const auto letters =
      cv::getTextSize(printable(text), kFont, scale.letters, stroke_px(scale), &below);
  const int margin = margin_px(scale);
  return {letters.width + 2 * margin, letters.height + below + 2 * margin};
}

void draw_text(cv::Mat& rgb, std::string_view text, cv::Point corner, const cv::Scalar& plate,
               const DrawingScale& scale) {
  const auto ascii = printable(text);
  int below = 0;
  const auto letters = cv::getTextSize(ascii, kFont, scale.letters, stroke_px(scale), &below);
  const int margin = margin_px(scale);
  cv::rectangle(rgb, cv::Rect(corner, text_size(text, scale)), plate, cv::FILLED);
  const double luma = 0.299 * plate[0] + 0.587 * plate[1] + 0.114 * plate[2];
  const auto ink = luma > 128.0 ? cv::Scalar::all(0) : cv::Scalar::all(255);
  cv::putText(rgb, ascii, corner + cv::Point(margin, margin + letters.height), kFont, scale.letters,
              ink, stroke_px(scale), cv::LINE_AA);
}

}  // namespace handsight
