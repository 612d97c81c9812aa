// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/evaluation_compare.h"

#include <algorithm>
#include <limits>

#include "handsight/core/error.h"

namespace handsight {
namespace {

bool is_inside(const Keypoint& point, const Image& image) {
  return point.x > -0.5F && point.y > -0.5F && point.x < static_cast<float>(image.width) - 0.5F &&
         point.y < static_cast<float>(image.height) - 0.5F;
}

/// Distance of a point to the nearest border of a box, in pixels; negative outside.
double depth_in(const LabelBox& box, const Keypoint& point) {
  return std::min({point.x - box.x, point.y - box.y, box.x + box.width - point.x,
                   box.y + box.height - point.y});
}

KeypointsRecord compare_keypoints(const Sample& sample, const PredictedHand& found) {
  const auto& truth = *sample.hands[found.hand].keypoints;
  KeypointsRecord record;
  double left = std::numeric_limits<double>::infinity();
  double top = left;
  double right = -left;
  double bottom = -left;
  for (std::size_t i = 0; i < found.at_border.size(); ++i) {
    const auto& point = truth[i];
    const bool counts = point.visibility == Visibility::kVisible && is_inside(point, sample.image);
    if (counts) {
      left = std::min(left, double{point.x});
      right = std::max(right, double{point.x});
      top = std::min(top, double{point.y});
      bottom = std::max(bottom, double{point.y});
    }
    record.points.push_back(
        {.truth_x = point.x,
         .truth_y = point.y,
         .x = found.keypoints[i].x,
         .y = found.keypoints[i].y,
         .counts = counts,
         .strayed = found.at_border[i] && depth_in(found.crop, point) >= found.border_px});
  }
  record.hand_side_px = std::max({right - left, bottom - top, 0.0});
  return record;
}

/// 1 where `parts` shows the hand, kIgnore where neither it nor the map of sides says.
Image one_side(const Image& parts, const Image& sides, std::uint8_t side) {
  const auto& known = parts.empty() ? sides : parts;
  Image mask(known.width, known.height, 1, kIgnore);
  for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
    if (!parts.empty() && parts.pixels[i] != kIgnore) {
      mask.pixels[i] = parts.pixels[i] != 0 ? kHand : kBackground;
    } else if (!sides.empty() && sides.pixels[i] != kIgnore) {
      mask.pixels[i] = sides.pixels[i] == side ? kHand : kBackground;
    }
  }
  return mask;
}

/// The part labels of both hands; where only one hand has any, the other's are not known.
TwoMaps true_parts(const Sample& sample) {
  const auto or_unknown = [](const Image& parts, const Image& other) {
    return parts.empty() ? Image(other.width, other.height, 1, kIgnore) : parts;
  };
  return {.left = or_unknown(sample.parts_left, sample.parts_right),
          .right = or_unknown(sample.parts_right, sample.parts_left)};
}

/// Each pixel by the toss of a coin.
Image tossed(Image mask, Seed seed) {
  Random random(seed);
  for (auto& value : mask.pixels) value = random.chance(0.5) ? kHand : kBackground;
  return mask;
}

Image emptied(Image map) {
  std::fill(map.pixels.begin(), map.pixels.end(), kBackground);
  return map;
}

Prediction all_background(const Prediction& shape) {
  return {.mask = emptied(shape.mask),
          .sides = {.left = emptied(shape.sides.left), .right = emptied(shape.sides.right)},
          .parts = {.left = emptied(shape.parts.left), .right = emptied(shape.parts.right)},
          .depth = std::vector<float>(shape.depth.size(), 0.0F)};
}

Prediction coin_flip(const Sample& sample, const Prediction& shape, Seed seed) {
  Prediction coin{.mask = tossed(shape.mask, seed.split("mask")),
                  .sides = {.left = tossed(shape.sides.left, seed.split("left")),
                            .right = tossed(shape.sides.right, seed.split("right"))}};
  Random random(seed.split("depth"));
  const double range = depth_range(sample.depth.unit);
  for (std::size_t i = 0; i < shape.depth.size(); ++i) {
    coin.depth.push_back(static_cast<float>(random.uniform(0, range)));
  }
  return coin;
}

Prediction in_the_middle(const Prediction& shape) {
  Prediction middle;
  middle.keypoints = shape.keypoints;
  const auto& crop = shape.keypoints->crop;
  for (auto& point : middle.keypoints->keypoints) {
    point.x = crop.x + crop.width / 2;
    point.y = crop.y + crop.height / 2;
  }
  middle.keypoints->at_border.assign(shape.keypoints->at_border.size(), false);
  return middle;
}

}  // namespace

TwoMaps true_sides(const Sample& sample) {
  if (sample.sides.empty() && sample.parts_left.empty() && sample.parts_right.empty()) return {};
  return {.left = one_side(sample.parts_left, sample.sides, kLeftSide),
          .right = one_side(sample.parts_right, sample.sides, kRightSide)};
}

PictureRecord compare(const Sample& sample, const Prediction& prediction) {
  PictureRecord record{.id = sample.id, .video = sample.video};
  if (!prediction.mask.empty() && !sample.mask.empty()) {
    record.mask = count_pixels(prediction.mask, sample.mask);
  }
  const auto sides = prediction.sides.left.empty() ? TwoMaps{} : true_sides(sample);
  if (!sides.left.empty() && !sides.right.empty()) {
    record.sides = count_sides(prediction.sides, sides);
  }
  const bool has_parts = !sample.parts_left.empty() || !sample.parts_right.empty();
  if (!prediction.parts.left.empty() && has_parts) {
    record.parts = count_parts(prediction.parts, true_parts(sample));
  }
  if (!prediction.depth.empty() && !sample.depth.empty()) {
    const auto mask_of = [](const Image& mask) { return mask.empty() ? nullptr : &mask; };
    record.depth = count_depth({.depth = prediction.depth, .mask = mask_of(prediction.mask)},
                               {.depth = sample.depth.values, .mask = mask_of(sample.mask)},
                               depth_range(sample.depth.unit));
  }
  if (prediction.keypoints && prediction.keypoints->hand < sample.hands.size() &&
      sample.hands[prediction.keypoints->hand].keypoints) {
    record.keypoints = compare_keypoints(sample, *prediction.keypoints);
  }
  return record;
}

std::vector<TrivialPrediction> trivial_predictions(const Sample& sample,
                                                   const Prediction& prediction, Seed seed) {
  if (!prediction.mask.empty() || !prediction.depth.empty()) {
    return {{.name = "all background", .prediction = all_background(prediction)},
            {.name = "coin flip", .prediction = coin_flip(sample, prediction, seed.split("coin"))}};
  }
  // a picture whose hand could not be cropped has no record, whoever predicts
  return {{.name = "middle",
           .prediction = prediction.keypoints ? in_the_middle(prediction) : Prediction{}}};
}

std::vector<ProtocolValue> measure(const std::vector<PictureRecord>& pictures,
                                   const std::string& protocol) {
  const auto entries =
      protocol.empty() ? protocol_catalog() : std::vector<ProtocolEntry>{find_protocol(protocol)};
  std::vector<ProtocolValue> values;
  for (const auto& entry : entries) {
    const auto chosen = with_task(pictures, entry.task);
    if (chosen.empty() && protocol.empty()) continue;
    for (const auto& [name, value] : entry.measure(chosen)) {
      values.push_back({.name = std::string(entry.name) + "." + name, .value = value});
    }
  }
  return values;
}

double picture_quality(const PictureRecord& picture, Task task) {
  const auto first_value = [&](std::string_view protocol) {
    const PictureRecord* only = &picture;
    return find_protocol(protocol).measure({&only, 1}).front().value;
  };
  switch (task) {
    case Task::kMask:
      return first_value("imagewise");
    case Task::kSides:
      return first_value("sides");
    case Task::kParts:
      return first_value("amodal.strict");
    case Task::kDepth:
      return first_value("depth5.hand");
    case Task::kKeypoints: {
      const auto error = first_value("hand3d");
      return 1 / (1 + error / std::max(1.0, picture.keypoints->hand_side_px));
    }
  }
  fail("picture_quality: unknown task");
}

}  // namespace handsight
