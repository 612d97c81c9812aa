// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/geometry/letter_box.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "handsight/core/error.h"
#include "handsight/geometry/resample.h"

namespace handsight {

LetterBox letter_box(int width, int height, int canvas_width, int canvas_height) {
  if (width < 1 || height < 1 || canvas_width < 1 || canvas_height < 1) {
    fail("letter box: expected sizes of 1 or more, found a picture of ", width, " x ", height,
         " and a canvas of ", canvas_width, " x ", canvas_height);
  }
  const double zoom = std::min(static_cast<double>(canvas_width) / width,
                               static_cast<double>(canvas_height) / height);
  const auto fitted = [zoom](int size, int most) {
    return std::clamp(static_cast<int>(std::lround(size * zoom)), 1, most);
  };
  LetterBox box{.width = canvas_width,
                .height = canvas_height,
                .placed_width = fitted(width, canvas_width),
                .placed_height = fitted(height, canvas_height)};
  box.left = (box.width - box.placed_width) / 2;
  box.top = (box.height - box.placed_height) / 2;
  return box;
}

LetterBox fitted_box(int width, int height, int longest_px) {
  LetterBox box = letter_box(width, height, longest_px, longest_px);
  box.width = box.placed_width;
  box.height = box.placed_height;
  box.left = box.top = 0;
  return box;
}

Affine canvas_from_picture(const LetterBox& box, int width, int height) {
  const double zoom_x = static_cast<double>(box.placed_width) / width;
  const double zoom_y = static_cast<double>(box.placed_height) / height;
  return {.xx = zoom_x,
          .x0 = box.left + (zoom_x - 1.0) / 2.0,
          .yy = zoom_y,
          .y0 = box.top + (zoom_y - 1.0) / 2.0};
}

Image place_picture(const Image& picture, const LetterBox& box) {
  const Image placed = resample_bilinear(picture, box.placed_width, box.placed_height);
  if (placed.width == box.width && placed.height == box.height) return placed;
  Image canvas(box.width, box.height, picture.channels);
  const auto row_bytes =
      static_cast<std::size_t>(placed.width) * static_cast<std::size_t>(placed.channels);
  for (int y = 0; y < placed.height; ++y) {
    std::copy_n(placed.at(0, y), row_bytes, canvas.at(box.left, box.top + y));
  }
  return canvas;
}

ProbabilityMap without_bars(const ProbabilityMap& canvas, const LetterBox& box) {
  if (canvas.width != box.width || canvas.height != box.height) {
    fail("letter box: expected a map of ", box.width, " x ", box.height, ", found ", canvas.width,
         " x ", canvas.height);
  }
  ProbabilityMap map{.width = box.placed_width, .height = box.placed_height};
  map.values.reserve(static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height));
  for (int y = 0; y < map.height; ++y) {
    const auto row =
        canvas.values.begin() + static_cast<std::ptrdiff_t>(box.top + y) * canvas.width + box.left;
    map.values.insert(map.values.end(), row, row + map.width);
  }
  return map;
}

}  // namespace handsight
