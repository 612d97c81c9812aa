// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>

#include "handsight/api/detector.h"
#include "handsight/api/handsight.h"

namespace api = handsight::api;

struct handsight_detector {
  api::Detector detector;
};

struct handsight_result {
  std::vector<api::Hand> hands;
  std::vector<std::vector<handsight_keypoint>> keypoints;  // of each hand
};

namespace {

void tell(const char* text, char* message, size_t message_size) {
  if (message == nullptr || message_size == 0) return;
  const auto length = std::min(std::strlen(text), message_size - 1);
  std::memcpy(message, text, length);
  message[length] = '\0';
}

void require(const void* pointer, const char* what) {
  if (pointer == nullptr) throw std::invalid_argument(std::string("handsight: no ") + what);
}

/// 0, or 1 with the reason.
template <class Action>
int guarded(Action&& action, char* message, size_t message_size) {
  try {
    action();
    return 0;
  } catch (const std::exception& error) {
    tell(error.what(), message, message_size);
  } catch (...) {
    tell("handsight: unknown error", message, message_size);
  }
  return 1;
}

api::DetectorOptions options_of(const handsight_options* given) {
  api::DetectorOptions options;
  if (given == nullptr) return options;
  if (given->precision != nullptr) options.precision = given->precision;
  options.threads = given->threads;
  options.threshold = given->threshold;
  options.min_area = given->min_area;
  options.max_hands = given->max_hands;
  if (given->pose_model != nullptr) options.pose_model = given->pose_model;
  options.mirrored = given->mirrored != 0;
  options.closer_look = given->closer_look != 0;
  return options;
}

std::vector<handsight_keypoint> plain(const std::vector<api::Keypoint>& keypoints) {
  std::vector<handsight_keypoint> list;
  for (const auto& point : keypoints) {
    list.push_back({.x = point.x,
                    .y = point.y,
                    .confidence = point.confidence,
                    .state = static_cast<handsight_keypoint_state>(point.state)});
  }
  return list;
}

}  // namespace

void handsight_default_options(handsight_options* options) {
  const api::DetectorOptions defaults;
  *options = {.precision = "auto",
              .threads = defaults.threads,
              .threshold = defaults.threshold,
              .min_area = defaults.min_area,
              .max_hands = defaults.max_hands,
              .pose_model = nullptr,
              .mirrored = 0,
              .closer_look = 0};
}

int handsight_open(const char* model, const handsight_options* options,
                   handsight_detector** detector, char* message, size_t message_size) {
  return guarded(
      [&] {
        require(detector, "place for the detector");
        *detector = nullptr;
        require(model, "path of a model");
        *detector = new handsight_detector{api::Detector(model, options_of(options))};
      },
      message, message_size);
}

void handsight_close(handsight_detector* detector) { delete detector; }

int handsight_detect(const handsight_detector* detector, const handsight_image* image,
                     handsight_result** result, char* message, size_t message_size) {
  return guarded(
      [&] {
        require(result, "place for the result");
        *result = nullptr;
        require(detector, "detector");
        require(image, "image");
        const api::ImageView view{.pixels = image->pixels,
                                  .width = image->width,
                                  .height = image->height,
                                  .stride = image->stride,
                                  .format = static_cast<api::PixelFormat>(image->format),
                                  .chroma = image->chroma,
                                  .chroma_stride = image->chroma_stride};
        auto found = std::make_unique<handsight_result>();
        found->hands = detector->detector.detect(view);
        for (const auto& hand : found->hands) found->keypoints.push_back(plain(hand.keypoints));
        *result = found.release();
      },
      message, message_size);
}

size_t handsight_count(const handsight_result* result) {
  return result == nullptr ? 0 : result->hands.size();
}

handsight_hand handsight_at(const handsight_result* result, size_t index) {
  if (index >= handsight_count(result)) return {};
  const auto& hand = result->hands[index];
  return {.x = hand.x,
          .y = hand.y,
          .width = hand.width,
          .height = hand.height,
          .score = hand.score,
          .mask = hand.mask.data(),
          .side = static_cast<handsight_side>(hand.side),
          .keypoints = hand.keypoints.empty() ? nullptr : result->keypoints[index].data()};
}

void handsight_free(handsight_result* result) { delete result; }
