// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/data/coco_file.h"
#include "handsight/data/dataset.h"
#include "handsight/data/listing.h"
#include "handsight/data/reading.h"
#include "handsight/data/shapes.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/perception/rle.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwner = "data set coco";

struct CocoOptions {
  std::string annotations{};
  std::string images{};
  std::string masks = "auto";
  std::string pictures = "labelled";
  HandWords words{};
};

template <class Field>
void visit_fields(CocoOptions& o, Field&& field) {
  field("annotations", o.annotations, Any{}, "the JSON file below the root; empty = found");
  field("images", o.images, Any{}, "the folder of pictures below the root; empty = found");
  field("masks", o.masks, Choices{{"auto", "none"}},
        "auto: from segmentations, if the file has more than outlines of boxes; none: no masks");
  field("pictures", o.pictures, Choices{{"labelled", "all"}},
        "labelled leaves out pictures without an annotated hand");
  visit_fields(o.words, field);
}

fs::path find_annotations(const DatasetRequest& request, const std::string& given) {
  const fs::path& root = request.root;
  if (!given.empty()) return root / given;
  std::vector<std::string> names;
  if (!request.split.empty()) {
    const std::string& split = request.split;
    names = {split + ".json", "annotations/" + split + ".json",
             "annotations/instances_" + split + "2017.json",
             "annotations/coco_wholebody_" + split + "_v1.0.json",
             split + "/_annotations.coco.json"};
  } else {
    names = {"annotations.json", "_annotations.coco.json", "annotations/annotations.json"};
    std::vector<std::string> found;
    for (const auto& name : names_in(root)) {
      if (name.ends_with(".json")) found.push_back(name);
    }
    if (found.size() == 1) names.push_back(found[0]);
  }
  std::string all;
  for (const auto& name : names) {
    if (is_file(root / name)) return root / name;
    all += (all.empty() ? "" : ", ") + name;
  }
  fail<FileError>(kOwner, ": ", root.string(), " has none of ", all,
                  "; name the file with the option annotations");
}

struct Item {
  std::int64_t id = 0;
  CocoImage image{};
};

class Coco final : public Dataset {
 public:
  Coco(const DatasetRequest& request, const CocoOptions& options)
      : split_(request.split), source_(find_annotations(request, options.annotations)) {
    CocoFile file = read_coco(source_, options.words);
    code_ = file.code;
    draws_masks_ = options.masks == "auto" && file.has_masks;
    for (auto& [id, image] : file.images) {
      if (image.hands.empty() && options.pictures == "labelled") continue;
      items_.push_back({id, std::move(image)});
    }
    if (items_.empty()) {
      fail<FileError>(source_.string(),
                      ": no picture with a hand; expected a category whose name "
                      "contains '",
                      options.words.hand, "' (option hand), or the option pictures=all");
    }
    find_images(request, options.images);
  }

  [[nodiscard]] std::size_t size() const override { return items_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override;

 private:
  void find_images(const DatasetRequest& request, const std::string& given) {
    const std::string& split = request.split;
    std::vector<std::string> folders{".", "images", "JPEGImages", "rgb"};
    if (!split.empty()) {
      folders.insert(folders.end(), {split, split + "2017", "images/" + split});
    }
    if (!given.empty()) folders = {given};
    for (const auto& folder : folders) {
      images_ = request.root / folder;
      if (is_file(images_ / items_[0].image.file_name)) return;
    }
    fail<FileError>(kOwner, ": no picture '", items_[0].image.file_name, "' below ",
                    request.root.string(), "; name its folder with the option images");
  }
  void draw(const CocoImage& image, Sample& sample) const;
  void paint_runs(const CocoHand& hand, Sample& sample, bool sided) const;

  std::string split_;
  fs::path source_;
  fs::path images_{};
  VisibilityCode code_ = VisibilityCode::kLabelled;
  bool draws_masks_ = false;
  std::vector<Item> items_{};
};

std::uint8_t side_value(const CocoHand& hand) {
  if (hand.meaning != kHand || !hand.side) return kIgnore;
  return *hand.side == Side::kLeft ? kLeftSide : kRightSide;
}

void Coco::paint_runs(const CocoHand& hand, Sample& sample, bool sided) const {
  check_label_size(source_, hand.mask.width, hand.mask.height, sample.image);
  Image runs;
  try {
    runs =
        decode_rle(hand.mask.counts_text.empty()
                       ? Rle{hand.mask.height, hand.mask.width, hand.mask.counts}
                       : rle_from_text(hand.mask.counts_text, hand.mask.width, hand.mask.height));
  } catch (const InvalidArgument& error) {
    fail<FileError>(source_.string(), ": ", error.what());
  }
  for (std::size_t i = 0; i < runs.pixels.size(); ++i) {
    if (runs.pixels[i] == 0) continue;
    sample.mask.pixels[i] = hand.meaning;
    if (sided) sample.sides.pixels[i] = side_value(hand);
  }
}

void Coco::draw(const CocoImage& image, Sample& sample) const {
  const bool sided =
      std::ranges::any_of(image.hands, [](const CocoHand& hand) { return hand.side.has_value(); });
  sample.mask = empty_label(sample.image);
  if (sided) sample.sides = empty_label(sample.image);
  // what is to be ignored comes last, so that nothing covers it
  for (const std::uint8_t meaning : {kHand, kIgnore}) {
    for (const auto& hand : image.hands) {
      if (hand.meaning != meaning) continue;
      if (hand.mask.width != 0) paint_runs(hand, sample, sided);
      for (const auto& polygon : hand.mask.polygons) {
        std::vector<PolygonPoint> corners(polygon.size() / 2);
        for (std::size_t i = 0; i < corners.size(); ++i) {
          corners[i] = {polygon[2 * i], polygon[2 * i + 1]};
        }
        fill_polygon(sample.mask, corners, meaning);
        if (sided) fill_polygon(sample.sides, corners, side_value(hand));
      }
    }
  }
}

Sample Coco::get(std::size_t index, Seed) const {
  check_index(kOwner, index, items_.size());
  const auto& [id, image] = items_[index];
  Sample sample{.id = fs::path(image.file_name).replace_extension().generic_string(),
                .split = split_,
                .source = images_ / image.file_name};
  sample.image = read_picture(sample.source);
  if (image.width != 0 && image.height != 0) {
    check_label_size(sample.source, image.width, image.height, sample.image);
  }
  if (draws_masks_) draw(image, sample);
  for (const auto& hand : image.hands) {
    if (hand.meaning != kHand) continue;
    sample.hands.push_back(
        {.side = hand.side,
         .keypoints = keypoints_of(hand.keypoints, code_, sample.image.width, sample.image.height),
         .box = hand.box});
  }
  return sample;
}

}  // namespace

DatasetEntry coco_dataset() {
  return {.name = "coco",
          .summary =
              "pictures with a COCO file: polygons, run lengths, 21 keypoints; "
              "COCO-WholeBody, OneHand10K, Roboflow exports",
          .layout =
              "annotations.json, or <split>.json, or annotations/instances_<split>2017.json, "
              "and the pictures it names",
          .open = open_reader<Coco, CocoOptions>,
          .options = describe_fields<CocoOptions>};
}

}  // namespace handsight
