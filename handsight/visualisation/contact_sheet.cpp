// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/visualisation/contact_sheet.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

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
  if (image.channels == 3) return image;
  Image rgb(image.width, image.height, 3);
  cv::Mat target = as_mat(rgb);
  cv::cvtColor(as_mat(image), target, cv::COLOR_GRAY2RGB);
  return rgb;
}

std::string shortened(std::string caption, int width_px, const DrawingScale& scale) {
  if (text_size(caption, scale).width <= width_px) return caption;
  while (!caption.empty() && text_size(caption + "..", scale).width > width_px) caption.pop_back();
  return caption + "..";
}

struct Cell {
  int left = 0;
  int top = 0;
  int height = 0;  ///< of the tallest picture in its row
};

/// Where pictures go when each row is as tall as its tallest picture.
struct Layout {
  std::vector<Cell> cells;
  std::int64_t width = 0;
  std::int64_t height = 0;
};

int scaled(int length, const Image& image, int cell_px) {
  const double factor = static_cast<double>(cell_px) / std::max(image.width, image.height);
  return std::max(1, static_cast<int>(std::lround(length * factor)));
}

Layout lay_out(std::span<const SheetPicture> pictures, std::size_t columns, int cell_px,
               int caption_px) {
  Layout layout;
  layout.width = static_cast<std::int64_t>(columns) * (cell_px + kGapPx) + kGapPx;
  std::int64_t top = kGapPx;
  for (std::size_t first = 0; first < pictures.size(); first += columns) {
    const auto row = pictures.subspan(first, std::min(columns, pictures.size() - first));
    int tallest = 0;
    for (const auto& picture : row) {
      tallest = std::max(tallest, scaled(picture.image.height, picture.image, cell_px));
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
      layout.cells.push_back({.left = kGapPx + static_cast<int>(i) * (cell_px + kGapPx),
                              .top = static_cast<int>(top),
                              .height = tallest});
    }
    top += tallest + caption_px + kGapPx;
    layout.height = top;
    if (layout.width * layout.height > kMaxSheetPixels) {
      fail("contact sheet: ", pictures.size(), " pictures would make more than ", kMaxSheetPixels,
           " pixels; show fewer or make the cells smaller");
    }
  }
  return layout;
}

void check(std::span<const SheetPicture> pictures, const ContactSheetOptions& options) {
  if (pictures.empty()) fail("contact sheet: expected one picture or more, found none");
  if (options.cell_px < 32 || options.cell_px > 2048 || options.columns < 0 ||
      options.columns > 100) {
    fail("contact sheet: expected cells of 32 to 2048 px and 0 to 100 columns, found ",
         options.cell_px, " and ", options.columns);
  }
  for (const auto& [image, caption] : pictures) {
    if (image.empty() || (image.channels != 3 && image.channels != 1)) {
      fail("contact sheet: expected RGB or grey pictures, found ", image.width, " x ", image.height,
           " with ", image.channels, " channels for '", caption, "'");
    }
  }
}

}  // namespace

Image contact_sheet(std::span<const SheetPicture> pictures, const ContactSheetOptions& options) {
  check(pictures, options);
  const int cell_px = options.cell_px;
  const auto columns =
      options.columns > 0
          ? std::min(static_cast<std::size_t>(options.columns), pictures.size())
          : static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(pictures.size()))));
  const auto scale = drawing_scale(cell_px, cell_px);
  const auto layout = lay_out(pictures, columns, cell_px, text_size("Ag", scale).height);
  Image sheet(static_cast<int>(layout.width), static_cast<int>(layout.height), 3, kGround);
  cv::Mat rgb = as_mat(sheet);
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const auto& [image, caption] = pictures[i];
    const auto& cell = layout.cells[i];
    const Image fitted = resize(as_rgb(image), scaled(image.width, image, cell_px),
                                scaled(image.height, image, cell_px), Interpolation::kArea);
    const cv::Rect place(cell.left + (cell_px - fitted.width) / 2,
                         cell.top + (cell.height - fitted.height) / 2, fitted.width, fitted.height);
    as_mat(fitted).copyTo(rgb(place));
    draw_text(rgb, shortened(caption, cell_px, scale), {cell.left, cell.top + cell.height},
              cv::Scalar::all(kGround), scale);
  }
  return sheet;
}

}  // namespace handsight
