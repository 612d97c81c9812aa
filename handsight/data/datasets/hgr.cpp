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
#include "handsight/data/reading.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwner = "data set hgr";

struct HgrOptions {
  std::string images{};
  std::string masks{};
};

template <class Field>
void visit_fields(HgrOptions& o, Field&& field) {
  field("images", o.images, Any{}, "folder of pictures below the root; empty = found");
  field("masks", o.masks, Any{}, "folder of BMP masks below the root; empty = found");
}

/// M_P_hgr1_id05_1: sign, side, set, subject, number.
std::string subject_of(const std::string& stem) {
  const auto at = stem.find("_id");
  return at == std::string::npos ? std::string()
                                 : stem.substr(at + 1, stem.find('_', at + 1) - at - 1);
}

/// The last three of twelve subjects are for validation.
std::string split_of(const std::string& subject) {
  return subject == "id10" || subject == "id11" || subject == "id12" ? "val" : "train";
}

struct Item {
  std::string stem;
  fs::path image;
  fs::path mask;
};

class Hgr final : public Dataset {
 public:
  Hgr(const DatasetRequest& request, const HgrOptions& options) {
    check_split(kOwner, request.split, {"train", "val"});
    const fs::path& root = request.root;
    const fs::path images =
        options.images.empty()
            ? first_folder(kOwner, root, {"original_images", "SPM_Data_Set", "."})
            : root / options.images;
    const fs::path masks = options.masks.empty()
                               ? first_folder(kOwner, root, {"skin_masks", "SPM_Data_Set", "."})
                               : root / options.masks;
    for (const auto& name : names_in(images)) {
      const fs::path path = images / name;
      const std::string extension = path.extension().string();
      if (extension != ".jpg" && extension != ".JPG") continue;  // both occur
      const std::string stem = path.stem().string();
      if (!request.split.empty() && split_of(subject_of(stem)) != request.split) continue;
      const fs::path mask = masks / (stem + ".bmp");
      if (!is_file(mask)) fail<FileError>(path.string(), ": has no mask ", mask.string());
      items_.push_back({stem, path, mask});
    }
    if (items_.empty()) {
      fail<FileError>(kOwner, ": no picture of split '", request.split, "' in ", images.string());
    }
  }

  [[nodiscard]] std::size_t size() const override { return items_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed) const override {
    check_index(kOwner, index, items_.size());
    const auto& [stem, image, mask] = items_[index];
    Sample sample{.id = stem, .subject = subject_of(stem), .source = image};
    sample.split = split_of(sample.subject);
    sample.image = read_picture(image, {.exif = Exif::kSkip});
    sample.mask = read_label(mask);
    check_label_size(mask, sample.mask.width, sample.mask.height, sample.image);
    for (auto& value : sample.mask.pixels) value = value == 0 ? kHand : kBackground;
    return sample;
  }

 private:
  std::vector<Item> items_{};
};

}  // namespace

DatasetEntry hgr_dataset() {
  return {.name = "hgr",
          .summary = "HGR1: one gesture a picture; the mask is all bare skin, forearm included",
          .layout = "pictures *.jpg|JPG + 1-bit masks *.bmp of equal stems, black = skin",
          .open = open_reader<Hgr, HgrOptions>,
          .options = describe_fields<HgrOptions>};
}

}  // namespace handsight
