// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/exif.h"

#include <opencv2/core.hpp>

#include "handsight/core/error.h"
#include "handsight/imaging/byte_reader.h"
#include "handsight/imaging/mat.h"

namespace handsight {
namespace {

constexpr std::uint32_t kOrientationTag = 0x0112;
constexpr std::uint32_t kShort = 3;  // a 16-bit number, stored in the entry itself
constexpr std::size_t kEntryBytes = 12;

}  // namespace

int exif_orientation(std::span<const std::byte> tiff) {
  const auto mark = read_number(tiff, 0, 2, ByteOrder::kBig).value_or(0);
  if (mark != 0x4949 && mark != 0x4d4d) return 1;
  const auto order = mark == 0x4949 ? ByteOrder::kLittle : ByteOrder::kBig;
  const auto directory = read_number(tiff, 4, 4, order);
  if (!directory) return 1;
  const auto count = read_number(tiff, *directory, 2, order).value_or(0);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + i * kEntryBytes;
    const auto tag = read_number(tiff, entry, 2, order);
    if (!tag) return 1;
    if (*tag != kOrientationTag || read_number(tiff, entry + 2, 2, order) != kShort) continue;
    const auto value = read_number(tiff, entry + 8, 2, order).value_or(1);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

Image apply_orientation(const Image& image, int orientation) {
  if (orientation < 1 || orientation > 8) {
    fail("orientation: expected a number from 1 to 8, found ", orientation);
  }
  if (orientation == 1) return image;
  const bool turned = orientation >= 5;
  Image upright(turned ? image.height : image.width, turned ? image.width : image.height,
                image.channels);
  cv::Mat target = as_mat(upright);
  const cv::Mat source = as_mat(image);
  constexpr int kUpsideDown = 0;
  constexpr int kMirrored = 1;
  constexpr int kBoth = -1;
  switch (orientation) {
    case 2:
      cv::flip(source, target, kMirrored);
      break;
    case 3:
      cv::flip(source, target, kBoth);
      break;
    case 4:
      cv::flip(source, target, kUpsideDown);
      break;
    case 5:
      cv::transpose(source, target);
      break;
    case 6:
      cv::rotate(source, target, cv::ROTATE_90_CLOCKWISE);
      break;
    case 7: {
      cv::Mat transposed;
      cv::transpose(source, transposed);
      cv::flip(transposed, target, kBoth);
      break;
    }
    default:
      cv::rotate(source, target, cv::ROTATE_90_COUNTERCLOCKWISE);
  }
  return upright;
}

}  // namespace handsight
