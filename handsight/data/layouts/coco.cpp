// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/core/json.h"
#include "handsight/data/layouts/layout.h"
#include "handsight/data/reading.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/perception/rle.h"

namespace handsight {
namespace {

constexpr int kHandCategory = 1;
constexpr int kLeftCategory = 2;
constexpr int kRightCategory = 3;
constexpr int kIgnoreCategory = 4;

Json category(int id, const char* name) {
  Json keypoints = Json::array();
  Json skeleton = Json::array();
  for (std::size_t k = 0; k < kKeypointCount; ++k) {
    keypoints.push_back(kKeypointNames[k]);
    if (k > 0) skeleton.push_back({keypoint_parent(k) + 1, k + 1});
  }
  return {{"id", id},
          {"name", name},
          {"supercategory", "hand"},
          {"keypoints", keypoints},
          {"skeleton", skeleton}};
}

Json keypoints_of(const Keypoints& points) {
  Json numbers = Json::array();
  for (const auto& point : points) {
    const bool labelled =
        point.visibility == Visibility::kVisible || point.visibility == Visibility::kOccluded;
    numbers.push_back(labelled ? point.x : 0.0F);
    numbers.push_back(labelled ? point.y : 0.0F);
    numbers.push_back(point.visibility == Visibility::kVisible ? 2 : labelled ? 1 : 0);
  }
  return numbers;
}

/// `mask` holds 0 and 1. COCO calls regions that are no single thing crowds; they are run lengths.
Json region(const Image& mask, int category_id) {
  const auto area = std::ranges::count(mask.pixels, std::uint8_t{1});
  const auto box = box_around(mask, 1).value_or(LabelBox{});
  return {{"category_id", category_id},
          {"iscrowd", category_id == kIgnoreCategory ? 1 : 0},
          {"area", area},
          {"bbox", {box.x, box.y, box.width, box.height}},
          {"segmentation",
           {{"size", {mask.height, mask.width}}, {"counts", rle_text(encode_rle(mask))}}}};
}

Image where(const Image& label, std::uint8_t value) {
  Image mask = label;
  for (auto& pixel : mask.pixels) pixel = pixel == value ? 1 : 0;
  return mask;
}

bool any(const Image& mask) { return std::ranges::count(mask.pixels, std::uint8_t{1}) > 0; }

class CocoLayout final : public LayoutWriter {
 public:
  explicit CocoLayout(const LayoutOptions& options) : root_(options.root), splits_(options) {}

  void add(const Sample& sample) override {
    const std::string split = splits_.of(sample, index_++);
    auto& file = files_[split];
    const std::string name = file_stem(sample) + ".jpg";
    make_folder(root_ / (split + "2017"));
    write_jpeg(root_ / (split + "2017") / name, sample.image, 95);
    file.images.push_back({{"id", index_},
                           {"file_name", name},
                           {"width", sample.image.width},
                           {"height", sample.image.height}});
    const auto annotate = [&](Json annotation) {
      annotation["id"] = ++annotations_;
      annotation["image_id"] = index_;
      file.annotations.push_back(std::move(annotation));
    };
    bool sided = false;
    for (const Side side : {Side::kLeft, Side::kRight}) {
      if (sample.sides.empty()) break;
      const Image mask = side_mask(sample.sides, side);
      if (!any(mask)) continue;
      sided = true;
      auto annotation = region(mask, side == Side::kLeft ? kLeftCategory : kRightCategory);
      const auto* hand = hand_of_side(sample, side);
      if (hand != nullptr && hand->keypoints) {
        annotation["keypoints"] = keypoints_of(*hand->keypoints);
        annotation["num_keypoints"] =
            std::ranges::count_if(*hand->keypoints, [](const Keypoint& point) {
              return point.visibility == Visibility::kVisible ||
                     point.visibility == Visibility::kOccluded;
            });
      }
      annotate(std::move(annotation));
    }
    if (sample.mask.empty()) return;
    if (const Image hand = where(sample.mask, kHand); !sided && any(hand)) {
      annotate(region(hand, kHandCategory));
    }
    if (const Image ignored = where(sample.mask, kIgnore); any(ignored)) {
      annotate(region(ignored, kIgnoreCategory));
    }
  }

  void finish() override {
    make_folder(root_ / "annotations");
    for (const auto& [split, file] : files_) {
      const Json json{
          {"images", file.images},
          {"annotations", file.annotations},
          {"categories",
           {category(kHandCategory, "hand"), category(kLeftCategory, "left_hand"),
            category(kRightCategory, "right_hand"), category(kIgnoreCategory, "ignore")}}};
      write_file(root_ / "annotations" / ("instances_" + split + "2017.json"), json.dump());
    }
  }

 private:
  struct File {
    Json images = Json::array();
    Json annotations = Json::array();
  };
  std::filesystem::path root_;
  Splits splits_;
  std::size_t index_ = 0;
  std::int64_t annotations_ = 0;
  std::map<std::string, File> files_{};
};

}  // namespace

LayoutEntry coco_layout() {
  return {.name = "coco",
          .summary = "COCO: run-length masks of left and right hands, 21 keypoints",
          .make = [](const LayoutOptions& options) -> std::unique_ptr<LayoutWriter> {
            return std::make_unique<CocoLayout>(options);
          }};
}

}  // namespace handsight
