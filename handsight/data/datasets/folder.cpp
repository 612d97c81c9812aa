// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/data/dataset.h"
#include "handsight/data/keypoint_table.h"
#include "handsight/data/listing.h"
#include "handsight/data/mask_values.h"
#include "handsight/data/sample_json.h"
#include "handsight/formats/text.h"
#include "handsight/imaging/depth_file.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

struct FolderOptions {
  std::string images{};
  std::string masks{};
  std::string values = "auto";
  std::string subject{};
  std::string exif = "apply";
  std::string keypoints{};
  std::string side = "unknown";
};

template <class Field>
void visit_fields(FolderOptions& o, Field&& field) {
  field("images", o.images, Any{}, "folder of pictures below the root; empty = found by its name");
  field("masks", o.masks, Any{}, "folder of masks below the root; empty = found, none = no masks");
  field("values", o.values, Choices{{"auto", "index", "binary"}},
        "index: 0, 1 = hand, 255 = ignore; binary: 0, 255 = hand; auto: by the first masks");
  field("subject", o.subject, Any{},
        "regular expression on the stem; its first group, or all it matches, is the subject");
  field("exif", o.exif, Choices{{"apply", "skip"}},
        "the orientation noted in pictures; skip where masks were drawn without it");
  field("keypoints", o.keypoints, Any{},
        "JSON of keypoints by stem, relative to the root; pictures without keypoints are left out");
  field("side", o.side, Choices{{"unknown", "left", "right"}}, "of every hand of the set");
}

/// Names under which pictures and masks lie beside each other.
struct Layout {
  std::string images;
  std::string masks;
  std::string image_suffix{};  // of a picture's stem, absent from its mask's
};

const std::array<Layout, 3>& known_layouts() {
  static const std::array<Layout, 3> layouts{
      {{"images", "masks"}, {"img_dir", "ann_dir"}, {"imagesTr", "labelsTr", "_0000"}}};
  return layouts;
}

struct Item {
  std::string stem;
  fs::path image;
  fs::path mask;  // empty when the set is used without masks
  std::string split{};
};

/// Masks of JPEG files may hold three channels that differ a little: their mean is the mask.
Image read_mask(const fs::path& path) {
  if (!is_lossy(path)) return read_label(path);
  const Image colours = read_picture(path, {.exif = Exif::kSkip});
  Image mask(colours.width, colours.height, 1);
  for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
    const std::uint8_t* rgb = colours.pixels.data() + 3 * i;
    mask.pixels[i] = static_cast<std::uint8_t>((rgb[0] + rgb[1] + rgb[2]) / 3);
  }
  return mask;
}

void require_size(const fs::path& label, int width, int height, const Image& image) {
  if (width != image.width || height != image.height) {
    fail<FileError>(label.string(), ": the label is ", width, " x ", height, ", its picture ",
                    image.width, " x ", image.height,
                    "; expected equal sizes (if they are swapped, try the option exif=skip)");
  }
}

class Folder final : public Dataset {
 public:
  Folder(const DatasetRequest& request, const FolderOptions& options);

  [[nodiscard]] std::size_t size() const override { return items_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override;

 private:
  void find_layout();
  [[nodiscard]] std::optional<PictureList> part_of(const PictureList& pictures,
                                                   const std::string& split) const;
  [[nodiscard]] std::map<std::string, std::string> splits_by_stem(
      const PictureList& pictures) const;
  void select(const std::string& split);
  void attach_masks();
  void decide_values();
  void attach_keypoints();
  void read_more_labels(const std::string& stem, Sample& sample) const;
  void add_side_and_keypoints(const std::string& stem, Sample& sample) const;
  [[nodiscard]] std::string subject_of(const std::string& stem) const;

  fs::path root_;
  FolderOptions options_;
  std::string image_suffix_{};
  std::optional<std::regex> subject_{};
  std::vector<Item> items_{};
  KeypointTable keypoints_{};
  MaskValues values_ = MaskValues::kIndex;
};

Folder::Folder(const DatasetRequest& request, const FolderOptions& options)
    : root_(request.root), options_(options) {
  if (!options_.subject.empty()) {
    try {
      subject_.emplace(options_.subject);
    } catch (const std::regex_error& error) {
      fail("data set folder: option subject '", options_.subject,
           "' is no regular expression: ", error.what());
    }
  }
  find_layout();
  select(request.split);
  if (options_.masks != "none") {
    attach_masks();
    decide_values();
  }
  if (!options_.keypoints.empty()) attach_keypoints();
}

void Folder::attach_keypoints() {
  const fs::path path = root_ / options_.keypoints;
  keypoints_ = read_keypoint_table(path);
  std::erase_if(items_, [this](const Item& item) { return !keypoints_.contains(item.stem); });
  if (items_.empty()) {
    fail<FileError>("data set folder: ", path.string(), " has keypoints of ", keypoints_.size(),
                    " pictures, none of them of this set; expected stems of its pictures");
  }
}

void Folder::find_layout() {
  if (options_.images.empty()) {
    for (const auto& layout : known_layouts()) {
      if (!is_folder(root_ / layout.images)) continue;
      options_.images = layout.images;
      image_suffix_ = layout.image_suffix;
      if (options_.masks.empty()) options_.masks = layout.masks;
      break;
    }
  }
  if (options_.images.empty()) options_.images = ".";
  if (options_.masks.empty()) options_.masks = "masks";
  if (options_.masks != "none" && !is_folder(root_ / options_.masks)) {
    fail<FileError>("data set folder: ", root_.string(), " has no folder '", options_.masks,
                    "'; expected images/ + masks/, img_dir/ + ann_dir/ or imagesTr/ + labelsTr/, "
                    "the options images and masks, or masks=none");
  }
}

/// The pictures that <split>.txt names, or those of a folder <split> among the pictures; nothing
/// when there is neither.
std::optional<PictureList> Folder::part_of(const PictureList& pictures,
                                           const std::string& split) const {
  const bool top = options_.images == ".";
  PictureList part = pictures;
  if (const fs::path list = root_ / (split + ".txt"); is_file(list)) {
    const auto kept = read_stems(list, pictures);
    std::erase_if(part, [&](const auto& entry) { return !kept.contains(entry.first); });
    return part;
  }
  if (top || !is_folder(root_ / options_.images / split)) return std::nullopt;
  std::erase_if(
      part, [prefix = split + "/"](const auto& entry) { return !entry.first.starts_with(prefix); });
  return part;
}

/// The usual splits of the whole set, so that they outlive packing and conversion.
std::map<std::string, std::string> Folder::splits_by_stem(const PictureList& pictures) const {
  std::map<std::string, std::string> splits;
  for (const auto* split : {"train", "val", "test"}) {
    try {
      const auto part = part_of(pictures, split);
      if (!part) continue;
      for (const auto& [stem, path] : *part) splits.emplace(stem, split);
    } catch (const FileError&) {
      continue;  // a list with a fault hinders who asks for its split, nobody else
    }
  }
  return splits;
}

/// Fills items_ with the pictures of the split, all when it is empty.
void Folder::select(const std::string& split) {
  const bool top = options_.images == ".";
  const fs::path folder = top ? root_ : root_ / options_.images;
  const PictureList all = list_pictures(folder, top ? Depth::kTopOnly : Depth::kAllBelow);
  auto pictures = split.empty() ? std::optional(all) : part_of(all, split);
  if (!pictures) {
    fail<FileError>("data set folder: ", root_.string(), " has neither ", split,
                    ".txt (a stem a line) nor ", (fs::path(options_.images) / split).string(),
                    "/; leave the split out to use all pictures");
  }
  if (const fs::path list = root_ / "excluded.txt"; is_file(list)) {
    for (const auto& stem : read_stems(list, all)) pictures->erase(stem);
  }
  if (pictures->empty()) {
    fail<FileError>("data set folder: found no picture to use among the ", all.size(), " of ",
                    folder.string(), split.empty() ? "" : ", split " + split,
                    "; expected JPEG, PNG, BMP, GIF, WebP or TIFF files");
  }
  const auto splits = split.empty() ? splits_by_stem(all) : std::map<std::string, std::string>();
  for (const auto& [stem, path] : *pictures) {
    const auto named = splits.find(stem);
    items_.push_back({.stem = stem,
                      .image = path,
                      .mask = {},
                      .split = named == splits.end() ? split : named->second});
  }
}

void Folder::attach_masks() {
  const fs::path folder = root_ / options_.masks;
  const PictureList masks = list_pictures(folder, Depth::kAllBelow);
  std::size_t missing = 0;
  std::string first;
  for (auto& item : items_) {
    std::string stem = item.stem;
    if (!image_suffix_.empty() && stem.ends_with(image_suffix_)) {
      stem.resize(stem.size() - image_suffix_.size());
    }
    const auto found = masks.find(stem);
    if (found != masks.end()) {
      item.mask = found->second;
    } else if (++missing == 1) {
      first = stem;
    }
  }
  if (missing > 0) {
    fail<FileError>("data set folder: ", missing, " of ", items_.size(), " pictures have no mask (",
                    masks.size(), " masks in ", folder.string(), "), the first is '", first,
                    "'; add the masks, list the pictures in excluded.txt, or use masks=none");
  }
}

/// One meaning for the whole set, whatever the split: a mask that is all background and ignore
/// would otherwise pass for a binary one.
void Folder::decide_values() {
  if (options_.values != "auto") {
    values_ = options_.values == "index" ? MaskValues::kIndex : MaskValues::kBinary;
    return;
  }
  constexpr std::size_t kLookedAt = 16;
  const PictureList masks = list_pictures(root_ / options_.masks, Depth::kAllBelow);
  const std::size_t step = std::max<std::size_t>(1, masks.size() / kLookedAt);
  MaskHint hint = MaskHint::kNone;
  std::size_t position = 0;
  for (const auto& [stem, path] : masks) {
    if (position++ % step != 0) continue;
    try {
      const MaskHint said = mask_hint(read_mask(path), path);
      if (said != MaskHint::kNone) hint = said;
    } catch (const FileError&) {
      continue;  // a damaged mask is reported when its picture is asked for
    }
    if (hint == MaskHint::kIndex) break;
  }
  values_ = hint == MaskHint::kBinary ? MaskValues::kBinary : MaskValues::kIndex;
}

std::string Folder::subject_of(const std::string& stem) const {
  std::smatch match;
  if (!subject_ || !std::regex_search(stem, match, *subject_)) return {};
  return match.size() > 1 ? match[1].str() : match[0].str();
}

Sample Folder::get(std::size_t index, Seed) const {
  if (index >= items_.size()) {
    fail("data set folder: there is no sample ", index, "; expected an index below ",
         items_.size());
  }
  const Item& item = items_[index];
  Sample sample{.id = item.stem, .subject = subject_of(item.stem), .source = item.image};
  sample.image =
      read_picture(item.image, {.exif = options_.exif == "apply" ? Exif::kApply : Exif::kSkip});
  if (!item.mask.empty()) {
    sample.mask = hand_mask(read_mask(item.mask), values_, item.mask);
    require_size(item.mask, sample.mask.width, sample.mask.height, sample.image);
  }
  read_more_labels(item.stem, sample);
  if (!item.split.empty()) sample.split = item.split;
  add_side_and_keypoints(item.stem, sample);
  return sample;
}

/// What the options tell of the set's hands, where no file of the picture's own does.
void Folder::add_side_and_keypoints(const std::string& stem, Sample& sample) const {
  HandLabel hand;
  if (options_.side != "unknown") {
    hand.side = options_.side == "left" ? Side::kLeft : Side::kRight;
    const std::uint8_t value = options_.side == "left" ? kLeftSide : kRightSide;
    if (sample.sides.empty() && !sample.mask.empty()) {
      sample.sides = sample.mask;
      std::ranges::replace(sample.sides.pixels, kHand, value);
    }
  }
  if (const auto found = keypoints_.find(stem); found != keypoints_.end()) {
    hand.keypoints = keypoints_in(found->second, sample.image.width, sample.image.height);
  }
  if (sample.hands.empty() && (hand.side || hand.keypoints)) sample.hands.push_back(hand);
}

/// What `handsight data render` and `convert` write beside masks: maps of sides and parts, depth in
/// millimetres, and everything else as JSON.
void Folder::read_more_labels(const std::string& stem, Sample& sample) const {
  const auto read_map = [&](const char* kind, Image& map) {
    const fs::path path = root_ / kind / (stem + ".png");
    if (!is_file(path)) return;
    map = read_label(path);
    require_size(path, map.width, map.height, sample.image);
  };
  read_map("sides", sample.sides);
  read_map("parts_left", sample.parts_left);
  read_map("parts_right", sample.parts_right);
  if (const fs::path path = root_ / "depth" / (stem + ".png"); is_file(path)) {
    const Image16 depth = read_png16(path);
    require_size(path, depth.width, depth.height, sample.image);
    sample.depth = {.width = depth.width, .height = depth.height};
    sample.depth.values.assign(depth.pixels.begin(), depth.pixels.end());
  }
  const fs::path labels = root_ / "labels" / (stem + ".json");
  if (!is_file(labels)) return;
  constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 24U;
  const Json json = Json::parse(read_text(labels, kMostBytes), nullptr, false);
  if (json.is_discarded()) fail<FileError>(labels.string(), ": is cut short or no JSON");
  const std::string subject = sample.subject;
  read_sample_details(json, labels.string(), sample);
  if (!subject.empty()) sample.subject = subject;
  if (json.contains("depth_unit") && json["depth_unit"] == "relative") {
    constexpr float kFullRange = 65535.0F;
    sample.depth.unit = DepthUnit::kRelative;
    for (auto& value : sample.depth.values) value /= kFullRange;
  }
  if (json.contains("parts") && json["parts"] == "amodal") sample.parts_extent = Extent::kAmodal;
}

}  // namespace

DatasetEntry folder_dataset() {
  return {
      .name = "folder",
      .summary =
          "pictures and hand masks in two folders, with optional further labels and split lists",
      .layout =
          "images/*.jpg|png + masks/*.png with equal stems; optional train.txt, val.txt, "
          "test.txt, excluded.txt, sides/, parts_left/, parts_right/, depth/ (16-bit PNG, mm), "
          "labels/*.json",
      .open = [](const DatasetRequest& request) -> std::unique_ptr<Dataset> {
        const Json options = request.options ? *request.options : Json();
        return std::make_unique<Folder>(request,
                                        parse_fields<FolderOptions>(options, "data set folder"));
      },
      .options = describe_fields<FolderOptions>};
}

}  // namespace handsight
