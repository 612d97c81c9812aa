// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/data/dataset.h"
#include "handsight/data/listing.h"
#include "handsight/data/mask_file.h"
#include "handsight/data/reading.h"
#include "handsight/formats/text.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwner = "data set eyth";

struct EythOptions {
  int threshold = 128;
};

template <class Field>
void visit_fields(EythOptions& o, Field&& field) {
  field("threshold", o.threshold, Range{1, 255}, "mean grey value from which a pixel is hand");
}

struct Item {
  std::string stem;  // vid4/frame_0001
  std::string split;
};

std::string without_extension(const std::string& name) {
  for (const auto* extension : {".jpg", ".jpeg", ".png"}) {
    if (name.ends_with(extension)) return name.substr(0, name.rfind('.'));
  }
  return name;
}

class Eyth final : public Dataset {
 public:
  Eyth(const DatasetRequest& request, const EythOptions& options)
      : root_(is_folder(request.root / "eyth_dataset") ? request.root / "eyth_dataset"
                                                       : request.root),
        options_(options) {
    check_split(kOwner, request.split, {"train", "val", "test"});
    (void)first_folder(kOwner, root_, {"images"});
    for (const auto* split : {"train", "val", "test"}) {
      if (request.split.empty() || request.split == split) add(split);
    }
    if (items_.empty())
      fail<FileError>(kOwner, ": the split lists of ", root_.string(), " are empty");
  }

  [[nodiscard]] std::size_t size() const override { return items_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override;

 private:
  void add(const std::string& split) {
    const fs::path list = root_ / "train-val-test-split" / (split + ".txt");
    for (const auto& line : read_lines(list)) {
      // with or without "images/" before it and an extension after it
      std::string stem = without_extension(line.starts_with("images/") ? line.substr(7) : line);
      if (stem.find("..") != std::string::npos || find_picture(root_ / "images", stem).empty()) {
        fail<FileError>(list.string(), ": there is no picture '", line.substr(0, 200),
                        "' below images/; expected video/frame, with or without .jpg");
      }
      items_.push_back({std::move(stem), split});
    }
  }

  fs::path root_;
  EythOptions options_;
  std::vector<Item> items_{};
};

Sample Eyth::get(std::size_t index, Seed) const {
  check_index(kOwner, index, items_.size());
  const auto& [stem, split] = items_[index];
  Sample sample{.id = stem,
                .video = fs::path(stem).parent_path().generic_string(),
                .split = split,
                .source = find_picture(root_ / "images", stem)};
  sample.subject = sample.video;  // one person a video
  const auto digits = stem.find_last_not_of("0123456789") + 1;
  if (digits < stem.size() && stem.size() - digits < 10)
    sample.frame = std::stoll(stem.substr(digits));
  sample.image = read_picture(sample.source);
  // masks of two videos have no extension
  const fs::path mask = find_picture(root_ / "masks", stem);
  if (mask.empty()) {
    fail<FileError>(kOwner, ": no mask '", stem, "' below ", (root_ / "masks").string());
  }
  sample.mask = read_threshold_mask(mask, options_.threshold);
  check_label_size(mask, sample.mask.width, sample.mask.height, sample.image);
  return sample;
}

}  // namespace

DatasetEntry eyth_dataset() {
  return {.name = "eyth",
          .summary = "EgoYouTubeHands: three first-person videos with masks",
          .layout = "{images,masks}/vid4|vid6|vid9/*, train-val-test-split/{train,val,test}.txt",
          .open = open_reader<Eyth, EythOptions>,
          .options = describe_fields<EythOptions>};
}

}  // namespace handsight
