// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "gallery.h"

#include <algorithm>
#include <cstdio>
#include <numeric>

#include <ATen/ATen.h>

#include "handsight/formats/atomic_file.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/tensors/batch.h"
#include "handsight/visualisation/contact_sheet.h"
#include "handsight/visualisation/overlay.h"

namespace handsight {
namespace {

constexpr std::size_t kCases = 12;

std::vector<std::size_t> worst_first(const std::vector<PictureScore>& scores) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return iou(scores[a].confusion) < iou(scores[b].confusion);
  });
  order.resize(std::min(order.size(), kCases));
  return order;
}

/// The picture with the pixels of `mask` that are hand filled and outlined.
Image marked(const Image& picture, Image mask) {
  for (auto& value : mask.pixels) value = value == kHand ? kHand : kBackground;
  const Hand whole{.box = {.width = mask.width, .height = mask.height}, .mask = mask};
  return draw_overlay(picture, mask, {&whole, 1}, {.boxes = false, .labels = false});
}

}  // namespace

void write_gallery(const std::filesystem::path& folder, Network& network, const Dataset& dataset,
                   const std::vector<PictureScore>& scores, const PredictOptions& options) {
  std::vector<SheetPicture> sheet;
  for (const auto index : worst_first(scores)) {
    const auto sample = dataset.get(index, evaluation_seed(index));
    const auto found = tensor_to_image(
        hand_probability(network, image_to_tensor(sample.image), options).gt(0.5).to(at::kByte));
    char score[32];
    std::snprintf(score, sizeof score, "IoU %.3f", iou(scores[index].confusion));
    sheet.push_back({.image = sample.image, .caption = sample.id});
    sheet.push_back({.image = marked(sample.image, sample.mask), .caption = "truth"});
    sheet.push_back({.image = marked(sample.image, found), .caption = score});
  }
  if (sheet.empty()) return;
  make_folder(folder);
  write_jpeg(folder / "worst.jpg", contact_sheet(sheet, {.columns = 6}));
}

}  // namespace handsight
