// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/data/dataset.h"
#include "handsight/data/json_access.h"
#include "handsight/data/keypoint_numbers.h"
#include "handsight/data/listing.h"
#include "handsight/data/mask_file.h"
#include "handsight/data/reading.h"
#include "handsight/formats/json_stream.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwner = "data set freihand";

struct FreiHandOptions {
  int versions = 1;
};

template <class Field>
void visit_fields(FreiHandOptions& o, Field&& field) {
  field("versions", o.versions, Range{1, 4},
        "training pictures exist four times, with other backgrounds: how many of them to use");
}

struct Pose {
  std::array<Vec3, kKeypointCount> joints_m{};
  Camera camera{};
};

std::vector<std::vector<float>> read_rows(const fs::path& path, std::size_t numbers_a_row) {
  std::vector<std::vector<float>> rows;
  visit_json(path, 1, [&](std::span<const std::string>, const Json& value) {
    std::vector<float> numbers;
    append_numbers(value, numbers);
    if (numbers.size() != numbers_a_row) {
      fail<FileError>(path.string(), ": entry ", rows.size(), " has ", numbers.size(),
                      " numbers, expected ", numbers_a_row);
    }
    rows.push_back(std::move(numbers));
  });
  return rows;
}

std::string eight_digits(std::size_t number) {
  std::string name = std::to_string(number);
  return name.insert(0, 8 - std::min<std::size_t>(8, name.size()), '0');
}

class FreiHand final : public Dataset {
 public:
  FreiHand(const DatasetRequest& request, const FreiHandOptions& options) : root_(request.root) {
    check_split(kOwner, request.split, {"train", "test"});
    if (request.split != "test") add("training", "train", options.versions);
    const bool tests = request.split == "test" || is_file(root_ / "evaluation_xyz.json");
    if (tests && request.split != "train") add("evaluation", "test", 1);
    if (items_.empty()) fail<FileError>(kOwner, ": no pose below ", root_.string());
  }

  [[nodiscard]] std::size_t size() const override { return items_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override;

 private:
  void add(const std::string& folder, const std::string& split, int versions) {
    const auto joints = read_rows(root_ / (folder + "_xyz.json"), 3 * kKeypointCount);
    const auto cameras = read_rows(root_ / (folder + "_K.json"), 9);
    if (joints.size() != cameras.size()) {
      fail<FileError>(root_.string(), ": ", joints.size(), " poses and ", cameras.size(),
                      " cameras of ", folder, "; expected as many of both");
    }
    const std::size_t first = poses_.size();
    for (std::size_t i = 0; i < joints.size(); ++i) {
      Pose pose{.camera = {cameras[i][0], cameras[i][4], cameras[i][2], cameras[i][5]}};
      for (std::size_t k = 0; k < kKeypointCount; ++k) {
        pose.joints_m[k] = {joints[i][3 * k], joints[i][3 * k + 1], joints[i][3 * k + 2]};
      }
      poses_.push_back(pose);
    }
    for (int version = 0; version < versions; ++version) {
      for (std::size_t i = 0; i < joints.size(); ++i) {
        const auto number = static_cast<std::size_t>(version) * joints.size() + i;
        items_.push_back({folder, split, number, i, first + i});
      }
    }
  }

  struct Item {
    std::string folder;
    std::string split;
    std::size_t number;       // of the picture
    std::size_t mask_number;  // masks exist once for all versions
    std::size_t pose;
  };
  fs::path root_;
  std::vector<Pose> poses_{};
  std::vector<Item> items_{};
};

Sample FreiHand::get(std::size_t index, Seed) const {
  check_index(kOwner, index, items_.size());
  const Item& item = items_[index];
  const Pose& pose = poses_[item.pose];
  const std::string name = eight_digits(item.number);
  Sample sample{.id = item.folder + "/" + name,
                .camera = pose.camera,
                .split = item.split,
                .source = root_ / item.folder / "rgb" / (name + ".jpg")};
  sample.image = read_picture(sample.source, {.exif = Exif::kSkip});
  const fs::path mask = find_picture(root_ / item.folder / "mask", eight_digits(item.mask_number));
  if (!mask.empty()) {
    sample.mask = read_threshold_mask(mask);
    check_label_size(mask, sample.mask.width, sample.mask.height, sample.image);
  }
  // all hands of the set are right hands; left ones were mirrored
  HandLabel hand{.side = Side::kRight, .keypoints = Keypoints{}, .joints_mm = {{}}};
  for (std::size_t k = 0; k < kKeypointCount; ++k) {
    (*hand.joints_mm)[k] = pose.joints_m[k] * 1000.0F;
    if (!(pose.joints_m[k].z > 0.0F)) continue;
    const Vec2 pixel = pose.camera.project(pose.joints_m[k]);
    if (!std::isfinite(pixel.x) || !std::isfinite(pixel.y)) continue;
    (*hand.keypoints)[k] = {
        pixel.x, pixel.y,
        visible_inside(pixel.x, pixel.y, sample.image.width, sample.image.height)};
  }
  sample.hands.push_back(hand);
  return sample;
}

}  // namespace

DatasetEntry freihand_dataset() {
  return {.name = "freihand",
          .summary = "FreiHAND: right hands with 21 joints in 3-D and masks",
          .layout =
              "training/{rgb,mask}/00000000.jpg + training_xyz.json, training_K.json; "
              "evaluation likewise",
          .open = open_reader<FreiHand, FreiHandOptions>,
          .options = describe_fields<FreiHandOptions>};
}

}  // namespace handsight
