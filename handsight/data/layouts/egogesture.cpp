// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "handsight/data/layouts/layout.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

// An emptied depth frame stands in the middle of every video that is long enough.
constexpr std::size_t kDeadFrame = 8;

/// Grey levels of the depth camera: 250 at 15 cm down to 140 at 120 cm; 0 where nothing is near.
Image grey_depth(const DepthMap& depth) {
  Image grey(depth.width, depth.height, 1);
  for (std::size_t i = 0; i < grey.pixels.size(); ++i) {
    const float mm = depth.values[i];
    if (!(mm > 0.0F)) continue;
    const float level = depth.unit == DepthUnit::kMillimetre
                            ? 250.0F - 110.0F * (mm - 150.0F) / 1050.0F
                            : 255.0F * mm;
    grey.pixels[i] = static_cast<std::uint8_t>(std::lround(std::clamp(level, 140.0F, 250.0F)));
  }
  return grey;
}

class EgoGestureLayout final : public LayoutWriter {
 public:
  explicit EgoGestureLayout(const LayoutOptions& options)
      : root_(options.root),
        splits_(options),
        clip_length_(std::max<std::size_t>(options.clip_length, 1)) {}

  void add(const Sample& sample) override {
    if (sample.depth.empty()) require_label({}, sample, "egogesture", "depth");
    // the report's split: subjects 1 and 10 train, 2 validates, 3 tests
    const std::string split = splits_.of(sample, index_);
    const std::size_t video = index_ / clip_length_;
    const std::size_t frame = index_ % clip_length_;
    ++index_;
    const std::size_t subject = split == "val" ? 2 : split == "test" ? 3 : video % 2 == 0 ? 1 : 10;
    if (frame == 0) groups_[video] = ++videos_of_[subject];
    const std::size_t group = groups_[video];
    const std::string scene = "Scene" + std::to_string(1 + group % 6);
    // the archives spell their folders both ways
    const std::string person = (subject == 10 ? "subject" : "Subject") + zero_padded(subject, 2);
    const fs::path folder = root_ / "images_320-240_1" / person / scene;
    const std::string name = zero_padded(frame + 1, 6) + ".jpg";
    const fs::path colour = folder / "Color" / ("rgb" + std::to_string(group));
    const fs::path depth = folder / "Depth" / ("depth" + std::to_string(group));
    make_folder(colour);
    make_folder(depth);
    write_jpeg(colour / name, sample.image, 92);
    Image grey = grey_depth(sample.depth);
    if (frame == kDeadFrame) std::ranges::fill(grey.pixels, std::uint8_t{0});
    write_jpeg(depth / name, grey, 90);
    write_file(folder / ".DS_Store", std::string_view("not a picture"));
    rows_[person + "/" + scene + "/Group" + std::to_string(group)] = frame + 1;
  }

  void finish() override {
    for (const auto& [video, frames] : rows_) {
      const fs::path path = root_ / "labels-final-revised1" / (video + ".csv");
      make_folder(path.parent_path());
      write_file(path, "1,1," + std::to_string(frames) + "\n");
    }
  }

 private:
  fs::path root_;
  Splits splits_;
  std::size_t clip_length_;
  std::size_t index_ = 0;
  std::map<std::size_t, std::size_t> groups_{};     // by video
  std::map<std::size_t, std::size_t> videos_of_{};  // by subject
  std::map<std::string, std::size_t> rows_{};       // frames by label file
};

}  // namespace

LayoutEntry egogesture_layout() {
  return {.name = "egogesture",
          .summary = "EgoGesture: videos with depth as grey JPEG, emptied frames among them",
          .make = [](const LayoutOptions& options) -> std::unique_ptr<LayoutWriter> {
            return std::make_unique<EgoGestureLayout>(options);
          }};
}

}  // namespace handsight
