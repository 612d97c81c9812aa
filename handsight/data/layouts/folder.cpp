// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "handsight/core/json.h"
#include "handsight/data/layouts/layout.h"
#include "handsight/data/sample_json.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/imaging/depth_file.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

class FolderLayout final : public LayoutWriter {
 public:
  explicit FolderLayout(const LayoutOptions& options) : root_(options.root), splits_(options) {
    make_folder(root_ / "images");
  }

  void add(const Sample& sample) override {
    const std::string stem = file_stem(sample);
    write_png(root_ / "images" / (stem + ".png"), sample.image);
    write_map("masks", stem, sample.mask);
    write_map("sides", stem, sample.sides);
    write_map("parts_left", stem, sample.parts_left);
    write_map("parts_right", stem, sample.parts_right);
    write_depth(stem, sample.depth);
    Sample described = sample;
    described.split = splits_.of(sample, index_++);
    auto details = sample_details_to_json(described);
    if (!sample.parts_left.empty() || !sample.parts_right.empty()) {
      details["parts"] = sample.parts_extent == Extent::kAmodal ? "amodal" : "modal";
    }
    if (sample.depth.unit == DepthUnit::kRelative) details["depth_unit"] = "relative";
    make_folder(root_ / "labels");
    write_file(root_ / "labels" / (stem + ".json"), details.dump(1) + "\n");
    lists_[described.split] += stem + "\n";
  }

  void finish() override {
    for (const auto& [split, stems] : lists_) write_file(root_ / (split + ".txt"), stems);
  }

 private:
  void write_map(const char* folder, const std::string& stem, const Image& map) const {
    if (map.empty()) return;
    make_folder(root_ / folder);
    write_png(root_ / folder / (stem + ".png"), map);
  }
  /// Millimetres; relative depth as 1/65535 of the range.
  void write_depth(const std::string& stem, const DepthMap& depth) const {
    if (depth.empty()) return;
    const float scale = depth.unit == DepthUnit::kMillimetre ? 1.0F : 65535.0F;
    Image16 picture{.width = depth.width, .height = depth.height};
    for (const float value : depth.values) {
      const float steps = std::round(value * scale);
      picture.pixels.push_back(
          static_cast<std::uint16_t>(steps < 65535.0F ? std::max(steps, 0.0F) : 65535.0F));
    }
    make_folder(root_ / "depth");
    write_png16(root_ / "depth" / (stem + ".png"), picture);
  }

  std::filesystem::path root_;
  Splits splits_;
  std::size_t index_ = 0;
  std::map<std::string, std::string> lists_{};
};

}  // namespace

LayoutEntry folder_layout() {
  return {.name = "folder",
          .summary = "images, masks, sides, parts and depth as PNG, keypoints as JSON, split lists",
          .make = [](const LayoutOptions& options) -> std::unique_ptr<LayoutWriter> {
            return std::make_unique<FolderLayout>(options);
          }};
}

}  // namespace handsight
