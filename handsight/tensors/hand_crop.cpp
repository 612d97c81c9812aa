// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/hand_crop.h"

#include <algorithm>
#include <limits>

namespace handsight {
namespace {

struct Extents {
  double left = std::numeric_limits<double>::max();
  double top = std::numeric_limits<double>::max();
  double right = std::numeric_limits<double>::lowest();
  double bottom = std::numeric_limits<double>::lowest();
  int points = 0;

  void add(double x, double y) {
    left = std::min(left, x);
    top = std::min(top, y);
    right = std::max(right, x);
    bottom = std::max(bottom, y);
    ++points;
  }
  [[nodiscard]] double longer_side() const { return std::max(right - left, bottom - top); }
};

Extents extents_of(const HandLabel& hand, const Image& image) {
  Extents found;
  if (hand.keypoints) {
    for (const auto& point : *hand.keypoints) {
      const bool inside = point.x >= -0.5F && point.y >= -0.5F &&
                          point.x < static_cast<float>(image.width) - 0.5F &&
                          point.y < static_cast<float>(image.height) - 0.5F;
      if (point.visibility == Visibility::kVisible && inside) found.add(point.x, point.y);
    }
  } else if (hand.box) {
    found.add(hand.box->x, hand.box->y);
    found.add(hand.box->x + hand.box->width, hand.box->y + hand.box->height);
    found.points = static_cast<int>(kKeypointCount);
  }
  return found;
}

}  // namespace

std::optional<HandCrop> choose_hand_crop(const Sample& sample, int size_px,
                                         const HandCropOptions& options,
                                         std::optional<Seed> variation) {
  std::optional<HandCrop> chosen;
  Extents best;
  for (std::size_t i = 0; i < sample.hands.size(); ++i) {
    const auto found = extents_of(sample.hands[i], sample.image);
    if (found.points < options.least_points ||
        options.margin * found.longer_side() < options.least_side_px) {
      continue;
    }
    const bool better = found.points > best.points ||
                        (found.points == best.points && found.longer_side() > best.longer_side());
    if (!chosen || better) {
      chosen = HandCrop{.hand = i};
      best = found;
    }
  }
  if (!chosen) return chosen;
  double side = options.margin * best.longer_side();
  double x = 0.5 * (best.left + best.right);
  double y = 0.5 * (best.top + best.bottom);
  if (variation) {
    Random random(*variation);
    x += random.uniform(-options.shift, options.shift) * side;
    y += random.uniform(-options.shift, options.shift) * side;
    side *= random.uniform(options.zoom_min, options.zoom_max);
  }
  const double zoom = size_px / side;
  const double middle = 0.5 * (size_px - 1);
  chosen->crop_from_picture = {
      .xx = zoom, .x0 = middle - zoom * x, .yy = zoom, .y0 = middle - zoom * y};
  chosen->mirrored = options.mirror_left && sample.hands[chosen->hand].side == Side::kLeft;
  return chosen;
}

float crop_lens(const Sample& sample, double zoom, int size_px) {
  if (!sample.camera || sample.depth.unit == DepthUnit::kRelative) return 1.0F;
  return sample.camera->focal_x_px * static_cast<float>(zoom / size_px);
}

}  // namespace handsight
