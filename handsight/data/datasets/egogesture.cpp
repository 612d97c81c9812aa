// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/data/dataset.h"
#include "handsight/data/listing.h"
#include "handsight/data/reading.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/imaging/transform.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwner = "data set egogesture";

struct EgoGestureOptions {
  std::string splits = "report";
  int frames = 512;
  int size = 224;
  std::string threshold = "unit";
  int noise_level = 8;
  double noise_share = 0.001;
  std::string dead_frames = "drop";
};

template <class Field>
void visit_fields(EgoGestureOptions& o, Field&& field) {
  field("splits", o.splits, Choices{{"report", "official"}},
        "report: subjects 1, 10 train, 2 val, 3 test; official: 31, 10 and 9 subjects");
  field("frames", o.frames, Range{0, 1000000}, "most frames of a video, the first ones; 0 = all");
  field("size", o.size, Range{0, 4096},
        "side to which picture and depth are resized before the mask is made; 0 = as stored");
  field("threshold", o.threshold, Choices{{"unit", "u8", "u8:10"}},
        "hand where the median depth is above 0.5 of [0, 1], 0.5 grey levels, or 10 grey levels");
  field("noise_level", o.noise_level, Range{0, 255},
        "grey levels up to which a depth frame counts as empty in spite of JPEG noise");
  field("noise_share", o.noise_share, Range{0.0, 1.0},
        "share of pixels above that level from which a frame is not empty");
  field("dead_frames", o.dead_frames, Choices{{"drop", "keep"}},
        "drop leaves out frames with empty depth, looking at the frames of a video until enough "
        "are found; keep reads none at the start");
}

// Official split by subject (ahmetgunduz/Real-time-GesRec, utils/ego_prepare.py); the rest trains.
constexpr std::array<int, 10> kOfficialVal{1, 7, 12, 13, 24, 29, 33, 34, 35, 37};
constexpr std::array<int, 10> kOfficialTest{2, 9, 11, 14, 18, 19, 28, 31, 41, 47};

std::string_view split_of(int subject, bool official) {
  if (official) {
    if (std::ranges::find(kOfficialVal, subject) != kOfficialVal.end()) return "val";
    return std::ranges::find(kOfficialTest, subject) != kOfficialTest.end() ? "test" : "train";
  }
  if (subject == 1 || subject == 10) return "train";
  return subject == 2 ? "val" : subject == 3 ? "test" : "";
}

bool equal_in_any_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

/// The number at the end of `name` when it begins with `prefix`, any case: Subject01, rgb3.
std::optional<int> number_after(std::string_view name, std::string_view prefix) {
  if (!equal_in_any_case(name.substr(0, prefix.size()), prefix)) return std::nullopt;
  int number = 0;
  const auto digits = name.substr(std::min(prefix.size(), name.size()));
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

/// Folders `prefix`N below `folder`, by N; nothing when it is not there.
std::vector<std::pair<int, fs::path>> numbered(const fs::path& folder, std::string_view prefix) {
  std::vector<std::pair<int, fs::path>> found;
  if (!is_folder(folder)) return found;
  for (const auto& name : names_in(folder)) {
    if (const auto number = number_after(name, prefix)) found.emplace_back(*number, folder / name);
  }
  std::ranges::sort(found);
  return found;
}

/// The folder of that name, any case.
fs::path child(const fs::path& folder, std::string_view name) {
  for (const auto& candidate : names_in(folder)) {
    if (equal_in_any_case(candidate, name)) return folder / candidate;
  }
  return folder / name;
}

struct Video {
  int subject;
  std::string name;  // SubjectNN/SceneS/G
  fs::path colour;
  fs::path depth;
};

struct Item {
  std::size_t video;
  std::string file;
};

class EgoGesture final : public Dataset {
 public:
  EgoGesture(const DatasetRequest& request, const EgoGestureOptions& options)
      : options_(options), split_(request.split) {
    check_split(kOwner, split_, {"train", "val", "test"});
    for (const auto& part : parts_of(request.root)) {
      for (const auto& [subject, folder] : numbered(part, "subject")) add_subject(subject, folder);
    }
    for (std::size_t i = 0; i < videos_.size(); ++i) add_frames(i);
    if (items_.empty()) {
      fail<FileError>(kOwner, ": no frame of split '", split_, "' below ", request.root.string(),
                      "; expected images*/SubjectNN/SceneS/Color/rgbG/000001.jpg and "
                      "Depth/depthG/000001.jpg");
    }
  }

  [[nodiscard]] std::size_t size() const override { return items_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override;

 private:
  /// The archives unpack as images/ or images_320-240_1/ and so on, side by side.
  [[nodiscard]] static std::vector<fs::path> parts_of(const fs::path& root) {
    std::vector<fs::path> parts{root};
    for (const auto& name : names_in(root)) {
      if (name.starts_with("images")) parts.push_back(root / name);
    }
    return parts;
  }
  void add_subject(int subject, const fs::path& folder) {
    const auto split = split_of(subject, options_.splits == "official");
    if (split.empty() || (!split_.empty() && split != split_)) return;
    for (const auto& [scene, scene_folder] : numbered(folder, "scene")) {
      const auto depths = numbered(child(scene_folder, "Depth"), "depth");
      for (const auto& [group, colour] : numbered(child(scene_folder, "Color"), "rgb")) {
        const auto depth = std::ranges::find(depths, group, &std::pair<int, fs::path>::first);
        if (depth == depths.end()) continue;
        std::string name = std::to_string(subject);
        name = "Subject" + std::string(name.size() < 2 ? "0" : "") + name + "/Scene" +
               std::to_string(scene) + "/" + std::to_string(group);
        videos_.push_back({subject, std::move(name), colour, depth->second});
      }
    }
  }
  void add_frames(std::size_t video) {
    int kept = 0;
    for (const auto& file : names_in(videos_[video].colour)) {
      if (options_.frames > 0 && kept == options_.frames) break;
      if (!file.ends_with(".jpg") || !is_file(videos_[video].depth / file)) continue;
      if (options_.dead_frames == "drop" && is_dead(videos_[video].depth / file)) continue;
      items_.push_back({video, file});
      ++kept;
    }
  }
  [[nodiscard]] bool is_dead(const fs::path& path) const {
    const Image depth = read_label(path);
    const auto alive = std::ranges::count_if(
        depth.pixels, [this](std::uint8_t value) { return value > options_.noise_level; });
    return static_cast<double>(alive) <=
           options_.noise_share * static_cast<double>(depth.pixels.size());
  }

  EgoGestureOptions options_;
  std::string split_;
  std::vector<Video> videos_{};
  std::vector<Item> items_{};
};

Sample EgoGesture::get(std::size_t index, Seed) const {
  check_index(kOwner, index, items_.size());
  const Item& item = items_[index];
  const Video& video = videos_[item.video];
  const std::string stem = fs::path(item.file).stem().string();
  Sample sample{.id = video.name + "/" + stem,
                .subject = std::to_string(video.subject),
                .video = video.name,
                .split = std::string(split_of(video.subject, options_.splits == "official")),
                .source = video.colour / item.file};
  std::from_chars(stem.data(), stem.data() + stem.size(), sample.frame);
  sample.image = read_picture(sample.source);
  Image depth = read_label(video.depth / item.file);
  check_label_size(video.depth / item.file, depth.width, depth.height, sample.image);
  if (options_.size > 0) {
    sample.image = resize(sample.image, options_.size, options_.size, Interpolation::kBilinear);
    depth = resize(depth, options_.size, options_.size, Interpolation::kBilinear);
  }
  constexpr int kMedianSide = 7;
  // above 0.5 of [0, 1] is above 127.5 of 255
  const int level = options_.threshold == "unit" ? 127 : options_.threshold == "u8" ? 0 : 10;
  sample.mask = median_filter(depth, kMedianSide);
  for (auto& value : sample.mask.pixels) value = value > level ? kHand : kBackground;
  sample.depth = {.width = depth.width, .height = depth.height, .unit = DepthUnit::kRelative};
  sample.depth.values.resize(depth.pixels.size());
  std::ranges::transform(depth.pixels, sample.depth.values.begin(),
                         [](std::uint8_t value) { return static_cast<float>(value) / 255.0F; });
  return sample;
}

}  // namespace

DatasetEntry egogesture_dataset() {
  return {.name = "egogesture",
          .summary = "EgoGesture: videos of gestures with relative depth; masks from the depth",
          .layout = "images*/SubjectNN/SceneS/{Color/rgbG,Depth/depthG}/000001.jpg",
          .open = open_reader<EgoGesture, EgoGestureOptions>,
          .options = describe_fields<EgoGestureOptions>};
}

}  // namespace handsight
