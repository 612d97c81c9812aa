// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/perception/hands.h"
#include "handsight/visualisation/contact_sheet.h"
#include "handsight/visualisation/overlay.h"

#include "console.h"
#include "data_tools.h"

namespace handsight {
namespace {

ProbabilityMap hand_probability(const Image& mask) {
  ProbabilityMap map{.width = mask.width, .height = mask.height};
  map.values.reserve(mask.pixels.size());
  for (const auto value : mask.pixels) map.values.push_back(value == kHand ? 1.0F : 0.0F);
  return map;
}

void tint_ignored(Image& picture, const Image& mask) {
  for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
    if (mask.pixels[i] != kIgnore) continue;
    auto* pixel = picture.pixels.data() + 3 * i;
    pixel[0] = static_cast<std::uint8_t>((pixel[0] + 2 * 230) / 3);
    pixel[1] = static_cast<std::uint8_t>((pixel[1] * 2 + 30) / 3);
    pixel[2] = static_cast<std::uint8_t>((pixel[2] * 2 + 30) / 3);
  }
}

/// Every connected piece of hand in its own colour, what is ignored in red.
Image marked(const Sample& sample) {
  if (sample.mask.empty()) return sample.image;
  const auto probability = hand_probability(sample.mask);
  const auto mask = threshold_mask(probability, 0.5);
  const auto hands = find_hands(probability, {.min_area = 0.0});
  Image picture =
      draw_overlay(sample.image, mask, hands, {.opacity = 0.35, .boxes = false, .labels = false});
  tint_ignored(picture, sample.mask);
  return picture;
}

void write_sheet(const std::filesystem::path& path, const Image& sheet) {
  const auto extension = path.extension();
  if (extension == ".png") {
    write_png(path, sheet);
  } else if (extension == ".jpg" || extension == ".jpeg") {
    write_jpeg(path, sheet);
  } else {
    fail("data preview: '", path.string(), "' has the extension '", extension.string(),
         "'; expected .png, .jpg or .jpeg");
  }
}

}  // namespace

void preview_data(const PreviewArguments& arguments) {
  const auto dataset = open_dataset(request_of(arguments.common));
  const auto progress =
      make_progress(arguments.common.quiet ? Verbosity::kQuiet : Verbosity::kNormal);
  const Seed seed(arguments.common.seed);
  const auto indices = spread(dataset->size(), arguments.count);
  std::vector<SheetPicture> pictures;
  progress->start("preview", static_cast<std::int64_t>(indices.size()));
  for (const auto index : indices) {
    const Sample sample = dataset->get(index, seed.split(index));
    pictures.push_back({.image = marked(sample), .caption = sample.id});
    progress->update(static_cast<std::int64_t>(pictures.size()), "");
  }
  write_sheet(arguments.output, contact_sheet(pictures, {.columns = arguments.columns,
                                                         .cell_px = arguments.cell_px}));
  progress->finish("wrote " + arguments.output);
}

}  // namespace handsight
