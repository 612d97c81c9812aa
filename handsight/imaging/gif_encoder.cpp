// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <gif_lib.h>

#include <memory>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

// A cube of colours with that many levels of red, green and blue: 252 of 256 entries.
constexpr int kRedLevels = 6;
constexpr int kGreenLevels = 7;
constexpr int kBlueLevels = 6;
constexpr int kPaletteSize = 256;

struct FreeMap {
  void operator()(ColorMapObject* map) const { ::GifFreeMapObject(map); }
};

int level_of(int value, int levels) { return (value * (levels - 1) + 127) / 255; }

std::unique_ptr<ColorMapObject, FreeMap> colour_cube() {
  std::unique_ptr<ColorMapObject, FreeMap> map(::GifMakeMapObject(kPaletteSize, nullptr));
  if (map == nullptr) fail("GIF: no memory for the palette");
  int entry = 0;
  const auto value = [](int level, int levels) {
    return static_cast<GifByteType>(level * 255 / (levels - 1));
  };
  for (int r = 0; r < kRedLevels; ++r) {
    for (int g = 0; g < kGreenLevels; ++g) {
      for (int b = 0; b < kBlueLevels; ++b) {
        map->Colors[entry++] = {value(r, kRedLevels), value(g, kGreenLevels),
                                value(b, kBlueLevels)};
      }
    }
  }
  return map;
}

GifByteType entry_of(const std::uint8_t* rgb) {
  return static_cast<GifByteType>(
      (level_of(rgb[0], kRedLevels) * kGreenLevels + level_of(rgb[1], kGreenLevels)) * kBlueLevels +
      level_of(rgb[2], kBlueLevels));
}

int append(GifFileType* gif, const GifByteType* bytes, int count) {
  auto& target = *static_cast<std::vector<std::byte>*>(gif->UserData);
  const auto* start = reinterpret_cast<const std::byte*>(bytes);
  target.insert(target.end(), start, start + count);
  return count;
}

}  // namespace

std::vector<std::byte> encode_gif(const Image& image) {
  if (image.channels != 3 || image.empty()) {
    fail("GIF: expected a picture of 3 channels, found ", image.channels);
  }
  std::vector<std::byte> bytes;
  int error = 0;
  GifFileType* gif = ::EGifOpen(&bytes, append, &error);
  if (gif == nullptr) fail("GIF: ", ::GifErrorString(error));
  const auto palette = colour_cube();
  bool fine = ::EGifPutScreenDesc(gif, image.width, image.height, 8, 0, palette.get()) == GIF_OK &&
              ::EGifPutImageDesc(gif, 0, 0, image.width, image.height, false, nullptr) == GIF_OK;
  std::vector<GifByteType> row(static_cast<std::size_t>(image.width));
  for (int y = 0; fine && y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x)
      row[static_cast<std::size_t>(x)] = entry_of(image.at(x, y));
    fine = ::EGifPutLine(gif, row.data(), image.width) == GIF_OK;
  }
  fine = ::EGifCloseFile(gif, &error) == GIF_OK && fine;
  if (!fine) fail("GIF: the encoder refused ", image.width, " x ", image.height, " pixels");
  return bytes;
}

}  // namespace handsight
