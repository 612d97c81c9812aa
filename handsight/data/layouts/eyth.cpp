// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <map>
#include <string>

#include "handsight/data/layouts/layout.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 3> kVideos{"vid4", "vid6", "vid9"};

class EythLayout final : public LayoutWriter {
 public:
  explicit EythLayout(const LayoutOptions& options)
      : root_(options.root / "eyth_dataset"), splits_(options) {
    for (const auto* kind : {"images", "masks"}) {
      for (const auto* video : kVideos) make_folder(root_ / kind / video);
    }
    make_folder(root_ / "train-val-test-split");
  }

  void add(const Sample& sample) override {
    require_label(sample.mask, sample, "eyth", "mask");
    const std::string video = kVideos[index_ % kVideos.size()];
    const std::string stem = "frame_" + zero_padded(index_, 4);
    write_jpeg(root_ / "images" / video / (stem + ".jpg"), sample.image, 92);
    // masks of two of the three videos have lost their extension
    const std::string ending = video == "vid6" ? ".png" : "";
    write_png(root_ / "masks" / video / (stem + ending), black_and_white(sample.mask));
    const std::string split = splits_.of(sample, index_++);
    lists_[split] += video + "/" + stem + (split == "train" ? ".jpg\n" : "\n");
  }

  void finish() override {
    for (const auto& [split, lines] : lists_) {
      write_file(root_ / "train-val-test-split" / (split + ".txt"), lines);
    }
  }

 private:
  fs::path root_;
  Splits splits_;
  std::size_t index_ = 0;
  std::map<std::string, std::string> lists_{{"train", ""}, {"val", ""}, {"test", ""}};
};

}  // namespace

LayoutEntry eyth_layout() {
  return {.name = "eyth",
          .summary = "EgoYouTubeHands: three videos, masks without extension in two of them",
          .make = [](const LayoutOptions& options) -> std::unique_ptr<LayoutWriter> {
            return std::make_unique<EythLayout>(options);
          }};
}

}  // namespace handsight
