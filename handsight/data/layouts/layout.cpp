// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/layouts/layout.h"

#include <algorithm>

#include "handsight/core/error.h"

namespace handsight {

#define HS_UNIT(unit) LayoutEntry unit##_layout();
#include "layouts_units.inc"
#undef HS_UNIT

std::vector<LayoutEntry> layout_catalog() {
  return {
#define HS_UNIT(unit) unit##_layout(),
#include "layouts_units.inc"
#undef HS_UNIT
  };
}

LayoutEntry find_layout(std::string_view name) {
  std::string known;
  for (const auto& entry : layout_catalog()) {
    if (entry.name == name) return entry;
    known.append(known.empty() ? "" : ", ").append(entry.name);
  }
  fail("unknown layout '", name, "'; known layouts: ", known);
}

std::string Splits::of(const Sample& sample, std::size_t index) const {
  if (!sample.split.empty()) return sample.split;
  const std::size_t length = std::max<std::size_t>(options_.clip_length, 1);
  const std::size_t videos = std::max<std::size_t>((options_.count + length - 1) / length, 1);
  const std::size_t held_out = videos < 3 ? 0 : std::max<std::size_t>(1, videos * 15 / 100);
  const std::size_t video = index / length;
  if (video + held_out >= videos) return held_out == 0 ? "train" : "test";
  return video + 2 * held_out >= videos && held_out > 0 ? "val" : "train";
}

std::string zero_padded(std::size_t number, std::size_t digits) {
  std::string text = std::to_string(number);
  if (text.size() < digits) text.insert(0, digits - text.size(), '0');
  return text;
}

std::string file_stem(const Sample& sample) {
  std::string stem = sample.id;
  for (char& c : stem) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_';
    if (!plain) c = '_';
  }
  return stem;
}

void require_label(const Image& label, const Sample& sample, std::string_view layout,
                   std::string_view label_name) {
  if (label.empty()) {
    fail("layout ", layout, ": sample ", sample.id, " has no ", label_name,
         "; take a data set that has, or another layout");
  }
}

Image black_and_white(const Image& mask) {
  Image picture = mask;
  for (auto& value : picture.pixels) value = value == kHand ? 255 : 0;
  return picture;
}

Image side_mask(const Image& sides, Side side) {
  Image mask = sides;
  const auto wanted = side == Side::kLeft ? kLeftSide : kRightSide;
  for (auto& value : mask.pixels) value = value == wanted ? 1 : 0;
  return mask;
}

Image visible_parts(const Sample& sample, Side side) {
  Image parts = side == Side::kLeft ? sample.parts_left : sample.parts_right;
  if (sample.sides.empty()) return parts;
  const auto wanted = side == Side::kLeft ? kLeftSide : kRightSide;
  for (std::size_t i = 0; i < parts.pixels.size(); ++i) {
    if (sample.sides.pixels[i] != wanted) parts.pixels[i] = 0;
  }
  return parts;
}

const HandLabel* hand_of_side(const Sample& sample, Side side) {
  const auto found = std::ranges::find_if(
      sample.hands, [side](const HandLabel& hand) { return hand.side == side; });
  return found == sample.hands.end() ? nullptr : &*found;
}

}  // namespace handsight
