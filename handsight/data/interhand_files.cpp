// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/interhand_files.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/data/json_access.h"
#include "handsight/formats/json_stream.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

/// A capture, subject or frame is a number in some files and text in others.
std::string name_member(const Json& object, std::string_view name) {
  const Json* value = member(object, name);
  if (value == nullptr) return {};
  if (value->is_number_integer()) return std::to_string(value->get<std::int64_t>());
  return value->is_string() ? value->get<std::string>() : std::string();
}

InterHandType type_of(const std::string& word) {
  if (word == "left") return InterHandType::kLeft;
  if (word == "right") return InterHandType::kRight;
  return word == "interacting" ? InterHandType::kInteracting : InterHandType::kUnknown;
}

class DataReader {
 public:
  explicit DataReader(const fs::path& path) : source_(path.string()) {}

  void read(const fs::path& path, InterHandFiles& files) {
    visit_json(path, 2, [&](std::span<const std::string> keys, const Json& value) {
      if (keys[0] == "images") add_image(value, files);
      if (keys[0] == "annotations") add_annotation(value);
    });
    std::ranges::sort(files.images, {}, &InterHandImage::id);
    std::erase_if(files.images, [this](InterHandImage& image) {
      const auto found = annotations_.find(image.id);
      if (found == annotations_.end()) return true;
      image.box = found->second.box;
      image.joint_valid = found->second.joint_valid;
      image.type = found->second.type;
      return false;
    });
  }

 private:
  std::uint32_t number_of(std::string name, InterHandFiles& files) {
    const auto [known, is_new] =
        numbers_.try_emplace(name, static_cast<std::uint32_t>(files.names.size()));
    if (is_new) files.names.push_back(std::move(name));
    return known->second;
  }

  void add_image(const Json& value, InterHandFiles& files) {
    const auto id = whole_member(value, "id");
    const fs::path file = text_member(value, "file_name");
    const bool leaves = std::ranges::any_of(file, [](const auto& part) { return part == ".."; });
    if (!id || file.empty() || file.is_absolute() || leaves) {
      fail<FileError>(source_, ": an image without an id or a file name below the data set");
    }
    static constexpr std::int64_t kMostSide = 32767;
    const auto side = [&value](std::string_view name) {
      return static_cast<std::int32_t>(
          std::clamp<std::int64_t>(whole_member(value, name).value_or(0), 0, kMostSide));
    };
    files.images.push_back(
        {.id = *id,
         .width = side("width"),
         .height = side("height"),
         .frame = static_cast<std::int32_t>(whole_member(value, "frame_idx").value_or(-1)),
         .capture = number_of(name_member(value, "capture"), files),
         .sequence = number_of(name_member(value, "seq_name"), files),
         .camera = number_of(name_member(value, "camera"), files),
         .subject = number_of(name_member(value, "subject"), files),
         .folder = number_of(file.parent_path().generic_string(), files),
         .file = number_of(file.filename().string(), files)});
  }

  void add_annotation(const Json& value) {
    const auto image = whole_member(value, "image_id");
    if (!image) fail<FileError>(source_, ": an annotation without an image_id");
    Annotation annotation{.type = type_of(text_member(value, "hand_type"))};
    const auto valid = number_members(value, "joint_valid");
    for (std::size_t i = 0; i < std::min(valid.size(), kInterHandJointCount); ++i) {
      annotation.joint_valid[i] = valid[i] > 0.5F;
    }
    const auto box = number_members(value, "bbox");
    const bool usable = box.size() == 4 && box[2] >= 0 && box[3] >= 0 &&
                        std::ranges::all_of(box, [](float n) { return std::isfinite(n); });
    if (usable) annotation.box = {box[0], box[1], box[2], box[3]};
    annotations_[*image] = annotation;
  }

  struct Annotation {
    LabelBox box{};
    std::bitset<kInterHandJointCount> joint_valid{};
    InterHandType type = InterHandType::kUnknown;
  };
  std::string source_;
  std::unordered_map<std::string, std::uint32_t> numbers_{};
  std::unordered_map<std::int64_t, Annotation> annotations_{};
};

std::vector<float> exactly(const Json& object, std::string_view name, std::size_t count,
                           const fs::path& source) {
  auto numbers = number_members(object, name);
  const bool finite = std::ranges::all_of(numbers, [](float n) { return std::isfinite(n); });
  if (numbers.size() != count || !finite) {
    fail<FileError>(source.string(), ": '", name, "' of ", numbers.size(), " numbers, expected ",
                    count, " finite ones");
  }
  return numbers;
}

void read_cameras(const fs::path& path, InterHandFiles& files) {
  visit_json(path, 1, [&](std::span<const std::string> keys, const Json& value) {
    const Json* positions = member(value, "campos");
    if (positions == nullptr || !positions->is_object()) {
      fail<FileError>(path.string(), ": capture '", keys[0], "' has no campos");
    }
    static const Json kNone;
    const auto part = [&value](std::string_view name) -> const Json& {
      const Json* found = member(value, name);
      return found == nullptr ? kNone : *found;
    };
    for (const auto& [name, position] : positions->items()) {
      const auto at = exactly(*positions, name, 3, path);
      const auto turn = exactly(part("camrot"), name, 9, path);
      const auto focal = exactly(part("focal"), name, 2, path);
      const auto centre = exactly(part("princpt"), name, 2, path);
      files.cameras[keys[0] + "/" + name] = {.rotation = {{{{turn[0], turn[1], turn[2]},
                                                            {turn[3], turn[4], turn[5]},
                                                            {turn[6], turn[7], turn[8]}}}},
                                             .position_mm = {at[0], at[1], at[2]},
                                             .lens = {focal[0], focal[1], centre[0], centre[1]}};
    }
  });
}

void read_joints(const fs::path& path, InterHandFiles& files) {
  visit_json(path, 2, [&](std::span<const std::string> keys, const Json& value) {
    const auto numbers = exactly(value, "world_coord", 3 * kInterHandJointCount, path);
    auto& joints = files.joints_mm[keys[0] + "/" + keys[1]];
    for (std::size_t i = 0; i < joints.size(); ++i) {
      joints[i] = {numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]};
    }
  });
}

}  // namespace

std::string InterHandFiles::file_name(const InterHandImage& image) const {
  const std::string& folder = names[image.folder];
  return folder.empty() ? names[image.file] : folder + "/" + names[image.file];
}

const InterHandCamera* InterHandFiles::camera_of(const InterHandImage& image) const {
  const auto found = cameras.find(names[image.capture] + "/" + names[image.camera]);
  return found == cameras.end() ? nullptr : &found->second;
}

const InterHandJoints* InterHandFiles::joints_of(const InterHandImage& image) const {
  const auto found = joints_mm.find(names[image.capture] + "/" + std::to_string(image.frame));
  return found == joints_mm.end() ? nullptr : &found->second;
}

InterHandFiles read_interhand(const fs::path& folder, const std::string& prefix) {
  InterHandFiles files;
  const fs::path data = folder / (prefix + "_data.json");
  DataReader(data).read(data, files);
  read_cameras(folder / (prefix + "_camera.json"), files);
  read_joints(folder / (prefix + "_joint_3d.json"), files);
  return files;
}

}  // namespace handsight
