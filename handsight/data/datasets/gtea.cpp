// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/data/dataset.h"
#include "handsight/data/listing.h"
#include "handsight/data/mask_file.h"
#include "handsight/data/reading.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwner = "data set gtea";

struct GteaOptions {
  std::string task = "hands";
  std::string images{};
  int threshold = 128;
};

template <class Field>
void visit_fields(GteaOptions& o, Field&& field) {
  field("task", o.task, Choices{{"hands", "arms"}},
        "hands: masks cut at the wrist, gtea_cropped; arms: hands with arms, hand2K_dataset");
  field("images", o.images, Any{},
        "task hands: folder of pictures below the root; empty = GTEA_pictures, images or Images");
  field("threshold", o.threshold, Range{1, 255}, "grey value from which a JPEG mask is hand");
}

struct Item {
  std::string id;
  std::string subject;
  std::string video;
  std::string split;
  fs::path image;
  fs::path mask;
};

class Gtea final : public Dataset {
 public:
  Gtea(const DatasetRequest& request, const GteaOptions& options)
      : root_(request.root), options_(options) {
    check_split(kOwner, request.split, {"train", "test"});
    if (options_.task == "hands") {
      for (const auto* split : {"train", "test"}) {
        if (request.split.empty() || request.split == split) add_hands(split);
      }
    } else {
      for (const auto* part : {"GTEA", "GTEA_GAZE_PLUS"}) add_arms(part, request.split);
    }
    if (items_.empty()) {
      fail<FileError>(kOwner, ": no mask with its picture of task ", options_.task, ", split '",
                      request.split, "' below ", root_.string());
    }
  }

  [[nodiscard]] std::size_t size() const override { return items_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override;

 private:
  /// Masks without their pictures are counted as an error: the archive has masks only.
  void add_hands(const std::string& split) {
    const fs::path top = is_folder(root_ / "gtea_cropped") ? root_ / "gtea_cropped" : root_;
    const fs::path masks = first_folder(kOwner, top, {"gtea_" + split + "_cropped"});
    const fs::path images = options_.images.empty()
                                ? first_folder(kOwner, root_, {"GTEA_pictures", "images", "Images"})
                                : root_ / options_.images;
    for (const auto& name : names_in(masks)) {
      // s2_cheese_0000000020.jpg
      const std::string stem = fs::path(name).stem().string();
      const auto first = stem.find('_');
      const auto last = stem.rfind('_');
      if (first == std::string::npos || first == last) continue;
      const fs::path image = find_picture(images, stem);
      if (image.empty()) {
        fail<FileError>(kOwner, ": the mask ", (masks / name).string(), " has no picture ", stem,
                        " in ", images.string());
      }
      items_.push_back(
          {stem, stem.substr(0, first), stem.substr(0, last), split, image, masks / name});
    }
  }

  /// No split is published; the one of the other task, subject 2 for testing, is taken over.
  void add_arms(const std::string& part, const std::string& split) {
    const fs::path top =
        (is_folder(root_ / "hand2K_dataset") ? root_ / "hand2K_dataset" : root_) / part;
    if (!is_folder(top / "Masks")) return;
    for (const auto& [stem, mask] : list_pictures(top / "Masks", Depth::kAllBelow)) {
      const fs::path image = find_picture(top / "Images", stem);
      if (image.empty()) {
        fail<FileError>(kOwner, ": the mask ", mask.string(), " has no picture ", stem, " in ",
                        (top / "Images").string());
      }
      const std::string video = fs::path(stem).parent_path().generic_string();
      const std::string subject = subject_of(video.empty() ? stem : video);
      const std::string own = subject == "s2" ? "test" : "train";
      if (!split.empty() && own != split) continue;
      items_.push_back({part + "/" + stem, subject, part + "/" + video, own, image, mask});
    }
  }
  /// S2_Cheese_C1 is subject s2; names of GTEA Gaze+ begin with the person.
  static std::string subject_of(const std::string& name) {
    std::string subject = name.substr(0, name.find('_'));
    std::ranges::transform(subject, subject.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return subject;
  }

  fs::path root_;
  GteaOptions options_;
  std::vector<Item> items_{};
};

Sample Gtea::get(std::size_t index, Seed) const {
  check_index(kOwner, index, items_.size());
  const Item& item = items_[index];
  Sample sample{.id = item.id,
                .subject = item.subject,
                .video = item.video,
                .split = item.split,
                .source = item.image};
  const auto digits = item.id.find_last_not_of("0123456789") + 1;
  if (digits < item.id.size() && item.id.size() - digits < 16) {
    sample.frame = std::stoll(item.id.substr(digits));
  }
  sample.image = read_picture(item.image);
  sample.mask = read_threshold_mask(item.mask, options_.threshold);
  check_label_size(item.mask, sample.mask.width, sample.mask.height, sample.image);
  return sample;
}

}  // namespace

DatasetEntry gtea_dataset() {
  return {.name = "gtea",
          .summary = "GTEA: first-person cooking; two tasks, hands cut at the wrist or with arms",
          .layout =
              "gtea_cropped/gtea_{train,test}_cropped/*.jpg + pictures of equal names, or "
              "hand2K_dataset/{GTEA,GTEA_GAZE_PLUS}/{Images,Masks}",
          .open = open_reader<Gtea, GteaOptions>,
          .options = describe_fields<GteaOptions>};
}

}  // namespace handsight
