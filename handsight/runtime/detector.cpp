// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/api/detector.h"

#include <algorithm>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/inference/closer_look.h"
#include "handsight/inference/keypoint_finder.h"
#include "handsight/inference/mask_prediction.h"
#include "handsight/perception/hands.h"
#include "handsight/perception/pose_perception.h"
#include "handsight/runtime/picture.h"

namespace handsight::api {
namespace {

/// Only standard exceptions leave the library.
template <class Action>
auto translated(Action&& action) {
  try {
    return action();
  } catch (const InvalidArgument& error) {
    throw std::invalid_argument(error.what());
  } catch (const Error& error) {
    throw std::runtime_error(error.what());
  }
}

Side public_side(const std::optional<std::string>& side) {
  if (!side) return Side::kUnknown;
  return *side == "left" ? Side::kLeft : Side::kRight;
}

std::vector<Keypoint> public_keypoints(const HandKeypoints& keypoints) {
  std::vector<Keypoint> list;
  for (const auto& point : keypoints) {
    list.push_back({.x = static_cast<float>(point.x),
                    .y = static_cast<float>(point.y),
                    .confidence = static_cast<float>(point.confidence),
                    .state = static_cast<KeypointState>(point.state)});
  }
  return list;
}

Hand public_hand(handsight::Hand hand) {
  auto mask = std::move(hand.mask.pixels);
  for (auto& value : mask) value = value == 0 ? 0 : 255;
  return {
      .x = hand.box.x,
      .y = hand.box.y,
      .width = hand.box.width,
      .height = hand.box.height,
      .score = static_cast<float>(hand.score),
      .mask = std::move(mask),
      .side = public_side(hand.side),
      .keypoints = hand.keypoints ? public_keypoints(*hand.keypoints) : std::vector<Keypoint>()};
}

/// A model of 8 bits says nothing of its neighbour.
std::string pose_precision(const DetectorOptions& options) {
  return options.precision == "int8" ? "auto" : options.precision;
}

}  // namespace

struct Detector::Impl {
  std::unique_ptr<PictureNetwork> network;
  MaskPredictionOptions prediction{};
  HandsOptions hands{};
  std::unique_ptr<KeypointFinder> pose{};
  PerceptionOptions perception{};
  bool closer_look = false;

  [[nodiscard]] HandMaps maps_of(const Image& image) const;
  [[nodiscard]] std::vector<handsight::Hand> detect(const Image& image) const;
};

HandMaps Detector::Impl::maps_of(const Image& image) const {
  auto maps = predict_hands(*network, image, prediction);
  return closer_look ? look_closer(*network, image, std::move(maps), prediction) : maps;
}

std::vector<handsight::Hand> Detector::Impl::detect(const Image& image) const {
  KeypointNetwork find;
  if (pose) {
    find = [this](const Image& frame, std::span<const HandView> views) {
      return pose->find(frame, views);
    };
  }
  return hands_of_picture(maps_of(image), image, hands, perception, find).hands;
}

Detector::Detector(const std::string& model, const DetectorOptions& options)
    : impl_(std::make_unique<Impl>()) {
  translated([&] {
    impl_->hands = {.threshold = static_cast<double>(options.threshold),
                    .min_area = static_cast<double>(options.min_area),
                    .max_hands = options.max_hands};
    (void)find_hands({.width = 1, .height = 1, .values = {0.0F}}, impl_->hands);  // checks them
    impl_->network = open_onnx(model, {.precision = options.precision, .threads = options.threads});
    impl_->perception.handedness.mirrored = options.mirrored;
    impl_->closer_look = options.closer_look;
    impl_->perception.pose.crop.looks = options.closer_look ? 2 : 1;
    if (!options.pose_model.empty()) {
      impl_->pose = std::make_unique<KeypointFinder>(
          open_onnx(options.pose_model, {.gives = "keypoints",
                                         .precision = pose_precision(options),
                                         .threads = options.threads}));
      impl_->perception.pose.crop.margin = impl_->pose->margin();
    }
    const auto& info = impl_->network->info();
    impl_->prediction = {.normalisation = info.normalisation,
                         .longest_px = std::max(info.input_height, info.input_width)};
  });
}

Detector::~Detector() = default;
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;

std::vector<Hand> Detector::detect(const ImageView& image) const {
  return translated([&] {
    std::vector<Hand> hands;
    for (auto& hand : impl_->detect(rgb_of(image))) {
      hands.push_back(public_hand(std::move(hand)));
    }
    return hands;
  });
}

Probability Detector::probability(const ImageView& image) const {
  return translated([&] {
    auto map = impl_->maps_of(rgb_of(image)).hand;
    return Probability{.width = map.width, .height = map.height, .values = std::move(map.values)};
  });
}

}  // namespace handsight::api
