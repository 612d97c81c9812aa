// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "handsight/data/layouts/layout.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

/// The picture on the left, its mask in white on the right.
Image side_by_side(const Sample& sample) {
  const int width = sample.image.width;
  Image pair(2 * width, sample.image.height, 3);
  for (int y = 0; y < sample.image.height; ++y) {
    std::copy_n(sample.image.at(0, y), 3 * width, pair.at(0, y));
    for (int x = 0; x < width; ++x) {
      const bool hand = *sample.mask.at(x, y) == kHand;
      std::fill_n(pair.at(width + x, y), 3, static_cast<std::uint8_t>(hand ? 255 : 0));
    }
  }
  return pair;
}

class ShowMeLayout final : public LayoutWriter {
 public:
  explicit ShowMeLayout(const LayoutOptions& options) : root_(options.root) { make_folder(root_); }

  void add(const Sample& sample) override {
    require_label(sample.mask, sample, "showme", "mask");
    write_jpeg(root_ / (zero_padded(index_++, 4) + ".jpg"), side_by_side(sample), 95);
  }

  void finish() override {}

 private:
  std::filesystem::path root_;
  std::size_t index_ = 0;
};

}  // namespace

LayoutEntry showme_layout() {
  return {.name = "showme",
          .summary = "side-by-side pairs: picture and mask in one JPEG",
          .make = [](const LayoutOptions& options) -> std::unique_ptr<LayoutWriter> {
            return std::make_unique<ShowMeLayout>(options);
          }};
}

}  // namespace handsight
