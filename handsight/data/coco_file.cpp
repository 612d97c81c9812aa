// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/coco_file.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/data/json_access.h"
#include "handsight/formats/json_stream.h"

namespace handsight {
namespace {

constexpr int kMostSide = 32767;

int side_length(const Json& object, std::string_view name) {
  const auto length = whole_member(object, name).value_or(0);
  return length > 0 && length <= kMostSide ? static_cast<int>(length) : 0;
}

std::optional<LabelBox> box_of(const Json& annotation, std::string_view name) {
  const auto numbers = number_members(annotation, name);
  const bool finite = std::ranges::all_of(numbers, [](float n) { return std::isfinite(n); });
  if (numbers.size() != 4 || !finite || numbers[2] < 0 || numbers[3] < 0) return std::nullopt;
  return LabelBox{numbers[0], numbers[1], numbers[2], numbers[3]};
}

/// Whether the polygon covers all of its box, by the shoelace formula; sides may be a pixel short.
bool fills_box(const std::vector<float>& polygon, const LabelBox& box) {
  double doubled = 0.0;
  for (std::size_t i = 0; i + 1 < polygon.size(); i += 2) {
    const std::size_t next = i + 2 < polygon.size() ? i + 2 : 0;
    doubled += static_cast<double>(polygon[i]) * static_cast<double>(polygon[next + 1]) -
               static_cast<double>(polygon[next]) * static_cast<double>(polygon[i + 1]);
  }
  constexpr double kMostOfIt = 0.98;
  const double least = (box.width - 1.0) * (box.height - 1.0);
  return std::abs(doubled) / 2.0 >= kMostOfIt * least;
}

class Reader {
 public:
  Reader(const std::filesystem::path& path, const HandWords& words)
      : source_(path.string()), words_(words) {}

  CocoFile read(const std::filesystem::path& path) {
    visit_json(path, 2, [this](std::span<const std::string> keys, const Json& value) {
      if (keys[0] == "images") add_image(value);
      if (keys[0] == "annotations") add_annotation(value);
      if (keys[0] == "categories") add_category(value);
    });
    if (file_.images.empty()) {
      fail<FileError>(source_,
                      ": lists no images; expected a COCO file with images, annotations "
                      "and categories");
    }
    for (auto& [id, hands] : hands_) attach(id, hands);
    return std::move(file_);
  }

 private:
  void add_image(const Json& value) {
    const auto id = whole_member(value, "id");
    CocoImage image{.file_name = text_member(value, "file_name"),
                    .width = side_length(value, "width"),
                    .height = side_length(value, "height")};
    const std::filesystem::path name(image.file_name);
    const bool leaves = std::ranges::any_of(name, [](const auto& part) { return part == ".."; });
    if (!id || image.file_name.empty() || name.is_absolute() || leaves) {
      fail<FileError>(source_, ": an image without an id or with the file name '",
                      image.file_name.substr(0, 80), "'; expected a path below the data set");
    }
    file_.images.insert_or_assign(*id, std::move(image));
  }

  void add_category(const Json& value) {
    const auto id = whole_member(value, "id");
    if (id) categories_[*id] = text_member(value, "name");
  }

  void add_annotation(const Json& value) {
    const auto image = whole_member(value, "image_id");
    if (!image) fail<FileError>(source_, ": an annotation without an image_id");
    for (const bool left : {true, false}) {
      add_person_hand(*image, value, left ? "lefthand" : "righthand",
                      left ? Side::kLeft : Side::kRight);
    }
    CocoHand hand{.category = whole_member(value, "category_id").value_or(0),
                  .box = box_of(value, "bbox")};
    hand.meaning = whole_member(value, "iscrowd").value_or(0) != 0 ? kIgnore : kHand;
    hand.mask = mask_of(value);
    hand.keypoints = number_members(value, "keypoints");
    if (hand.keypoints.size() != 3 * kKeypointCount) hand.keypoints.clear();
    note_code(hand.keypoints);
    hands_[*image].push_back(std::move(hand));
  }

  /// COCO-WholeBody keeps hands as members of persons.
  void add_person_hand(std::int64_t image, const Json& person, const std::string& prefix,
                       Side side) {
    const Json* valid = member(person, prefix + "_valid");
    if (valid == nullptr || !valid->is_boolean() || !valid->get<bool>()) return;
    CocoHand hand{.category = kPersonHand,
                  .meaning = kHand,
                  .side = side,
                  .box = box_of(person, prefix + "_box"),
                  .keypoints = number_members(person, prefix + "_kpts")};
    if (hand.keypoints.size() != 3 * kKeypointCount) hand.keypoints.clear();
    note_code(hand.keypoints);
    hands_[image].push_back(std::move(hand));
  }

  void note_code(const std::vector<float>& keypoints) {
    for (std::size_t i = 2; i < keypoints.size(); i += 3) {
      if (keypoints[i] == 2.0F) file_.code = VisibilityCode::kCoco;
    }
  }

  CocoMask mask_of(const Json& annotation) {
    CocoMask mask;
    const Json* segmentation = member(annotation, "segmentation");
    if (segmentation == nullptr) return mask;
    if (segmentation->is_object()) {
      const auto size = number_members(*segmentation, "size");
      if (size.size() != 2 ||
          !(size[0] >= 1 && size[0] <= kMostSide && size[1] >= 1 && size[1] <= kMostSide)) {
        fail<FileError>(source_, ": run lengths without the size of their picture");
      }
      mask.height = static_cast<int>(size[0]);
      mask.width = static_cast<int>(size[1]);
      mask.counts_text = text_member(*segmentation, "counts");
      for (const float count : number_members(*segmentation, "counts")) {
        const bool fits = count >= 0 && count < 0x1p31F;
        if (!fits) fail<FileError>(source_, ": a run length of ", count);
        mask.counts.push_back(static_cast<std::uint32_t>(count));
      }
      return mask;
    }
    if (!segmentation->is_array()) return mask;
    for (const auto& polygon : *segmentation) {
      std::vector<float> corners;
      append_numbers(polygon, corners);
      if (corners.size() >= 6 && corners.size() % 2 == 0) {
        mask.polygons.push_back(std::move(corners));
      }
    }
    return mask;
  }

  void attach(std::int64_t image_id, std::vector<CocoHand>& hands) {
    const auto image = file_.images.find(image_id);
    if (image == file_.images.end()) {
      fail<FileError>(source_, ": annotations of an image ", image_id, " that is not listed");
    }
    for (auto& hand : hands) {
      if (hand.category != kPersonHand) {
        const auto& name = categories_[hand.category];
        const auto meaning = meaning_of(name, words_);
        if (meaning == kBackground) continue;
        if (meaning == kIgnore) hand.meaning = kIgnore;
        hand.side = side_in(name);
      }
      const bool outline =
          hand.box && hand.mask.polygons.size() == 1 && fills_box(hand.mask.polygons[0], *hand.box);
      if (!hand.mask.empty() && !outline) file_.has_masks = true;
      image->second.hands.push_back(std::move(hand));
    }
  }

  static constexpr std::int64_t kPersonHand = -1;
  std::string source_;
  const HandWords& words_;
  CocoFile file_{};
  std::map<std::int64_t, std::string> categories_{};
  std::map<std::int64_t, std::vector<CocoHand>> hands_{};
};

}  // namespace

CocoFile read_coco(const std::filesystem::path& path, const HandWords& words) {
  return Reader(path, words).read(path);
}

}  // namespace handsight
