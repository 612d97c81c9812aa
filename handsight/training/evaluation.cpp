// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/evaluation.h"

#include <algorithm>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/tensors/batch.h"
#include "handsight/training/evaluation_compare.h"
#include "handsight/training/evaluation_crop.h"
#include "handsight/training/evaluation_points.h"

namespace handsight {
namespace {

constexpr int kLongestGap = 5;  // frames; a longer one begins another clip

Image to_labels(const at::Tensor& map) { return tensor_to_image(map.to(at::kByte).contiguous()); }

/// Probability of hand against background: one channel, or all but the first of several.
at::Tensor hand_channel(const at::Tensor& group) {
  return group.size(0) == 1 ? group.select(0, 0) : group.slice(0, 1).sum(0);
}

Image either(const TwoMaps& maps) {
  Image mask = maps.left;
  for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
    mask.pixels[i] = maps.left.pixels[i] != 0 || maps.right.pixels[i] != 0 ? kHand : kBackground;
  }
  return mask;
}

void add_sides(const at::Tensor& maps, const std::vector<OutputMap>& outputs, Prediction& found) {
  const auto left = output_named(maps, outputs, "left");
  const auto right = output_named(maps, outputs, "right");
  if (!left.defined() || !right.defined()) return;
  found.sides = {.left = to_labels(left.select(0, 0).gt(0.5)),
                 .right = to_labels(right.select(0, 0).gt(0.5))};
}

void add_parts(const at::Tensor& maps, const std::vector<OutputMap>& outputs, Prediction& found) {
  const auto left = output_named(maps, outputs, "left_parts");
  const auto right = output_named(maps, outputs, "right_parts");
  if (!left.defined() || !right.defined()) return;
  found.parts = {.left = to_labels(left.argmax(0)), .right = to_labels(right.argmax(0))};
  if (found.sides.left.empty()) {
    const auto whole = [](Image parts) {
      for (auto& value : parts.pixels) value = value != 0 ? kHand : kBackground;
      return parts;
    };
    found.sides = {.left = whole(found.parts.left), .right = whole(found.parts.right)};
  }
}

/// unit_of_depth  what the network's depth counts
Prediction decode(const at::Tensor& maps, const std::vector<OutputMap>& outputs,
                  float unit_of_depth) {
  Prediction found;
  add_sides(maps, outputs, found);
  add_parts(maps, outputs, found);
  if (const auto mask = output_named(maps, outputs, "mask"); mask.defined()) {
    found.mask = to_labels(hand_channel(mask).gt(0.5));
  } else if (!found.sides.left.empty()) {
    found.mask = either(found.sides);
  }
  if (auto depth = output_named(maps, outputs, "depth"); depth.defined()) {
    depth = (depth * unit_of_depth).contiguous();
    const auto* first = depth.data_ptr<float>();
    found.depth.assign(first, first + depth.numel());
  }
  return found;
}

/// Where a picture stands in its video.
struct FramePlace {
  std::string video{};
  std::int64_t frame = -1;
};

bool goes_on(const FramePlace& before, const Sample& now) {
  const auto step = now.frame - before.frame;
  return !now.video.empty() && now.video == before.video && step >= 1 && step <= kLongestGap;
}

/// Calls `look` with every sample of the data set and what the network says about it.
template <class Look>
void for_each_prediction(Network& network, const Dataset& dataset, const EvaluationOptions& options,
                         Progress& progress, Look&& look) {
  const bool was_training = network.is_training();
  network.eval();
  progress.start("evaluate", static_cast<std::int64_t>(dataset.size()));
  RecurrentState memory;
  FramePlace before;
  for (std::size_t i = 0; i < dataset.size(); ++i) {
    const auto sample = as_shown(dataset.get(i, evaluation_seed(i)), network.outputs(), options);
    if (!goes_on(before, sample)) memory.clear();
    look(i, sample, predict(network, sample, options, &memory));
    before = {.video = sample.video, .frame = sample.frame};
    progress.update(static_cast<std::int64_t>(i) + 1, "");
  }
  progress.finish("");
  network.train(was_training);
}

bool says_something(const PictureRecord& record) {
  return record.mask || record.sides || record.parts || record.depth || record.keypoints;
}

void require_labels(const std::vector<PictureRecord>& pictures, const Network& network) {
  if (std::any_of(pictures.begin(), pictures.end(), says_something)) return;
  std::string outputs;
  for (const auto& output : network.outputs()) {
    outputs.append(outputs.empty() ? "" : ", ").append(output.name);
  }
  fail<FileError>("evaluate: none of ", pictures.size(),
                  " pictures has a label that the network's outputs (", outputs,
                  ") can be compared with");
}

}  // namespace

Seed evaluation_seed(std::size_t index) { return Seed(0).split("evaluate").split(index); }

std::vector<Task> tasks_of(const std::vector<OutputMap>& outputs) {
  const auto has = [&](std::string_view name) {
    return std::any_of(outputs.begin(), outputs.end(),
                       [&](const OutputMap& output) { return output.name == name; });
  };
  std::vector<Task> tasks;
  if (has("mask") || has("left") || has("left_parts")) tasks.push_back(Task::kMask);
  if (has("left") || has("left_parts")) tasks.push_back(Task::kSides);
  if (has("left_parts")) tasks.push_back(Task::kParts);
  if (has("depth")) tasks.push_back(Task::kDepth);
  if (has("keypoints")) tasks.push_back(Task::kKeypoints);
  return tasks;
}

Prediction predict(Network& network, const Sample& sample, const EvaluationOptions& options,
                   RecurrentState* memory) {
  const auto outputs = network.outputs();
  const auto tasks = tasks_of(outputs);
  if (tasks.empty()) {
    fail<ModelError>(
        "evaluate: nothing is known of the network's outputs; expected a mask, sides, "
        "parts, depth or keypoints");
  }
  Prediction found;
  if (tasks.front() != Task::kKeypoints) {
    const bool is_crop = options.fit == Fit::kHandCrop;
    const float lens = is_crop ? crop_lens(sample, 1.0, sample.image.width) : 1.0F;
    found = decode(predict_maps(network, sample.image, options, memory), outputs,
                   lens * depth_range(sample.depth.unit));
  }
  if (tasks.back() == Task::kKeypoints) {
    found.keypoints = find_keypoints(network, sample, options);
  }
  return found;
}

Evaluation evaluate_pictures(Network& network, const Dataset& dataset,
                             const EvaluationOptions& options, Progress& progress) {
  Evaluation evaluation;
  const auto look = [&](std::size_t i, const Sample& sample, const Prediction& prediction) {
    evaluation.pictures.push_back(compare(sample, prediction));
    const auto trivial = trivial_predictions(sample, prediction, evaluation_seed(i));
    evaluation.trivial.resize(trivial.size());
    for (std::size_t t = 0; t < trivial.size(); ++t) {
      evaluation.trivial[t].name = trivial[t].name;
      evaluation.trivial[t].pictures.push_back(compare(sample, trivial[t].prediction));
    }
  };
  for_each_prediction(network, dataset, options, progress, look);
  require_labels(evaluation.pictures, network);
  return evaluation;
}

std::vector<PictureRecord> score_pictures(Network& network, const Dataset& dataset,
                                          const EvaluationOptions& options, Progress& progress) {
  std::vector<PictureRecord> pictures;
  const auto look = [&](std::size_t, const Sample& sample, const Prediction& prediction) {
    pictures.push_back(compare(sample, prediction));
  };
  for_each_prediction(network, dataset, options, progress, look);
  require_labels(pictures, network);
  return pictures;
}

}  // namespace handsight
