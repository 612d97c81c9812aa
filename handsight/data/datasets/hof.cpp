// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/core/seed.h"
#include "handsight/data/dataset.h"
#include "handsight/data/labelme_file.h"
#include "handsight/data/listing.h"
#include "handsight/data/mask_file.h"
#include "handsight/data/reading.h"
#include "handsight/formats/text.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/imaging/transform.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwner = "data set hof";

struct HofOptions {
  std::string images = "images_resized";
  std::string labels = "auto";
  int threshold = 128;
};

template <class Field>
void visit_fields(HofOptions& o, Field&& field) {
  field("images", o.images, Choices{{"images_resized", "images_original_size"}},
        "384 x 216, or as found on the web");
  field("labels", o.labels, Choices{{"auto", "masks", "annotations"}},
        "auto: the mask where there is one, else the polygons of the XML");
  field("threshold", o.threshold, Range{1, 255}, "mean grey value from which a mask is hand");
}

class Hof final : public Dataset {
 public:
  Hof(const DatasetRequest& request, const HofOptions& options)
      : root_(is_folder(request.root / "hand_over_face") ? request.root / "hand_over_face"
                                                         : request.root),
        options_(options) {
    check_split(kOwner, request.split, {"train", "val", "test"});
    const fs::path images = first_folder(kOwner, root_, {options_.images});
    for (const auto& [stem, path] : list_pictures(images, Depth::kTopOnly)) {
      if (!mask_of(stem).empty() || is_file(annotation_of(stem))) stems_.push_back(stem);
    }
    select(request.split);
    if (stems_.empty()) {
      fail<FileError>(kOwner, ": no labelled picture of split '", request.split, "' below ",
                      root_.string(), "; expected ", options_.images,
                      "/ and masks/ or annotations/");
    }
  }

  [[nodiscard]] std::size_t size() const override { return stems_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override;

 private:
  [[nodiscard]] fs::path mask_of(const std::string& stem) const {
    return options_.labels == "annotations" ? fs::path() : find_picture(root_ / "masks", stem);
  }
  [[nodiscard]] fs::path annotation_of(const std::string& stem) const {
    return options_.labels == "masks" ? fs::path() : root_ / "annotations" / (stem + ".xml");
  }
  /// By a list beside the folders, else 60, 20 and 20 in a hundred in an order drawn once.
  void select(const std::string& split) {
    split_ = split;
    if (split.empty()) return;
    if (const fs::path list = root_ / (split + ".txt"); is_file(list)) {
      std::set<std::string> wanted;
      for (const auto& line : read_lines(list)) wanted.insert(fs::path(line).stem().string());
      std::erase_if(stems_, [&](const auto& stem) { return !wanted.contains(stem); });
      return;
    }
    Random random(Seed(1234).split("hof split"));
    for (std::size_t i = stems_.size(); i > 1; --i)
      std::swap(stems_[i - 1], stems_[random.below(i)]);
    const std::size_t train = stems_.size() * 6 / 10;
    const std::size_t val = stems_.size() * 2 / 10;
    const auto from = split == "train" ? 0 : split == "val" ? train : train + val;
    const auto to = split == "train" ? train : split == "val" ? train + val : stems_.size();
    stems_ = {stems_.begin() + static_cast<std::ptrdiff_t>(from),
              stems_.begin() + static_cast<std::ptrdiff_t>(to)};
    std::ranges::sort(stems_);
  }

  fs::path root_;
  HofOptions options_;
  std::string split_{};
  std::vector<std::string> stems_{};
};

/// The polygons, drawn for the original size, at the size of the picture.
void draw_scaled(LabelMeFile file, Sample& sample) {
  if (file.width > 0 && file.height > 0) {
    const double factor_x = static_cast<double>(sample.image.width) / file.width;
    const double factor_y = static_cast<double>(sample.image.height) / file.height;
    for (auto& shape : file.shapes) {
      for (auto& corner : shape.corners) {
        corner = {(corner.x + 0.5) * factor_x - 0.5, (corner.y + 0.5) * factor_y - 0.5};
      }
    }
  }
  const Image mask = std::move(sample.mask);
  draw_shapes(file.shapes, sample);
  add_hands(file.shapes, sample);
  if (!mask.empty()) sample.mask = mask;
}

Sample Hof::get(std::size_t index, Seed) const {
  check_index(kOwner, index, stems_.size());
  const std::string& stem = stems_[index];
  Sample sample{.id = stem, .split = split_, .source = find_picture(root_ / options_.images, stem)};
  sample.image = read_picture(sample.source);
  if (const fs::path mask = mask_of(stem); !mask.empty()) {
    sample.mask = read_threshold_mask(mask, options_.threshold);
    if (options_.images == "images_original_size") {
      sample.mask =
          resize(sample.mask, sample.image.width, sample.image.height, Interpolation::kNearest);
    }
    check_label_size(mask, sample.mask.width, sample.mask.height, sample.image);
  }
  if (const fs::path xml = annotation_of(stem); is_file(xml)) {
    draw_scaled(read_labelme_xml(xml, {}), sample);
  }
  return sample;
}

}  // namespace

DatasetEntry hof_dataset() {
  return {.name = "hof",
          .summary = "HandOverFace: hands in front of faces, from the web; masks and sides",
          .layout = "{images_original_size,images_resized,masks}/* + annotations/*.xml",
          .open = open_reader<Hof, HofOptions>,
          .options = describe_fields<HofOptions>};
}

}  // namespace handsight
