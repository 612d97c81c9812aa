// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/api/detector.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/inference/mask_prediction.h"
#include "handsight/perception/hands.h"
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

Hand public_hand(handsight::Hand hand) {
  auto mask = std::move(hand.mask.pixels);
  for (auto& value : mask) value = value == 0 ? 0 : 255;
  return {.x = hand.box.x,
          .y = hand.box.y,
          .width = hand.box.width,
          .height = hand.box.height,
          .score = static_cast<float>(hand.score),
          .mask = std::move(mask)};
}

}  // namespace

struct Detector::Impl {
  std::unique_ptr<MaskNetwork> network;
  MaskPredictionOptions prediction{};
  HandsOptions hands{};

  [[nodiscard]] ProbabilityMap predict(const ImageView& image) const {
    return predict_hand(*network, rgb_of(image), prediction);
  }
};

Detector::Detector(const std::string& model, const DetectorOptions& options)
    : impl_(std::make_unique<Impl>()) {
  translated([&] {
    impl_->hands = {.threshold = static_cast<double>(options.threshold),
                    .min_area = static_cast<double>(options.min_area),
                    .max_hands = options.max_hands};
    (void)find_hands({.width = 1, .height = 1, .values = {0.0F}}, impl_->hands);  // checks them
    impl_->network = open_onnx(model, {.precision = options.precision, .threads = options.threads});
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
    for (auto& hand : find_hands(impl_->predict(image), impl_->hands)) {
      hands.push_back(public_hand(std::move(hand)));
    }
    return hands;
  });
}

Probability Detector::probability(const ImageView& image) const {
  return translated([&] {
    auto map = impl_->predict(image);
    return Probability{.width = map.width, .height = map.height, .values = std::move(map.values)};
  });
}

}  // namespace handsight::api
