// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/data/composite/scene.h"
#include "handsight/data/dataset.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

struct CompositeOptions {
  std::vector<std::string> cutouts{"cutouts/massey", "cutouts/hands11k"};
  std::string backgrounds = "backgrounds";
  std::string keypoints = "pseudo_keypoints";
  std::string persons{};
  int count = 4000;
  int cache_mb = 512;
  composite::SceneOptions scene{};
};

template <class Field>
void visit_fields(CompositeOptions& o, Field&& field) {
  field("cutouts", o.cutouts, Any{},
        "folders below the root, each with <folder>.csv, or with images/, masks/ and <split>.txt");
  field("backgrounds", o.backgrounds, Any{}, "folder of hand-free photographs; none = rooms only");
  field("keypoints", o.keypoints, Any{}, "folder of <set>.json; without one hands get no arms");
  field(
      "persons", o.persons, Any{},
      "PASCAL-Part, relative to the root, for the share `people` of the backgrounds; its pictures "
      "with labelled hands are taken");
  field("count", o.count, Range{1, 1e8}, "pictures in the set");
  field("cache_mb", o.cache_mb, Range{0, 65536}, "memory for decoded cut-outs and photographs");
  visit_fields(o.scene, field);
}

class Composite final : public Dataset {
 public:
  Composite(const DatasetRequest& request, const CompositeOptions& options) : options_(options) {
    if (options.scene.hands_min > options.scene.hands_max) {
      fail("data set composite: hands_min is ", options.scene.hands_min, ", hands_max ",
           options.scene.hands_max, "; expected hands_min <= hands_max");
    }
    if (options.scene.scale_min > options.scene.scale_max) {
      fail("data set composite: scale_min is ", options.scene.scale_min, ", scale_max ",
           options.scene.scale_max, "; expected scale_min <= scale_max");
    }
    if (options.cutouts.empty()) fail("data set composite: option cutouts names no folder");
    if ((options.scene.people > 0.0) == options.persons.empty()) {
      fail("data set composite: people is ", options.scene.people, ", persons '", options.persons,
           "'; expected a share of people and the folder that they are taken from, or neither");
    }
    const std::size_t bytes = static_cast<std::size_t>(options.cache_mb) << 20U;
    const bool photos = options.backgrounds != "none";
    const bool people = !options.persons.empty();
    const std::size_t share =
        bytes / (options.cutouts.size() + (photos ? 1 : 0) + (people ? 1 : 0));
    for (const auto& folder : options.cutouts) {
      const fs::path path = (request.root / folder).lexically_normal();
      const fs::path keypoints =
          request.root / options.keypoints / (path.filename().string() + ".json");
      parts_.cutouts.push_back(
          std::make_unique<composite::CutoutLibrary>(path, request.split, keypoints, share));
    }
    if (people) {
      parts_.people = std::make_unique<composite::PeopleLibrary>(
          open_dataset({.name = "pascal_part",
                        .root = request.root / options.persons,
                        .options = std::make_shared<const Json>(Json{{"pictures", "hands"}})}),
          share);
    }
    if (photos) {
      parts_.photos = std::make_unique<composite::PhotoLibrary>(request.root / options.backgrounds,
                                                                request.split, share);
    }
  }

  [[nodiscard]] std::size_t size() const override {
    return static_cast<std::size_t>(options_.count);
  }

  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override {
    if (index >= size()) {
      fail("data set composite: there is no sample ", index, "; expected an index below ", size());
    }
    composite::Scene scene =
        composite::make_scene(parts_, options_.scene, variation.split("composite").split(index));
    return {.id = "composite-" + std::to_string(index),
            .image = std::move(scene.image),
            .mask = std::move(scene.mask),
            .sides = std::move(scene.sides),
            .hands = std::move(scene.hands)};
  }

 private:
  CompositeOptions options_;
  composite::SceneParts parts_{};
};

}  // namespace

DatasetEntry composite_dataset() {
  return {.name = "composite",
          .summary = "pictures made from cut-out hands in front of photographs and made-up rooms",
          .layout =
              "cutouts/*/{<folder>.csv,images/,masks/,foreground/}, backgrounds/*.jpg, "
              "pseudo_keypoints/<folder>.json",
          .open = [](const DatasetRequest& request) -> std::unique_ptr<Dataset> {
            const Json options = request.options ? *request.options : Json();
            return std::make_unique<Composite>(
                request, parse_fields<CompositeOptions>(options, "data set composite"));
          },
          .options = describe_fields<CompositeOptions>};
}

}  // namespace handsight
