// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/data/dataset.h"
#include "handsight/data/listing.h"
#include "handsight/data/reading.h"
#include "handsight/formats/mat_file.h"
#include "handsight/formats/text.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwner = "data set pascal_part";
constexpr double kPersonClass = 15;

struct PascalPartOptions {
  std::string labels = "hand";
  std::string persons = "all";
  std::string pictures = "all";
  std::string storage = "exact";
};

template <class Field>
void visit_fields(PascalPartOptions& o, Field&& field) {
  field("labels", o.labels, Choices{{"hand", "hand+lowerarm", "person-part-7"}},
        "what the mask covers; person-part-7 also fills the map of body parts");
  field("persons", o.persons, Choices{{"all", "last"}},
        "last repeats a known mistake: labels of all but the last person are lost");
  field("pictures", o.pictures, Choices{{"all", "hands"}},
        "hands leaves out pictures without a labelled hand; reads every annotation at the start");
  field("storage", o.storage, Choices{{"exact", "jpeg"}},
        "jpeg repeats a known mistake: masks of 0 and 1 that went through JPEG, quality 95");
}

/// Body parts of the Person-Part task with seven classes, by the first letters that tell.
std::uint8_t body_part(std::string_view part) {
  struct Group {
    std::uint8_t id;
    std::array<std::string_view, 11> names;
  };
  constexpr std::array<Group, 6> kGroups{
      {{1, {"head", "leye", "reye", "lear", "rear", "lebrow", "rebrow", "nose", "mouth", "hair"}},
       {2, {"torso", "neck"}},
       {3, {"luarm", "ruarm"}},
       {4, {"llarm", "rlarm", "lhand", "rhand"}},
       {5, {"luleg", "ruleg"}},
       {6, {"llleg", "rlleg", "lfoot", "rfoot"}}}};
  for (const auto& [id, names] : kGroups) {
    if (!part.empty() && std::ranges::find(names, part) != names.end()) return id;
  }
  return 0;
}

bool is_hand(std::string_view part) { return part == "lhand" || part == "rhand"; }
bool is_lower_arm(std::string_view part) { return part == "llarm" || part == "rlarm"; }

struct Item {
  std::string id;
  fs::path image;
  fs::path annotation;
};

/// Calls `use(name, mask)` for every part of every person that counts.
template <class Use>
void visit_parts(const MatVariables& variables, const fs::path& source, bool only_last, Use use) {
  const auto anno = variables.find("anno");
  const MatValue* objects = anno == variables.end() ? nullptr : anno->second.field("objects");
  if (objects == nullptr) fail<FileError>(source.string(), ": has no struct anno.objects");
  std::vector<const MatValue*> persons;
  for (std::size_t i = 0; i < objects->size(); ++i) {
    const MatValue* class_index = objects->field("class_ind", i);
    const MatValue* parts = objects->field("parts", i);
    if (class_index == nullptr || class_index->size() != 1 || parts == nullptr) continue;
    if (class_index->kind != MatValue::Kind::kNumbers) continue;
    if (class_index->number(0) == kPersonClass) persons.push_back(parts);
  }
  if (only_last && persons.size() > 1) persons.erase(persons.begin(), persons.end() - 1);
  for (const auto* parts : persons) {
    for (std::size_t i = 0; i < parts->size(); ++i) {
      const MatValue* name = parts->field("part_name", i);
      const MatValue* mask = parts->field("mask", i);
      if (name != nullptr && mask != nullptr && mask->kind == MatValue::Kind::kNumbers) {
        use(std::string_view(name->text), *mask);
      }
    }
  }
}

/// Sets a value where the mask, stored column by column, is not 0.
void paint(Image& label, const MatValue& mask, std::uint8_t value, const fs::path& source) {
  if (mask.dims.size() != 2 || mask.rows() != label.height || mask.columns() != label.width) {
    fail<FileError>(source.string(), ": a mask of ", mask.columns(), " x ", mask.rows(),
                    " pixels, the picture has ", label.width, " x ", label.height);
  }
  for (int y = 0; y < label.height; ++y) {
    for (int x = 0; x < label.width; ++x) {
      const auto at = static_cast<std::size_t>(x) * static_cast<std::size_t>(label.height) +
                      static_cast<std::size_t>(y);
      if (mask.number(at) != 0) *label.at(x, y) = value;
    }
  }
}

/// What a mask of 0 and 1 becomes when it is stored as JPEG and every value but 0 counts as hand.
Image through_jpeg(const Image& mask, const fs::path& source) {
  const Image decoded = read_picture_bytes(encode_jpeg(mask, 95), source.string());
  Image stored = empty_label(mask);
  for (std::size_t i = 0; i < stored.pixels.size(); ++i) {
    stored.pixels[i] = decoded.pixels[3 * i] == 0 ? kBackground : kHand;
  }
  return stored;
}

class PascalPart final : public Dataset {
 public:
  PascalPart(const DatasetRequest& request, const PascalPartOptions& options)
      : options_(options), split_(request.split) {
    const fs::path& root = request.root;
    const bool flat = !is_folder(root / "Annotations_Part");
    const fs::path annotations = flat ? root : root / "Annotations_Part";
    const fs::path images = flat ? root : first_folder(kOwner, root, {"JPEGImages"});
    const auto chosen = stems_of_split(root);
    for (const auto& name : names_in(annotations)) {
      if (!name.ends_with(".mat")) continue;
      const std::string id = name.substr(0, name.size() - 4);
      if (!chosen.empty() && !chosen.contains(id)) continue;
      Item item{id, images / (id + ".jpg"), annotations / name};
      if (!is_file(item.image)) continue;
      if (options_.pictures == "hands" && !has_hand(item)) continue;
      items_.push_back(std::move(item));
    }
    if (items_.empty()) {
      fail<FileError>(kOwner, ": no annotated picture of split '", split_, "' below ",
                      root.string(), "; expected Annotations_Part/*.mat and JPEGImages/*.jpg");
    }
  }

  [[nodiscard]] std::size_t size() const override { return items_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override;

 private:
  [[nodiscard]] std::set<std::string, std::less<>> stems_of_split(const fs::path& root) const {
    if (split_.empty()) return {};
    for (const auto* folder : {".", "ImageSets/Segmentation", "ImageSets/Main"}) {
      const fs::path list = root / folder / (split_ + ".txt");
      if (!is_file(list)) continue;
      const auto lines = read_lines(list);
      return {lines.begin(), lines.end()};
    }
    fail<FileError>(kOwner, ": ", root.string(), " has no list ", split_,
                    ".txt, at its top or in ImageSets/Segmentation or ImageSets/Main");
  }
  [[nodiscard]] bool has_hand(const Item& item) const {
    bool found = false;
    visit_parts(read_mat(item.annotation), item.annotation, options_.persons == "last",
                [&found](std::string_view part, const MatValue&) { found |= is_hand(part); });
    return found;
  }

  PascalPartOptions options_;
  std::string split_;
  std::vector<Item> items_{};
};

Sample PascalPart::get(std::size_t index, Seed) const {
  check_index(kOwner, index, items_.size());
  const Item& item = items_[index];
  Sample sample{.id = item.id, .split = split_, .source = item.image};
  sample.image = read_picture(item.image, {.exif = Exif::kSkip});
  sample.mask = empty_label(sample.image);
  sample.sides = empty_label(sample.image);
  const bool seven = options_.labels == "person-part-7";
  if (seven) sample.body_parts = empty_label(sample.image);
  visit_parts(read_mat(item.annotation), item.annotation, options_.persons == "last",
              [&](std::string_view part, const MatValue& mask) {
                const bool arm = options_.labels == "hand+lowerarm" && is_lower_arm(part);
                if (is_hand(part) || arm) {
                  paint(sample.mask, mask, kHand, item.annotation);
                  paint(sample.sides, mask, part[0] == 'l' ? kLeftSide : kRightSide,
                        item.annotation);
                }
                if (seven && body_part(part) != 0) {
                  paint(sample.body_parts, mask, body_part(part), item.annotation);
                }
              });
  if (options_.storage == "jpeg") sample.mask = through_jpeg(sample.mask, item.annotation);
  return sample;
}

}  // namespace

DatasetEntry pascal_part_dataset() {
  return {.name = "pascal_part",
          .summary = "PASCAL-Part: hands, lower arms or seven body parts of all persons",
          .layout = "Annotations_Part/*.mat + JPEGImages/*.jpg; optional <split>.txt",
          .open = open_reader<PascalPart, PascalPartOptions>,
          .options = describe_fields<PascalPartOptions>};
}

}  // namespace handsight
