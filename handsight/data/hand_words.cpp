// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/hand_words.h"

#include <algorithm>

namespace handsight {
namespace {

std::string lower(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return small;
}

bool contains(const std::string& name, std::string_view word) {
  return !word.empty() && name.find(lower(word)) != std::string::npos;
}

}  // namespace

std::uint8_t meaning_of(std::string_view class_name, const HandWords& words) {
  const std::string name = lower(class_name);
  if (contains(name, words.ignore)) return kIgnore;
  return contains(name, words.hand) ? kHand : kBackground;
}

std::optional<Side> side_in(std::string_view class_name) {
  const std::string name = lower(class_name);
  const bool left = contains(name, "left") || name.starts_with("lhand") || name.ends_with("-l") ||
                    name.ends_with("_l");
  const bool right = contains(name, "right") || name.starts_with("rhand") || name.ends_with("-r") ||
                     name.ends_with("_r");
  if (left == right) return std::nullopt;
  return left ? Side::kLeft : Side::kRight;
}

}  // namespace handsight
