// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/data/dataset.h"
#include "handsight/data/hand_words.h"
#include "handsight/data/listing.h"
#include "handsight/data/reading.h"
#include "handsight/data/shapes.h"
#include "handsight/formats/descriptor.h"
#include "handsight/formats/text.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwner = "data set yolo_seg";

struct YoloOptions {
  std::vector<std::string> classes{"hand"};
  HandWords words{};
};

template <class Field>
void visit_fields(YoloOptions& o, Field&& field) {
  field("classes", o.classes, Any{},
        "names of the classes 0, 1, ... where there is no classes.txt");
  visit_fields(o.words, field);
}

struct Item {
  std::string stem;
  fs::path image;
  fs::path label;
};

/// "0 0.1 0.2 0.3 0.2 0.2 0.4": the class, then x and y of every corner in [0, 1].
std::vector<double> numbers_of(std::string_view line, const fs::path& source) {
  std::vector<double> numbers;
  while (!line.empty()) {
    const auto begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) break;
    line.remove_prefix(begin);
    double number = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    const auto used = static_cast<std::size_t>(end - line.data());
    const bool ends = used == line.size() || line[used] == ' ' || line[used] == '\t';
    if (error != std::errc() || !std::isfinite(number) || !ends) {
      fail<FileError>(source.string(), ": '", detail::printable(line), "' begins with no number");
    }
    numbers.push_back(number);
    line.remove_prefix(used);
  }
  return numbers;
}

class YoloSeg final : public Dataset {
 public:
  YoloSeg(const DatasetRequest& request, const YoloOptions& options)
      : words_(options.words), classes_(options.classes), split_(request.split) {
    const fs::path& root = request.root;
    if (is_file(root / "classes.txt")) classes_ = read_lines(root / "classes.txt");
    // images/train + labels/train, or train/images + train/labels
    const bool outer = !split_.empty() && is_folder(root / split_ / "images");
    fs::path images = outer ? root / split_ / "images" : root / "images";
    fs::path labels = outer ? root / split_ / "labels" : root / "labels";
    if (!outer && !split_.empty()) {
      images /= split_;
      labels /= split_;
    }
    if (!is_folder(images) || !is_folder(labels)) {
      fail<FileError>(kOwner, ": ", root.string(), " has no ", images.string(), " and ",
                      labels.string(), "; expected images/ + labels/ with a folder a split");
    }
    for (const auto& [stem, image] : list_pictures(images, Depth::kAllBelow)) {
      items_.push_back({stem, image, labels / (stem + ".txt")});
    }
    if (items_.empty()) fail<FileError>(kOwner, ": no picture in ", images.string());
  }

  [[nodiscard]] std::size_t size() const override { return items_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override;

 private:
  [[nodiscard]] Shape shape_of(const std::string& line, const fs::path& source,
                               const Image& image) const;

  HandWords words_;
  std::vector<std::string> classes_;
  std::string split_;
  std::vector<Item> items_{};
};

Shape YoloSeg::shape_of(const std::string& line, const fs::path& source, const Image& image) const {
  const auto numbers = numbers_of(line, source);
  const bool known =
      !numbers.empty() && numbers[0] >= 0 && numbers[0] < static_cast<double>(classes_.size());
  if (!known) {
    fail<FileError>(source.string(), ": a class that is none of the ", classes_.size(),
                    " of classes.txt or the option classes");
  }
  if (numbers.size() < 7 || numbers.size() % 2 == 0) {
    fail<FileError>(source.string(), ": a line of ", numbers.size(),
                    " numbers; expected the class and three or more corners (lines of 5 numbers "
                    "are boxes, not outlines)");
  }
  const std::string& name = classes_[static_cast<std::size_t>(numbers[0])];
  Shape shape{.meaning = meaning_of(name, words_), .side = side_in(name)};
  for (std::size_t i = 1; i + 1 < numbers.size(); i += 2) {
    // 0 and 1 are the outer edges of the picture, whole pixels are centres
    shape.corners.push_back({numbers[i] * image.width - 0.5, numbers[i + 1] * image.height - 0.5});
  }
  return shape;
}

Sample YoloSeg::get(std::size_t index, Seed) const {
  check_index(kOwner, index, items_.size());
  const auto& [stem, image, label] = items_[index];
  Sample sample{.id = stem, .split = split_, .source = image};
  sample.image = read_picture(image);
  std::vector<Shape> shapes;
  // a picture without objects has an empty file, or none
  if (is_file(label)) {
    for (const auto& line : read_lines(label)) {
      Shape shape = shape_of(line, label, sample.image);
      if (shape.meaning != kBackground) shapes.push_back(std::move(shape));
    }
  }
  draw_shapes(shapes, sample);
  add_hands(shapes, sample);
  return sample;
}

}  // namespace

DatasetEntry yolo_seg_dataset() {
  return {.name = "yolo_seg",
          .summary = "pictures with outlines in YOLO's segmentation text files",
          .layout = "images/[split/]*.jpg + labels/[split/]*.txt; optional classes.txt",
          .open = open_reader<YoloSeg, YoloOptions>,
          .options = describe_fields<YoloOptions>};
}

}  // namespace handsight
