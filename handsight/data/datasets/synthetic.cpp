// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/data/dataset.h"
#include "handsight/data/photographs.h"
#include "handsight/data/synthetic/render.h"

namespace handsight {
namespace {

struct SyntheticOptions {
  int n = 2000;
  std::int64_t seed = 1;
  int size = 0;
  int photographs_max = 500;
  synthetic::RenderOptions render{};
};

template <class Field>
void visit_fields(SyntheticOptions& o, Field&& field) {
  field("n", o.n, Range{1, 1e8}, "pictures in the set");
  field("count", o.n, Range{1, 1e8}, "another name of n");
  field("seed", o.seed, Range{0, 9e15}, "another seed gives other people and pictures");
  field("size", o.size, Range{0, 4096}, "side of square pictures; 0 = width x height");
  field("photographs_max", o.photographs_max, Range{1, 1e5},
        "most photographs kept in memory, about 0.3 MB each");
  // the labels of a sample have the size of its picture
  visit_fields(o.render,
               [&](std::string_view name, auto& value, const auto& allowed, std::string_view help) {
                 if (!name.starts_with("label_")) field(name, value, allowed, help);
               });
}

constexpr int kPhotographSide_px = 384;

/// Both hands' pixels in one picture: what `value` gives for a hand where its `mask` is set.
template <class Value>
Image merged(const synthetic::SceneLabels& labels, int width, int height, Value value) {
  Image merged(width, height, 1);
  for (const auto& hand : labels.hands) {
    for (std::size_t i = 0; i < merged.pixels.size(); ++i) {
      if (hand.mask.pixels[i] == kHand) merged.pixels[i] = value(hand);
    }
  }
  return merged;
}

/// The amodal parts of the hand of one side.
Image parts_of(const synthetic::SceneLabels& labels, Side side, int width, int height) {
  Image parts(width, height, 1);
  for (const auto& hand : labels.hands) {
    if (hand.label.side != side) continue;
    for (std::size_t i = 0; i < parts.pixels.size(); ++i) {
      if (hand.amodal_parts.pixels[i] != 0) parts.pixels[i] = hand.amodal_parts.pixels[i];
    }
  }
  return parts;
}

class Synthetic final : public Dataset {
 public:
  Synthetic(const DatasetRequest& request, const SyntheticOptions& options)
      : options_(options),
        split_(request.split),
        seed_(Seed(static_cast<std::uint64_t>(options.seed)).split(request.split)) {
    synthetic::RenderOptions& render = options_.render;
    if (options.size > 0) {
      if (options.size < 16)
        fail("data set synthetic: size is ", options.size, "; expected 16 or more");
      render.width = options.size;
      render.height = options.size;
    }
    std::vector<Image> photographs;
    if (!request.root.empty()) {
      photographs = read_photographs(
          request.root, static_cast<std::size_t>(options.photographs_max), kPhotographSide_px);
    }
    renderer_ = std::make_unique<synthetic::Renderer>(render, seed_.split("subjects"),
                                                      std::move(photographs));
  }

  [[nodiscard]] std::size_t size() const override { return static_cast<std::size_t>(options_.n); }

  /// Frames of a clip belong together, so clips do not vary.
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override {
    if (index >= size()) {
      fail("data set synthetic: there is no sample ", index, "; expected an index below ", size());
    }
    const auto length = static_cast<std::size_t>(options_.render.clip_length);
    const std::size_t clip = index / length;
    const auto frame = static_cast<int>(index % length);
    const Seed pictures = seed_.split("pictures").split(clip);
    const Seed seed = length > 1 ? pictures : pictures.split(variation.value());
    Sample sample = sample_of(renderer_->render(seed, frame));
    sample.id = "synthetic-" + std::to_string(index);
    if (length > 1) {
      sample.video = "clip-" + std::to_string(clip);
      sample.frame = frame;
    }
    return sample;
  }

 private:
  [[nodiscard]] Sample sample_of(synthetic::RenderedScene scene) const {
    const auto& labels = scene.labels;
    const int width = options_.render.width;
    const int height = options_.render.height;
    Sample sample;
    sample.image = std::move(scene.image);
    sample.mask = merged(labels, width, height, [](const auto&) { return kHand; });
    sample.sides = merged(labels, width, height, [](const auto& hand) {
      return hand.label.side == Side::kLeft ? kLeftSide : kRightSide;
    });
    sample.parts_left = parts_of(labels, Side::kLeft, width, height);
    sample.parts_right = parts_of(labels, Side::kRight, width, height);
    sample.parts_extent = Extent::kAmodal;
    sample.depth = labels.depth;
    sample.camera = labels.camera;
    for (const auto& hand : labels.hands) sample.hands.push_back(hand.label);
    sample.subject = "subject-" + std::to_string(scene.subject);
    sample.split = split_;
    return sample;
  }

  SyntheticOptions options_;
  std::string split_;
  Seed seed_;
  std::unique_ptr<const synthetic::Renderer> renderer_{};
};

}  // namespace

DatasetEntry synthetic_dataset() {
  return {
      .name = "synthetic",
      .summary = "rendered hands with all labels, made as they are asked for",
      .layout = "none; a folder, if one is given, holds photographs without hands to stand behind",
      .open = [](const DatasetRequest& request) -> std::unique_ptr<Dataset> {
        const Json options = request.options ? *request.options : Json();
        return std::make_unique<Synthetic>(
            request, parse_fields<SyntheticOptions>(options, "data set synthetic"));
      },
      .options = describe_fields<SyntheticOptions>,
      .folder = FolderNeed::kOptional};
}

}  // namespace handsight
