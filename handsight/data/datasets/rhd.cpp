// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/core/seed.h"
#include "handsight/data/dataset.h"
#include "handsight/data/keypoint_numbers.h"
#include "handsight/data/listing.h"
#include "handsight/data/reading.h"
#include "handsight/formats/mapped_file.h"
#include "handsight/formats/pickle.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwner = "data set rhd";
constexpr std::size_t kPointCount = 2 * kKeypointCount;

struct RhdOptions {
  int validation = 512;
  int least_visible = 0;
  std::string person = "background";
};

template <class Field>
void visit_fields(RhdOptions& o, Field&& field) {
  field("validation", o.validation, Range{0, 100000},
        "training pictures that are kept back as split val; at most a tenth of them");
  field("least_visible", o.least_visible, Range{0, 21},
        "leaves out pictures in which no hand has as many visible keypoints");
  field("person", o.person, Choices{{"background", "hand"}},
        "hand repeats a known mistake: the body, id 1, counts as hand");
}

/// One entry of the annotation file, u and v in pixels, x, y and z in metres.
struct Annotation {
  std::int64_t number = 0;
  std::array<std::array<float, 3>, kPointCount> uv_visible{};
  std::array<std::array<float, 3>, kPointCount> xyz_m{};
  Camera camera{};

  [[nodiscard]] std::ptrdiff_t visible(std::size_t hand) const {
    const auto begin = uv_visible.begin() + static_cast<std::ptrdiff_t>(hand * kKeypointCount);
    return std::count_if(begin, begin + static_cast<std::ptrdiff_t>(kKeypointCount),
                         [](const auto& point) { return point[2] > 0.5F; });
  }
};

/// The array `name` of one entry; throws FileError unless it is rows x 3.
std::vector<double> rows_of_three(const PickleValue& entry, std::string_view name, std::size_t rows,
                                  const fs::path& source) {
  const PickleValue* value = entry.find(name);
  const auto* array = value == nullptr ? nullptr : value->get_if<NumpyArray>();
  const std::vector<std::int64_t> expected{static_cast<std::int64_t>(rows), 3};
  if (array == nullptr || array->shape != expected || array->dtype == DType::kF16) {
    fail<FileError>(source.string(), ": an entry without an array '", name, "' of ", rows,
                    " x 3 numbers; expected uv_vis, xyz and K");
  }
  return doubles_of(*array);
}

Annotation annotation_of(const PickleValue& key, const PickleValue& entry, const fs::path& source) {
  const auto* number = key.get_if<std::int64_t>();
  if (number == nullptr || *number < 0 || *number > 99999) {
    fail<FileError>(source.string(), ": an entry whose key is a ", key.kind(),
                    ", expected the number of a picture");
  }
  Annotation annotation{.number = *number};
  const auto uv = rows_of_three(entry, "uv_vis", kPointCount, source);
  const auto xyz = rows_of_three(entry, "xyz", kPointCount, source);
  const auto k = rows_of_three(entry, "K", 3, source);
  for (std::size_t i = 0; i < uv.size(); ++i) {
    if (!std::isfinite(uv[i]) || !std::isfinite(xyz[i])) {
      fail<FileError>(source.string(), ": picture ", *number, " has a point that is not finite");
    }
    annotation.uv_visible[i / 3][i % 3] = static_cast<float>(uv[i]);
    annotation.xyz_m[i / 3][i % 3] = static_cast<float>(xyz[i]);
  }
  annotation.camera = {static_cast<float>(k[0]), static_cast<float>(k[4]), static_cast<float>(k[2]),
                       static_cast<float>(k[5])};
  return annotation;
}

// Mask ids: 1 person; of the left hand 2 to 16 three for each finger from the tip, 17 palm; of the
// right hand 18 to 33 likewise.
constexpr std::uint8_t kFirstHandId = 2;
constexpr std::uint8_t kIdsOfHand = 16;
constexpr std::uint8_t kMostId = kFirstHandId + 2 * kIdsOfHand - 1;

std::uint8_t part_of(std::uint8_t id) {
  const std::size_t within = static_cast<std::size_t>(id - kFirstHandId) % kIdsOfHand;
  if (within == kIdsOfHand - 1) return kPalmPart;
  return kPhalanxParts[within / 3][2 - within % 3];
}

Side side_of(std::uint8_t id) {
  return id < kFirstHandId + kIdsOfHand ? Side::kLeft : Side::kRight;
}

class Rhd final : public Dataset {
 public:
  Rhd(const DatasetRequest& request, const RhdOptions& options);

  [[nodiscard]] std::size_t size() const override { return items_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override;

 private:
  struct Item {
    std::string folder;
    std::string split;
    Annotation annotation;
  };
  void add(const std::string& folder, const std::string& split);
  void label(const Image& ids, const fs::path& source, Sample& sample) const;

  fs::path root_;
  RhdOptions options_;
  std::vector<Item> items_{};
};

Rhd::Rhd(const DatasetRequest& request, const RhdOptions& options)
    : root_(is_folder(request.root / "RHD_published_v2") ? request.root / "RHD_published_v2"
                                                         : request.root),
      options_(options) {
  const std::string& split = request.split;
  check_split(kOwner, split, {"train", "val", "test"});
  if (split != "test") add("training", split);
  if (split.empty() || split == "test") add("evaluation", "test");
  if (items_.empty()) fail<FileError>(kOwner, ": no annotated picture below ", root_.string());
}

void Rhd::add(const std::string& folder, const std::string& split) {
  const fs::path path = root_ / folder / ("anno_" + folder + ".pickle");
  const detail::MappedFile file(path);
  std::vector<Annotation> annotations;
  visit_pickle_dict(file.bytes(), path.string(),
                    [&](const PickleValue& key, const PickleValue& entry) {
                      annotations.push_back(annotation_of(key, entry, path));
                    });
  std::ranges::sort(annotations, {}, &Annotation::number);
  std::set<std::size_t> kept_back;
  if (folder == "training") {
    const auto wanted =
        std::min(static_cast<std::size_t>(options_.validation), annotations.size() / 10);
    Random random(Seed(0).split("rhd validation"));
    while (kept_back.size() < wanted) kept_back.insert(random.below(annotations.size()));
  }
  for (std::size_t i = 0; i < annotations.size(); ++i) {
    const bool back = kept_back.contains(i);
    if (folder == "training" && !split.empty() && back != (split == "val")) continue;
    if (std::max(annotations[i].visible(0), annotations[i].visible(1)) < options_.least_visible) {
      continue;
    }
    const auto* name = folder != "training" ? "test" : back ? "val" : "train";
    items_.push_back({folder, name, annotations[i]});
  }
}

HandLabel hand_of(const Annotation& annotation, Side side, const Image& image) {
  HandLabel hand{.side = side, .keypoints = Keypoints{}, .joints_mm = {{}}};
  const std::size_t first = side == Side::kLeft ? 0 : kKeypointCount;
  for (std::size_t k = 0; k < kKeypointCount; ++k) {
    const auto& [u, v, visible] = annotation.uv_visible[first + tip_first_index(k)];
    const auto& xyz = annotation.xyz_m[first + tip_first_index(k)];
    auto& point = (*hand.keypoints)[k];
    point = {u, v, visible_inside(u, v, image.width, image.height)};
    if (visible < 0.5F && point.visibility == Visibility::kVisible) {
      point.visibility = Visibility::kOccluded;
    }
    (*hand.joints_mm)[k] = Vec3{xyz[0], xyz[1], xyz[2]} * 1000.0F;
  }
  return hand;
}

void Rhd::label(const Image& ids, const fs::path& source, Sample& sample) const {
  const std::uint8_t least = options_.person == "hand" ? 1 : kFirstHandId;
  for (auto* map : {&sample.mask, &sample.sides, &sample.parts_left, &sample.parts_right}) {
    *map = empty_label(sample.image);
  }
  for (std::size_t i = 0; i < ids.pixels.size(); ++i) {
    const std::uint8_t id = ids.pixels[i];
    if (id > kMostId) {
      fail<FileError>(source.string(), ": the mask holds the id ", int{id},
                      "; expected 0 to 33, see the readme of the data set");
    }
    if (id >= least) sample.mask.pixels[i] = kHand;
    if (id < kFirstHandId) continue;
    const bool left = side_of(id) == Side::kLeft;
    sample.sides.pixels[i] = left ? kLeftSide : kRightSide;
    (left ? sample.parts_left : sample.parts_right).pixels[i] = part_of(id);
  }
}

/// Metres are (256 R + G) / 65535 * 5.
DepthMap depth_of(const Image& coded) {
  constexpr float kMostMillimetres = 5000.0F;
  DepthMap depth{.width = coded.width, .height = coded.height};
  depth.values.resize(coded.pixel_count());
  for (std::size_t i = 0; i < depth.values.size(); ++i) {
    const int steps = 256 * coded.pixels[3 * i] + coded.pixels[3 * i + 1];
    depth.values[i] = static_cast<float>(steps) / 65535.0F * kMostMillimetres;
  }
  return depth;
}

Sample Rhd::get(std::size_t index, Seed) const {
  check_index(kOwner, index, items_.size());
  const Item& item = items_[index];
  std::string name = std::to_string(item.annotation.number);
  name = std::string(5 - std::min<std::size_t>(5, name.size()), '0') + name;
  const fs::path folder = root_ / item.folder;
  Sample sample{.id = item.folder + "/" + name,
                .camera = item.annotation.camera,
                .split = item.split,
                .source = folder / "color" / (name + ".png")};
  sample.image = read_picture(sample.source);
  const fs::path mask_path = folder / "mask" / (name + ".png");
  const Image ids = read_label(mask_path);
  check_label_size(mask_path, ids.width, ids.height, sample.image);
  label(ids, mask_path, sample);
  if (const fs::path path = folder / "depth" / (name + ".png"); is_file(path)) {
    const Image coded = read_picture(path, {.exif = Exif::kSkip});
    check_label_size(path, coded.width, coded.height, sample.image);
    sample.depth = depth_of(coded);
  }
  for (const Side side : {Side::kLeft, Side::kRight}) {
    auto box = box_around(sample.sides, side == Side::kLeft ? kLeftSide : kRightSide);
    HandLabel hand = hand_of(item.annotation, side, sample.image);
    const bool seen = item.annotation.visible(side == Side::kLeft ? 0 : 1) > 0;
    if (!box && !seen) continue;  // the scene has two hands, the picture may show one
    hand.box = box;
    sample.hands.push_back(std::move(hand));
  }
  return sample;
}

}  // namespace

DatasetEntry rhd_dataset() {
  return {.name = "rhd",
          .summary = "Rendered Hand Pose: parts of both hands, depth, 2 x 21 keypoints in 2-D, 3-D",
          .layout =
              "{training,evaluation}/{color,mask,depth}/00000.png + anno_training.pickle, "
              "anno_evaluation.pickle",
          .open = open_reader<Rhd, RhdOptions>,
          .options = describe_fields<RhdOptions>};
}

}  // namespace handsight
