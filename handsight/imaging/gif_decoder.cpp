// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/gif_decoder.h"

#include <gif_lib.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/imaging/picture_kind.h"

namespace handsight {
namespace {

int read_bytes(GifFileType* gif, GifByteType* target, int count) {
  auto& left = *static_cast<std::span<const std::byte>*>(gif->UserData);
  const auto taken = std::min(left.size(), static_cast<std::size_t>(count));
  std::memcpy(target, left.data(), taken);
  left = left.subspan(taken);
  return static_cast<int>(taken);
}

class Decoder {
 public:
  Decoder(std::span<const std::byte> bytes, std::string_view name) : left_(bytes), name_(name) {
    gif_ = DGifOpen(&left_, read_bytes, &error_);
    if (gif_ == nullptr) refuse();
  }
  ~Decoder() { DGifCloseFile(gif_, &error_); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  Image first_frame() {
    check_picture_size(name_, gif_->SWidth, gif_->SHeight);
    for (GifRecordType record = UNDEFINED_RECORD_TYPE;;) {
      if (DGifGetRecordType(gif_, &record) != GIF_OK) refuse();
      if (record == IMAGE_DESC_RECORD_TYPE) break;
      if (record != EXTENSION_RECORD_TYPE) refuse();
      skip_extension();
    }
    if (DGifGetImageDesc(gif_) != GIF_OK) refuse();
    return frame();
  }

 private:
  [[noreturn]] void refuse() const {
    fail<FileError>("picture ", name_,
                    ": the GIF data is cut short or damaged; copy or export the file again");
  }
  void skip_extension() {
    int code = 0;
    GifByteType* block = nullptr;
    if (DGifGetExtension(gif_, &code, &block) != GIF_OK) refuse();
    while (block != nullptr) {
      if (DGifGetExtensionNext(gif_, &block) != GIF_OK) refuse();
    }
  }
  Image frame() {
    const GifImageDesc& place = gif_->Image;
    const ColorMapObject* colours = place.ColorMap != nullptr ? place.ColorMap : gif_->SColorMap;
    check_picture_size(name_, place.Width, place.Height);
    if (colours == nullptr) refuse();
    Image canvas(gif_->SWidth, gif_->SHeight, 3);
    std::vector<GifPixelType> row(static_cast<std::size_t>(place.Width));
    // interlaced frames come in four passes: first row and step of each
    constexpr int kPasses[4][2] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
    for (int pass = 0; pass < (place.Interlace ? 4 : 1); ++pass) {
      const int step = place.Interlace ? kPasses[pass][1] : 1;
      for (int y = kPasses[pass][0]; y < place.Height; y += step) {
        if (DGifGetLine(gif_, row.data(), place.Width) != GIF_OK) refuse();
        copy_row(row, *colours, place.Left, place.Top + y, canvas);
      }
    }
    return canvas;
  }
  void copy_row(const std::vector<GifPixelType>& row, const ColorMapObject& colours, int left,
                int y, Image& canvas) const {
    if (y < 0 || y >= canvas.height) return;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const int x = left + static_cast<int>(i);
      if (row[i] >= colours.ColorCount) refuse();
      if (x < 0 || x >= canvas.width) continue;
      const GifColorType& colour = colours.Colors[row[i]];
      std::uint8_t* const pixel = canvas.at(x, y);
      pixel[0] = colour.Red;
      pixel[1] = colour.Green;
      pixel[2] = colour.Blue;
    }
  }

  std::span<const std::byte> left_;
  std::string_view name_;
  GifFileType* gif_ = nullptr;
  int error_ = 0;
};

}  // namespace

Image decode_gif(std::span<const std::byte> bytes, std::string_view name) {
  return Decoder(bytes, name).first_frame();
}

}  // namespace handsight
