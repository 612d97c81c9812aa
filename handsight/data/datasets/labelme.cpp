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
#include "handsight/data/labelme_file.h"
#include "handsight/data/listing.h"
#include "handsight/data/reading.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwner = "data set labelme";

struct LabelMeOptions {
  std::string images{};
  std::string annotations{};
  HandWords words{};
};

template <class Field>
void visit_fields(LabelMeOptions& o, Field&& field) {
  field("images", o.images, Any{}, "folder of pictures below the root; empty = images or the root");
  field("annotations", o.annotations, Any{},
        "folder of JSON or XML files below the root; empty = annotations, labels, or beside the "
        "pictures");
  visit_fields(o.words, field);
}

struct Item {
  std::string stem;
  fs::path image;
  fs::path annotation;
};

class LabelMe final : public Dataset {
 public:
  LabelMe(const DatasetRequest& request, const LabelMeOptions& options)
      : words_(options.words), split_(request.split) {
    const fs::path& root = request.root;
    const fs::path images = options.images.empty() ? first_folder(kOwner, root, {"images", "."})
                                                   : root / options.images;
    fs::path annotations = root / options.annotations;
    if (options.annotations.empty()) {
      annotations = images;
      for (const auto* name : {"annotations", "labels"}) {
        if (is_folder(root / name)) annotations = root / name;
      }
    }
    PictureList pictures = list_pictures(images, Depth::kAllBelow);
    if (!split_.empty()) {
      const auto kept = read_stems(root / (split_ + ".txt"), pictures);
      std::erase_if(pictures, [&](const auto& entry) { return !kept.contains(entry.first); });
    }
    for (const auto& [stem, image] : pictures) {
      for (const auto* extension : {".json", ".xml"}) {
        const fs::path annotation = annotations / (stem + extension);
        if (!is_file(annotation)) continue;
        items_.push_back({stem, image, annotation});
        break;
      }
    }
    if (items_.empty()) {
      fail<FileError>(kOwner, ": none of the ", pictures.size(), " pictures of ", images.string(),
                      " has a .json or .xml file of its stem in ", annotations.string());
    }
  }

  [[nodiscard]] std::size_t size() const override { return items_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed) const override {
    check_index(kOwner, index, items_.size());
    const auto& [stem, image, annotation] = items_[index];
    Sample sample{.id = stem, .split = split_, .source = image};
    sample.image = read_picture(image);
    const LabelMeFile file = annotation.extension() == ".xml"
                                 ? read_labelme_xml(annotation, words_)
                                 : read_labelme_json(annotation, words_);
    if (file.width > 0 && file.height > 0) {
      check_label_size(annotation, file.width, file.height, sample.image);
    }
    draw_shapes(file.shapes, sample);
    add_hands(file.shapes, sample);
    return sample;
  }

 private:
  HandWords words_;
  std::string split_;
  std::vector<Item> items_{};
};

}  // namespace

DatasetEntry labelme_dataset() {
  return {.name = "labelme",
          .summary = "pictures annotated with LabelMe: polygons, rectangles, circles",
          .layout = "pictures + one .json (labelme) or .xml (web tool) each; optional <split>.txt",
          .open = open_reader<LabelMe, LabelMeOptions>,
          .options = describe_fields<LabelMeOptions>};
}

}  // namespace handsight
