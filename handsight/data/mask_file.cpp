// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/mask_file.h"

#include <cstddef>

#include "handsight/data/listing.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {

Image read_threshold_mask(const std::filesystem::path& path, int threshold) {
  const Image colours = read_picture(path, {.exif = Exif::kSkip});
  Image mask(colours.width, colours.height, 1);
  for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
    const std::uint8_t* rgb = colours.pixels.data() + 3 * i;
    mask.pixels[i] = rgb[0] + rgb[1] + rgb[2] >= 3 * threshold ? kHand : kBackground;
  }
  return mask;
}

std::filesystem::path find_picture(const std::filesystem::path& folder, const std::string& stem) {
  for (const auto* extension : {"", ".png", ".jpg", ".jpeg", ".JPG", ".bmp", ".gif"}) {
    if (const auto path = folder / (stem + extension); is_file(path)) return path;
  }
  return {};
}

}  // namespace handsight
