// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/record.h"

#include <algorithm>
#include <cmath>

#include "handsight/core/error.h"

namespace handsight {
namespace {

constexpr double kMargin = 0.05;

void check_pair(std::string_view what, const Image& predicted, const Image& truth) {
  if (predicted.width != truth.width || predicted.height != truth.height) {
    fail("count ", what, ": the prediction is ", predicted.width, " x ", predicted.height,
         " and the truth ", truth.width, " x ", truth.height, "; resize the prediction first");
  }
  if (predicted.channels != 1 || truth.channels != 1) {
    fail("count ", what, ": expected masks of 1 channel, found ", predicted.channels,
         " (prediction) and ", truth.channels, " (truth)");
  }
}

void count_part(std::uint8_t predicted, std::uint8_t truth,
                std::array<ClassCounts, PartsRecord::kParts>& counts) {
  if (truth == kIgnore) return;
  if (truth > PartsRecord::kParts || predicted > PartsRecord::kParts) {
    fail("count parts: found the ids ", int{predicted}, " (prediction) and ", int{truth},
         " (truth); expected 0 to ", PartsRecord::kParts);
  }
  if (truth > 0) ++counts[truth - 1U].truth;
  if (predicted > 0) ++counts[predicted - 1U].predicted;
  if (truth > 0 && truth == predicted) ++counts[truth - 1U].both;
}

void add_depth(DepthCounts& counts, double predicted, double truth, double range) {
  const double error = std::abs(predicted - truth);
  ++counts.pixels;
  counts.within += error <= kMargin * range ? 1 : 0;
  counts.within_relative += error <= kMargin * truth ? 1 : 0;
  counts.absolute_error += error / range;
}

}  // namespace

std::string_view name_of(Task task) {
  switch (task) {
    case Task::kMask:
      return "mask";
    case Task::kSides:
      return "sides";
    case Task::kParts:
      return "parts";
    case Task::kDepth:
      return "depth";
    case Task::kKeypoints:
      return "keypoints";
  }
  return "unknown";
}

bool has_task(const PictureRecord& picture, Task task) {
  switch (task) {
    case Task::kMask:
      return picture.mask.has_value();
    case Task::kSides:
      return picture.sides.has_value();
    case Task::kParts:
      return picture.parts.has_value();
    case Task::kDepth:
      return picture.depth.has_value();
    case Task::kKeypoints:
      return picture.keypoints.has_value();
  }
  return false;
}

PictureRecord blank_record() {
  return {.mask = Confusion{},
          .sides = SidesRecord{},
          .parts = PartsRecord{},
          .depth = DepthRecord{},
          .keypoints = KeypointsRecord{}};
}

Confusion& Confusion::operator+=(const Confusion& other) {
  true_positive += other.true_positive;
  false_positive += other.false_positive;
  false_negative += other.false_negative;
  true_negative += other.true_negative;
  return *this;
}

Confusion count_pixels(const Image& predicted, const Image& truth) {
  check_pair("pixels", predicted, truth);
  Confusion counts;
  for (std::size_t i = 0; i < truth.pixels.size(); ++i) {
    const bool found = predicted.pixels[i] != 0;
    switch (truth.pixels[i]) {
      case kHand:
        ++(found ? counts.true_positive : counts.false_negative);
        break;
      case kBackground:
        ++(found ? counts.false_positive : counts.true_negative);
        break;
      case kIgnore:
        break;
      default:
        fail("count pixels: the truth holds the value ", int{truth.pixels[i]},
             "; expected 0 (background), 1 (hand) or 255 (ignore)");
    }
  }
  return counts;
}

SidesRecord count_sides(const TwoMaps& predicted, const TwoMaps& truth) {
  SidesRecord record{.left = count_pixels(predicted.left, truth.left),
                     .right = count_pixels(predicted.right, truth.right)};
  check_pair("sides", truth.left, truth.right);
  for (std::size_t i = 0; i < truth.left.pixels.size(); ++i) {
    const auto left = truth.left.pixels[i];
    const auto right = truth.right.pixels[i];
    const bool one_hand =
        (left == kHand) != (right == kHand) && left != kIgnore && right != kIgnore;
    const bool found_left = predicted.left.pixels[i] != 0;
    const bool found_right = predicted.right.pixels[i] != 0;
    if (!one_hand || found_left == found_right) continue;
    ++(found_left == (left == kHand) ? record.kept : record.swapped);
  }
  return record;
}

PartsRecord count_parts(const TwoMaps& predicted, const TwoMaps& truth) {
  PartsRecord record;
  const std::array<const Image*, 2> found{&predicted.left, &predicted.right};
  const std::array<const Image*, 2> labelled{&truth.left, &truth.right};
  for (std::size_t hand = 0; hand < 2; ++hand) {
    check_pair("parts", *found[hand], *labelled[hand]);
    for (std::size_t i = 0; i < labelled[hand]->pixels.size(); ++i) {
      count_part(found[hand]->pixels[i], labelled[hand]->pixels[i], record.hands[hand]);
    }
  }
  return record;
}

DepthRecord count_depth(const DepthView& predicted, const DepthView& truth, double range) {
  const auto fits = [&](const Image* mask) {
    return mask == nullptr || mask->pixels.size() == truth.depth.size();
  };
  if (predicted.depth.size() != truth.depth.size() || !fits(predicted.mask) || !fits(truth.mask)) {
    fail("count depth: the prediction has ", predicted.depth.size(), " pixels and the truth ",
         truth.depth.size(), "; maps and masks must have one size");
  }
  DepthRecord record;
  for (std::size_t i = 0; i < truth.depth.size(); ++i) {
    const double found = predicted.depth[i];
    const double labelled = truth.depth[i];
    const auto mask = truth.mask == nullptr ? kBackground : truth.mask->pixels[i];
    if (mask == kIgnore) continue;
    const bool hand = mask == kHand;
    const bool found_hand = predicted.mask != nullptr && predicted.mask->pixels[i] != 0;
    if (hand && labelled > 0) add_depth(record.hand, found, labelled, range);
    if (hand || found_hand) add_depth(record.either, found, labelled, range);
    add_depth(record.all, found, labelled, range);
  }
  return record;
}

}  // namespace handsight
