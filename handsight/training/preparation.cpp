// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/preparation.h"

#include <algorithm>
#include <utility>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include "handsight/losses/loss.h"

namespace handsight {

PoseNote pose_note_of(const Recipe& recipe) {
  const bool learns_mean =
      std::any_of(recipe.loss.begin(), recipe.loss.end(),
                  [](const UnitChoice& loss) { return find_loss(loss.name).learns_mean; });
  return {.decoding = learns_mean ? "mean" : "peak",
          .margin = recipe.hand_crop.margin,
          .mirror_left = recipe.hand_crop.mirror_left};
}

FitOptions fit_options(const Recipe& recipe) {
  const auto& input = recipe.input;
  Fit fit = Fit::kLetterBox;
  if (input.fit == "stretch") fit = Fit::kStretch;
  if (input.fit == "hand_crop") fit = Fit::kHandCrop;
  FitOptions options{
      .height = input.height, .width = input.width, .fit = fit, .hand = recipe.hand_crop};
  if (recipe.depth.unit == "relative") options.depth_unit = DepthUnit::kRelative;
  if (recipe.depth.unit == "metre") options.depth_unit = DepthUnit::kMillimetre;
  return options;
}

Preparation::Preparation(const Recipe& recipe, at::Device device)
    : input_(recipe.input), device_(device) {
  for (const auto& unit : recipe.augment) {
    augmentations_.push_back(make_augmentation(unit.name, unit.options ? *unit.options : Json()));
  }
}

Prepared Preparation::operator()(LoadedBatch loaded) const {
  auto batch = std::move(loaded.batch);
  for_each_tensor(batch, [this](at::Tensor& tensor) { tensor = tensor.to(device_); });
  batch.image = batch.image.to(at::kFloat).div_(255);
  batch = augment(std::move(batch), loaded);
  auto input =
      normalise(batch.image, input_.mean, input_.std).contiguous(at::MemoryFormat::ChannelsLast);
  return {.input = std::move(input), .batch = std::move(batch)};
}

/// The chosen samples augmented, the others as they are.
Batch Preparation::augment(Batch batch, const LoadedBatch& loaded) const {
  if (augmentations_.empty() || loaded.augmented.empty()) return batch;
  const bool all = loaded.augmented.size() == loaded.seeds.size();
  auto part = all ? std::move(batch) : select_samples(batch, loaded.augmented);
  for (std::size_t a = 0; a < augmentations_.size(); ++a) {
    std::vector<Seed> seeds;
    for (const auto i : loaded.augmented) {
      seeds.push_back(loaded.seeds[static_cast<std::size_t>(i)].split(a));
    }
    part = augmentations_[a](std::move(part), seeds);
  }
  return all ? part : replace_samples(std::move(batch), loaded.augmented, part);
}

Prepared slice(const Prepared& prepared, std::int64_t first, std::int64_t last) {
  Prepared part = prepared;
  part.input = part.input.slice(0, first, last);
  for_each_tensor(part.batch, [&](at::Tensor& tensor) { tensor = tensor.slice(0, first, last); });
  const auto ids = prepared.batch.ids.begin();
  part.batch.ids.assign(ids + first, ids + last);
  return part;
}

}  // namespace handsight
