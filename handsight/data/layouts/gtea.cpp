// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>

#include "handsight/data/layouts/layout.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

class GteaLayout final : public LayoutWriter {
 public:
  explicit GteaLayout(const LayoutOptions& options) : root_(options.root), splits_(options) {
    make_folder(root_ / "GTEA_pictures");
    for (const auto* split : {"train", "test"}) make_folder(masks_of(split));
  }

  void add(const Sample& sample) override {
    require_label(sample.mask, sample, "gtea", "mask");
    // the published split has no val: subject 2 tests, 1, 3 and 4 train
    const bool test = splits_.of(sample, index_) == "test";
    constexpr const char* kTrainSubjects[] = {"s1", "s3", "s4"};
    const std::string subject = test ? "s2" : kTrainSubjects[index_ % 3];
    const std::string name = subject + "_cheese_" + zero_padded(20 * ++index_, 10) + ".jpg";
    write_jpeg(root_ / "GTEA_pictures" / name, sample.image, 92);
    write_jpeg(masks_of(test ? "test" : "train") / name, black_and_white(sample.mask), 90);
  }

  void finish() override {}

 private:
  [[nodiscard]] fs::path masks_of(const std::string& split) const {
    return root_ / "gtea_cropped" / ("gtea_" + split + "_cropped");
  }

  fs::path root_;
  Splits splits_;
  std::size_t index_ = 0;
};

}  // namespace

LayoutEntry gtea_layout() {
  return {.name = "gtea",
          .summary = "GTEA, hands cut at the wrist: masks stored as grey JPEG",
          .make = [](const LayoutOptions& options) -> std::unique_ptr<LayoutWriter> {
            return std::make_unique<GteaLayout>(options);
          }};
}

}  // namespace handsight
