// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/mask_values.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "handsight/core/error.h"

namespace handsight {
namespace {

void check_values(const Image& label, MaskValues values, const std::filesystem::path& source) {
  const std::uint8_t one = values == MaskValues::kIndex ? kHand : kBackground;
  for (const std::uint8_t value : label.pixels) {
    if (value == 0 || value == one || value == 255) continue;
    if (values == MaskValues::kBinary && value == 1) {
      fail<FileError>(source.string(),
                      ": the mask holds the value 1 but is read as binary (0, 255 = hand); set the "
                      "option values to index (1 = hand, 255 = ignore)");
    }
    fail<FileError>(source.string(), ": the mask holds the value ", int{value}, "; expected ",
                    values == MaskValues::kIndex ? "0 (background), 1 (hand) or 255 (ignore)"
                                                 : "0 (background) or 255 (hand)");
  }
}

}  // namespace

bool is_lossy(const std::filesystem::path& source) {
  const std::string extension = source.extension().string();
  return extension.starts_with(".j") || extension.starts_with(".J");
}

MaskHint mask_hint(const Image& label, const std::filesystem::path& source) {
  if (is_lossy(source)) return MaskHint::kBinary;
  if (std::ranges::find(label.pixels, kHand) != label.pixels.end()) return MaskHint::kIndex;
  const bool has_255 = std::ranges::find(label.pixels, 255) != label.pixels.end();
  return has_255 ? MaskHint::kBinary : MaskHint::kNone;
}

Image hand_mask(Image label, MaskValues values, const std::filesystem::path& source) {
  if (values == MaskValues::kIndex || !is_lossy(source)) check_values(label, values, source);
  if (values == MaskValues::kBinary) {
    for (auto& value : label.pixels) value = value >= 128 ? kHand : kBackground;
  }
  return label;
}

}  // namespace handsight
