// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bitset>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/core/seed.h"
#include "handsight/data/dataset.h"
#include "handsight/data/listing.h"
#include "handsight/data/reading.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/imaging/transform.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwner = "data set pairs";

struct PairsOptions {
  std::string axis = "auto";
  std::string mask = "auto";
  double threshold = 0.5;
  double scale = 1.0;
  double validation = 0.2;
  std::string images{};
};

template <class Field>
void visit_fields(PairsOptions& o, Field&& field) {
  field("axis", o.axis, Choices{{"auto", "x", "y"}},
        "x: picture and mask side by side; y: one above the other; auto: across the longer side");
  field("mask", o.mask, Choices{{"auto", "first", "second"}},
        "which half is the mask; auto: the one with fewer colours, in most of the first pictures");
  field("threshold", o.threshold, Range{0.0, 1.0}, "luminance above which a pixel is hand");
  field("scale", o.scale, Range{0.01, 1.0}, "shrinks both halves by area before the threshold");
  field("validation", o.validation, Range{0.0, 0.9},
        "share of split val, drawn once, where there are no lists train.txt and val.txt");
  field("images", o.images, Any{}, "folder below the root; empty = images, else the root itself");
}

struct Halves {
  Image first;
  Image second;
};

Image part(const Image& image, int left, int top, int width, int height) {
  Image cut(width, height, image.channels);
  const auto row_bytes = static_cast<std::size_t>(width * image.channels);
  for (int y = 0; y < height; ++y) {
    std::copy_n(image.at(left, top + y), row_bytes, cut.at(0, y));
  }
  return cut;
}

Halves halves_of(const Image& image, const std::string& axis, const fs::path& source) {
  const bool beside = axis == "x" || (axis == "auto" && image.width >= image.height);
  if ((beside ? image.width : image.height) % 2 != 0) {
    fail<FileError>(source.string(), ": ", image.width, " x ", image.height,
                    " pixels have no two equal halves; expected picture and mask side by side");
  }
  const int width = beside ? image.width / 2 : image.width;
  const int height = beside ? image.height : image.height / 2;
  return {part(image, 0, 0, width, height),
          part(image, beside ? width : 0, beside ? 0 : height, width, height)};
}

/// Distinct colours of 4 bits a channel, so that JPEG noise does not count.
std::size_t colour_count(const Image& image) {
  std::bitset<4096> seen;
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
    const auto high = [&image, i](std::size_t c) { return image.pixels[i + c] / 16U; };
    seen.set(high(0) * 256U + high(1) * 16U + high(2));
  }
  return seen.count();
}

/// ITU-R BT.601, in [0, 1].
double luminance(const std::uint8_t* rgb) {
  return (0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]) / 255.0;
}

class Pairs final : public Dataset {
 public:
  Pairs(const DatasetRequest& request, const PairsOptions& options)
      : options_(options), split_(request.split) {
    check_split(kOwner, split_, {"train", "val"});
    fs::path folder = request.root / options_.images;
    if (options_.images.empty() && is_folder(request.root / "images")) {
      folder = request.root / "images";
    }
    for (auto& [stem, path] : list_pictures(folder, Depth::kTopOnly)) {
      items_.emplace_back(stem, path);
    }
    if (items_.empty()) {
      fail<FileError>(kOwner, ": no picture in ", folder.string(),
                      "; expected picture and mask side by side in one file");
    }
    decide_mask();
    select(request.root);
  }

  [[nodiscard]] std::size_t size() const override { return items_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override;

 private:
  /// One meaning for the whole set: a plain picture may have fewer colours than its mask.
  void decide_mask() {
    constexpr std::size_t kLookedAt = 9;
    if (options_.mask != "auto") return;
    std::size_t first = 0;
    const std::size_t count = std::min(kLookedAt, items_.size());
    for (std::size_t i = 0; i < count; ++i) {
      const fs::path& path = items_[i * items_.size() / count].second;
      const Halves halves = halves_of(read_picture(path), options_.axis, path);
      if (colour_count(halves.first) < colour_count(halves.second)) ++first;
    }
    options_.mask = 2 * first > count ? "first" : "second";
  }
  void select(const fs::path& root) {
    if (split_.empty()) return;
    if (const fs::path list = root / (split_ + ".txt"); is_file(list)) {
      const PictureList all(items_.begin(), items_.end());
      const auto kept = read_stems(list, all);
      std::erase_if(items_, [&](const auto& item) { return !kept.contains(item.first); });
      return;
    }
    auto order = items_;
    Random random(Seed(0).split("pairs split"));
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    const auto val = static_cast<std::ptrdiff_t>(
        std::lround(options_.validation * static_cast<double>(order.size())));
    const auto middle = order.end() - val;
    items_ =
        split_ == "val" ? std::vector(middle, order.end()) : std::vector(order.begin(), middle);
    std::ranges::sort(items_);
  }

  PairsOptions options_;
  std::string split_;
  std::vector<std::pair<std::string, fs::path>> items_{};
};

Sample Pairs::get(std::size_t index, Seed) const {
  check_index(kOwner, index, items_.size());
  const auto& [stem, path] = items_[index];
  Sample sample{.id = stem, .split = split_, .source = path};
  auto [first, second] = halves_of(read_picture(path), options_.axis, path);
  if (options_.scale < 1.0) {
    const auto scaled = [this](int length) {
      return std::max(1, static_cast<int>(std::lround(options_.scale * length)));
    };
    for (Image* half : {&first, &second}) {
      *half = resize(*half, scaled(half->width), scaled(half->height), Interpolation::kArea);
    }
  }
  const bool mask_first = options_.mask == "first";
  const Image& bright = mask_first ? first : second;
  sample.mask = Image(bright.width, bright.height, 1);
  for (std::size_t i = 0; i < sample.mask.pixels.size(); ++i) {
    const bool hand = luminance(bright.pixels.data() + 3 * i) > options_.threshold;
    sample.mask.pixels[i] = hand ? kHand : kBackground;
  }
  sample.image = std::move(mask_first ? second : first);
  return sample;
}

}  // namespace

DatasetEntry pairs_dataset() {
  return {.name = "pairs",
          .summary = "picture and mask side by side in one file, as ShowMe has them",
          .layout = "*.png|jpg, or images/*; optional train.txt, val.txt",
          .open = open_reader<Pairs, PairsOptions>,
          .options = describe_fields<PairsOptions>};
}

}  // namespace handsight
