// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "handsight/data/layouts/layout.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/mat_writer.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

/// Column by column, as MATLAB stores it.
MatValue mask_value(const Image& mask) {
  std::vector<std::uint8_t> columns;
  columns.reserve(mask.pixels.size());
  for (int x = 0; x < mask.width; ++x) {
    for (int y = 0; y < mask.height; ++y) columns.push_back(*mask.at(x, y));
  }
  return mat_bytes(std::move(columns), mask.height, mask.width);
}

MatValue no_parts() { return mat_matrix({}, 0, 0); }

/// One person for every hand, as if they reached into the picture from two sides, and a table:
/// labels of all persons count, things that are no person do not.
MatValue objects_of(const Sample& sample) {
  const Image nothing(sample.image.width, sample.image.height, 1);
  std::vector<std::vector<MatValue>> objects;
  objects.push_back({mat_text("table"), mat_number(11), mask_value(nothing), no_parts()});
  for (const Side side : {Side::kLeft, Side::kRight}) {
    const Image hand = side_mask(sample.sides, side);
    std::vector<std::vector<MatValue>> parts;
    parts.push_back({mat_text(side == Side::kLeft ? "lhand" : "rhand"), mask_value(hand)});
    objects.push_back({mat_text("person"), mat_number(15), mask_value(hand),
                       mat_structs({"part_name", "mask"}, std::move(parts))});
  }
  return mat_structs({"class", "class_ind", "mask", "parts"}, std::move(objects));
}

class PascalPartLayout final : public LayoutWriter {
 public:
  explicit PascalPartLayout(const LayoutOptions& options) : root_(options.root), splits_(options) {
    make_folder(root_ / "Annotations_Part");
    make_folder(root_ / "JPEGImages");
  }

  void add(const Sample& sample) override {
    require_label(sample.sides, sample, "pascal_part", "sides");
    const std::string id = "2010_" + zero_padded(++index_, 6);
    write_jpeg(root_ / "JPEGImages" / (id + ".jpg"), sample.image, 92);
    std::vector<std::vector<MatValue>> anno;
    anno.push_back({mat_text(id), objects_of(sample)});
    const MatVariables file{{"anno", mat_structs({"imname", "objects"}, std::move(anno))}};
    write_file(root_ / "Annotations_Part" / (id + ".mat"), encode_mat(file));
    lists_[splits_.of(sample, index_ - 1)] += id + "\n";
  }

  void finish() override {
    make_folder(root_ / "ImageSets/Segmentation");
    for (const auto& [split, ids] : lists_) {
      write_file(root_ / "ImageSets/Segmentation" / (split + ".txt"), ids);
    }
  }

 private:
  fs::path root_;
  Splits splits_;
  std::size_t index_ = 0;
  std::map<std::string, std::string> lists_{};
};

}  // namespace

LayoutEntry pascal_part_layout() {
  return {.name = "pascal_part",
          .summary = "PASCAL-Part: part masks of several persons in compressed MATLAB files",
          .make = [](const LayoutOptions& options) -> std::unique_ptr<LayoutWriter> {
            return std::make_unique<PascalPartLayout>(options);
          }};
}

}  // namespace handsight
