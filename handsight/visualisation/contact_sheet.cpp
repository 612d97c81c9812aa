// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/visualisation/contact_sheet.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <opencv2/imgproc.hpp>

#include "handsight/core/error.h"
#include "handsight/imaging/mat.h"
#include "handsight/imaging/transform.h"
#include "handsight/visualisation/drawing.h"

namespace handsight {
namespace {

constexpr std::uint8_t kGround = 32;
constexpr int kGapPx = 6;
constexpr std::int64_t kMaxSheetPixels = std::int64_t{1} << 27;

Image as_rgb(const Image& image) {
  if (image.empty() || (image.channels != 3 && image.channels != 1)) {
    fail("contact sheet: expected RGB or grey pictures, found ", image.width, " x ", image.height,
         " with ", image.channels, " channels");
  }
  if (image.channels == 3) return image;
  Image rgb(image.width, image.height, 3);
  cv::Mat target = as_mat(rgb);
  cv::cvtColor(as_mat(image), target, cv::COLOR_GRAY2RGB);
  return rgb;
}

Image fitted(const Image& image, int cell_px) {
  const double factor = static_cast<double>(cell_px) / std::max(image.width, image.height);
  const auto scaled = [factor](int length) {
    return std::max(1, static_cast<int>(std::lround(length * factor)));
  };
  return resize(image, scaled(image.width), scaled(image.height), Interpolation::kArea);
}

std::string shortened(std::string caption, int width_px, const DrawingScale& scale) {
  if (text_size(caption, scale).width <= width_px) return caption;
  while (!caption.empty() && text_size(caption + "..", scale).width > width_px) caption.pop_back();
  return caption + "..";
}

}  // namespace

Image contact_sheet(std::span<const SheetPicture> pictures, const ContactSheetOptions& options) {
  if (pictures.empty()) fail("contact sheet: expected one picture or more, found none");
  if (options.cell_px < 32 || options.cell_px > 2048 || options.columns < 0 ||
      options.columns > 100) {
    fail("contact sheet: expected cells of 32 to 2048 px and 0 to 100 columns, found ",
         options.cell_px, " and ", options.columns);
  }
  const auto count = static_cast<std::int64_t>(pictures.size());
  const std::int64_t columns = options.columns > 0
                                   ? std::min<std::int64_t>(options.columns, count)
                                   : static_cast<std::int64_t>(std::ceil(std::sqrt(count)));
  const std::int64_t rows = (count + columns - 1) / columns;
  const auto scale = drawing_scale(options.cell_px, options.cell_px);
  const int caption_px = text_size("Ag", scale).height;
  const std::int64_t step_x = options.cell_px + kGapPx;
  const std::int64_t step_y = options.cell_px + caption_px + kGapPx;
  const std::int64_t width = columns * step_x + kGapPx;
  const std::int64_t height = rows * step_y + kGapPx;
  if (width * height > kMaxSheetPixels) {
    fail("contact sheet: ", count, " pictures would make ", width, " x ", height,
         " pixels; show fewer or make the cells smaller");
  }
  Image sheet(static_cast<int>(width), static_cast<int>(height), 3, kGround);
  cv::Mat rgb = as_mat(sheet);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto& picture = pictures[static_cast<std::size_t>(i)];
    const int left = static_cast<int>(kGapPx + i % columns * step_x);
    const int top = static_cast<int>(kGapPx + i / columns * step_y);
    const Image cell = fitted(as_rgb(picture.image), options.cell_px);
    const cv::Rect place(left + (options.cell_px - cell.width) / 2,
                         top + (options.cell_px - cell.height) / 2, cell.width, cell.height);
    as_mat(cell).copyTo(rgb(place));
    draw_text(rgb, shortened(picture.caption, options.cell_px, scale),
              {left, top + options.cell_px}, cv::Scalar::all(kGround), scale);
  }
  return sheet;
}

}  // namespace handsight
