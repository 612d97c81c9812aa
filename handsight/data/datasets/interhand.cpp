// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/data/dataset.h"
#include "handsight/data/interhand_files.h"
#include "handsight/data/keypoint_numbers.h"
#include "handsight/data/listing.h"
#include "handsight/data/reading.h"
#include "handsight/formats/lmdb_pack.h"
#include "handsight/formats/text.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwner = "data set interhand";

struct InterHandOptions {
  std::string annotations{};
  std::string images{};
  std::string parts = "auto";
  std::string image_pack{};
  std::string part_key = "id";
  std::string pictures = "all";
  std::string paired_list{};
  std::string channels = "rgb";
  std::vector<int> part_ids{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
};

template <class Field>
void visit_fields(InterHandOptions& o, Field&& field) {
  field("annotations", o.annotations, Any{},
        "folder below the root and prefix of the JSON files, e.g. "
        "annotations/train/InterHand2.6M_train; empty = found by the split");
  field("images", o.images, Any{}, "folder of pictures below the root; empty = images/<split>");
  field("parts", o.parts, Any{},
        "LMDB pack of part maps, folder of part masks, or none; auto: "
        "segm_train_val_mp.lmdb, outputs/segms/<split>, or none when neither is there");
  field("image_pack", o.image_pack, Any{}, "LMDB pack of pictures by file name; empty = files");
  field("part_key", o.part_key, Choices{{"id", "file"}},
        "what stands before __l and __r in the keys of the pack");
  field("pictures", o.pictures, Choices{{"all", "paired", "unpaired"}},
        "paired: with part maps; unpaired: without, for training with pictures alone");
  field("paired_list", o.paired_list, Any{},
        "file below the root with ids or file names that count as paired; empty = those with maps");
  field("channels", o.channels, Choices{{"rgb", "bgr"}},
        "bgr repeats a known deviation: red and blue swapped");
  field("part_ids", o.part_ids, Range{0, 16},
        "part id of our order for each of the 16 stored ids, if they were stored in another");
}

/// Part maps of one picture: from PNG files with 0, 1-16 right, 17-32 left, or from an LMDB pack
/// with one map a hand.
class PartMaps {
 public:
  PartMaps(const fs::path& path, const InterHandOptions& options) : options_(options) {
    if (path.empty()) return;
    const bool pack = path.extension() == ".lmdb" || is_file(path / "data.mdb") || is_file(path);
    if (pack) {
      pack_.emplace(path);
    } else {
      folder_ = path;
    }
    source_ = path;
  }

  [[nodiscard]] bool available() const { return !source_.empty(); }
  [[nodiscard]] bool has(std::int64_t id, const std::string& file) const {
    if (pack_) return pack_->find(key(id, file, "__r")) || pack_->find(key(id, file, "__l"));
    return available() && is_file(png(file));
  }

  void fill(std::int64_t id, const std::string& file, Sample& sample) const {
    sample.parts_extent = Extent::kAmodal;
    sample.parts_left = empty_label(sample.image);
    sample.parts_right = empty_label(sample.image);
    if (!pack_) return split(read_label(png(file)), png(file), sample);
    for (const auto side : {Side::kLeft, Side::kRight}) {
      const std::string name = key(id, file, side == Side::kLeft ? "__l" : "__r");
      const auto bytes = pack_->find(name);
      if (!bytes) continue;  // the hand is not in the picture
      const Image map = read_picture_bytes(*bytes, source_.string() + ":" + name);
      check_label_size(source_ / name, map.width, map.height, sample.image);
      Image& target = side == Side::kLeft ? sample.parts_left : sample.parts_right;
      for (std::size_t i = 0; i < target.pixels.size(); ++i) {
        const std::uint8_t id_here = map.pixels[3 * i];
        target.pixels[i] = part_of(id_here > 16 ? id_here - 16 : id_here, source_ / name);
      }
    }
  }

 private:
  [[nodiscard]] std::string key(std::int64_t id, const std::string& file,
                                const std::string& ending) const {
    return (options_.part_key == "id" ? std::to_string(id) : file) + ending;
  }
  [[nodiscard]] fs::path png(const std::string& file) const {
    return folder_ / fs::path(file).replace_extension(".png");
  }
  [[nodiscard]] std::uint8_t part_of(int id, const fs::path& source) const {
    if (id == 0) return 0;
    if (id > static_cast<int>(options_.part_ids.size())) {
      fail<FileError>(source.string(), ": the part id ", id, ", expected 0 to 16 for each hand");
    }
    return static_cast<std::uint8_t>(options_.part_ids[static_cast<std::size_t>(id - 1)]);
  }
  void split(const Image& ids, const fs::path& source, Sample& sample) const {
    check_label_size(source, ids.width, ids.height, sample.image);
    sample.parts_extent = Extent::kModal;  // one map for both: what is in front hides the rest
    for (std::size_t i = 0; i < ids.pixels.size(); ++i) {
      const int id = ids.pixels[i];
      if (id > 32) fail<FileError>(source.string(), ": the part id ", id, ", expected 0 to 32");
      if (id > 16) sample.parts_left.pixels[i] = part_of(id - 16, source);
      if (id <= 16) sample.parts_right.pixels[i] = part_of(id, source);
    }
  }

  InterHandOptions options_;
  fs::path source_{};
  fs::path folder_{};
  std::optional<LmdbPack> pack_{};
};

/// Mask and sides follow from the part maps; where both hands are, the side is not known.
void fill_masks(Sample& sample) {
  sample.mask = empty_label(sample.image);
  sample.sides = empty_label(sample.image);
  for (std::size_t i = 0; i < sample.mask.pixels.size(); ++i) {
    const bool left = sample.parts_left.pixels[i] != 0;
    const bool right = sample.parts_right.pixels[i] != 0;
    if (left || right) sample.mask.pixels[i] = kHand;
    sample.sides.pixels[i] = left && right ? kIgnore : left ? kLeftSide : right ? kRightSide : 0;
  }
}

std::string find_prefix(const fs::path& root, const std::string& split, std::string& folder) {
  for (const auto& below : {"annotations/" + split, std::string("annotations"), std::string(".")}) {
    if (!is_folder(root / below)) continue;
    for (const auto& name : names_in(root / below)) {
      constexpr std::string_view kEnding = "_data.json";
      if (!name.ends_with(kEnding)) continue;
      const std::string prefix = name.substr(0, name.size() - kEnding.size());
      const bool split_folder = below == "annotations/" + split;
      if (!split_folder && prefix.find(split) == std::string::npos) continue;
      folder = below;
      return prefix;
    }
  }
  fail<FileError>(kOwner, ": no *_data.json below ", root.string(), ", split '", split,
                  "'; expected annotations/", split, "/InterHand2.6M_", split,
                  "_data.json, or name it with the option annotations");
}

fs::path part_source(const fs::path& root, const std::string& split, const std::string& option) {
  if (option == "none") return {};
  if (option != "auto") return root / option;
  const fs::path pack = root / "segm_train_val_mp.lmdb";
  if (is_file(pack) || is_folder(pack)) return pack;
  const fs::path folder = root / "outputs/segms" / split;
  return is_folder(folder) ? folder : fs::path();
}

class InterHand final : public Dataset {
 public:
  InterHand(const DatasetRequest& request, const InterHandOptions& options)
      : options_(options),
        root_(request.root),
        split_(request.split),
        parts_(part_source(root_, split_, options.parts), options_) {
    check_split(kOwner, split_, {"train", "val", "test"});
    if (options_.part_ids.size() != kPartCount) {
      fail(kOwner, ": option part_ids has ", options_.part_ids.size(), " ids, expected 16");
    }
    fs::path prefix = options_.annotations;
    if (prefix.empty()) {
      std::string folder;
      const std::string found = find_prefix(root_, split_, folder);
      prefix = fs::path(folder) / found;
    }
    files_ = read_interhand(root_ / prefix.parent_path(), prefix.filename().string());
    if (!options_.image_pack.empty()) image_pack_.emplace(root_ / options_.image_pack);
    find_images();
    choose_pictures();
    if (files_.images.empty()) {
      fail<FileError>(kOwner, ": no picture left of split '", split_,
                      "' with pictures=", options_.pictures, " below ", root_.string());
    }
  }

  [[nodiscard]] std::size_t size() const override { return files_.images.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override;

 private:
  void find_images() {
    images_ = root_ / options_.images;
    if (options_.images.empty()) {
      const fs::path usual = root_ / "images" / split_;
      images_ = is_folder(usual) ? usual : root_;
    }
  }
  void choose_pictures() {
    if (options_.pictures == "all") return;
    std::set<std::string, std::less<>> paired;
    if (!options_.paired_list.empty()) {
      const auto lines = read_lines(root_ / options_.paired_list);
      paired.insert(lines.begin(), lines.end());
    }
    const bool wanted = options_.pictures == "paired";
    std::erase_if(files_.images, [&](const InterHandImage& image) {
      const std::string file = files_.file_name(image);
      const bool is_paired =
          options_.paired_list.empty()
              ? parts_.has(image.id, file)
              : paired.contains(std::to_string(image.id)) || paired.contains(file);
      return is_paired != wanted;
    });
  }
  [[nodiscard]] Image picture(const std::string& file) const;
  void add_hands(const InterHandImage& image, Sample& sample) const;

  InterHandOptions options_;
  fs::path root_;
  std::string split_;
  fs::path images_{};
  PartMaps parts_;
  std::optional<LmdbPack> image_pack_{};
  InterHandFiles files_{};
};

Image InterHand::picture(const std::string& file) const {
  Image image;
  if (image_pack_) {
    const auto bytes = image_pack_->find(file);
    if (!bytes) {
      fail<FileError>(options_.image_pack, ": no picture with the key '", file, "'");
    }
    image = read_picture_bytes(*bytes, options_.image_pack + ":" + file);
  } else {
    image = read_picture(images_ / file);
  }
  if (options_.channels == "bgr") {
    for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
      std::swap(image.pixels[i], image.pixels[i + 2]);
    }
  }
  return image;
}

void InterHand::add_hands(const InterHandImage& image, Sample& sample) const {
  const InterHandJoints* joints = files_.joints_of(image);
  const InterHandCamera* camera = files_.camera_of(image);
  if (camera != nullptr) sample.camera = camera->lens;
  for (const Side side : {Side::kRight, Side::kLeft}) {
    const bool other_only =
        image.type == (side == Side::kLeft ? InterHandType::kRight : InterHandType::kLeft);
    if (other_only) continue;
    HandLabel hand{.side = side};
    // the box is around both hands where two are seen
    if (image.type != InterHandType::kInteracting && image.box.width > 0) hand.box = image.box;
    const std::size_t first = side == Side::kRight ? 0 : kKeypointCount;
    bool any = false;
    if (joints != nullptr && camera != nullptr) {
      hand.keypoints = Keypoints{};
      hand.joints_mm.emplace();
      for (std::size_t k = 0; k < kKeypointCount; ++k) {
        const std::size_t stored = first + tip_first_wrist_last_index(k);
        const Vec3 in_camera_mm = camera->rotation * ((*joints)[stored] - camera->position_mm);
        (*hand.joints_mm)[k] = in_camera_mm;
        if (!image.joint_valid[stored] || !(in_camera_mm.z > 0.0F)) continue;
        const Vec2 pixel = camera->lens.project(in_camera_mm);
        if (!std::isfinite(pixel.x) || !std::isfinite(pixel.y)) continue;
        any = true;
        (*hand.keypoints)[k] = {
            pixel.x, pixel.y,
            visible_inside(pixel.x, pixel.y, sample.image.width, sample.image.height)};
      }
    }
    if (!any) {
      hand.keypoints.reset();
      hand.joints_mm.reset();
    }
    if (any || hand.box) sample.hands.push_back(hand);
  }
}

Sample InterHand::get(std::size_t index, Seed) const {
  check_index(kOwner, index, files_.images.size());
  const InterHandImage& image = files_.images[index];
  const std::string file = files_.file_name(image);
  const std::string& capture = files_.names[image.capture];
  Sample sample{
      .id = std::to_string(image.id),
      .subject = files_.names[image.subject],
      .video = capture + "/" + files_.names[image.sequence] + "/" + files_.names[image.camera],
      .frame = image.frame,
      .split = split_,
      .source = images_ / file};
  if (sample.subject.empty()) sample.subject = "capture " + capture;
  sample.image = picture(file);
  if (image.width > 0 && image.height > 0) {
    check_label_size(sample.source, image.width, image.height, sample.image);
  }
  if (parts_.available() && options_.pictures != "unpaired" && parts_.has(image.id, file)) {
    parts_.fill(image.id, file, sample);
    fill_masks(sample);
  }
  add_hands(image, sample);
  return sample;
}

}  // namespace

DatasetEntry interhand_dataset() {
  return {.name = "interhand",
          .summary =
              "InterHand2.6M: both hands from many cameras, 3-D joints projected, part maps "
              "of each hand from PNG files or an LMDB pack",
          .layout =
              "images/<split>/... + annotations/<split>/InterHand2.6M_<split>_{data,camera,"
              "joint_3d}.json; optional segm_train_val_mp.lmdb or outputs/segms/<split>",
          .open = open_reader<InterHand, InterHandOptions>,
          .options = describe_fields<InterHandOptions>};
}

}  // namespace handsight
