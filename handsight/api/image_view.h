// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace handsight::api {

/// How the bytes of a picture lie. Eight bits a channel; kNv12 is a plane of luma and, at half the
/// width and height, one of interleaved Cb and Cr (BT.601, video range).
enum class PixelFormat { kRgb, kBgr, kRgba, kBgra, kGrey, kNv12 };

/// A picture that somebody else owns, rows from the top.
struct ImageView {
  const std::uint8_t* pixels = nullptr;
  int width = 0;
  int height = 0;
  std::ptrdiff_t stride = 0;  ///< bytes from row to row; 0 = no gap
  PixelFormat format = PixelFormat::kRgb;
  const std::uint8_t* chroma = nullptr;  ///< kNv12 only; null = right behind the luma
  std::ptrdiff_t chroma_stride = 0;      ///< kNv12 only; 0 = as `stride`
};

}  // namespace handsight::api
