// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/sample_json.h"

#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"

namespace handsight {
namespace {

constexpr std::size_t kMaxHands = 1024;
constexpr std::array<std::string_view, 4> kVisibilityNames{"unlabelled", "outside", "occluded",
                                                           "visible"};

Json hand_to_json(const HandLabel& hand) {
  Json json{{"own", hand.own}};
  if (hand.side) json["side"] = side_name(*hand.side);
  if (hand.box) {
    json["box"] = {hand.box->x, hand.box->y, hand.box->width, hand.box->height};
  }
  if (hand.keypoints) {
    for (const auto& point : *hand.keypoints) {
      json["keypoints"].push_back({point.x, point.y, visibility_name(point.visibility)});
    }
  }
  if (hand.joints_mm) {
    for (const auto& joint : *hand.joints_mm) {
      json["joints_mm"].push_back({joint.x, joint.y, joint.z});
    }
  }
  return json;
}

/// Reads members of one object, and names the one that makes no sense.
class Reader {
 public:
  Reader(const Json& json, std::string owner) : json_(json), owner_(std::move(owner)) {
    if (!json.is_object()) fail<FileError>(owner_, ": expected a JSON object");
  }

  /// Null when it is absent.
  [[nodiscard]] const Json* member(const char* key) const {
    const auto found = json_.find(key);
    return found == json_.end() ? nullptr : &*found;
  }
  [[nodiscard]] std::string text(const char* key) const {
    const auto* value = member(key);
    if (value == nullptr) return {};
    if (!value->is_string()) refuse(key, "text");
    return value->get<std::string>();
  }
  template <std::size_t N>
  [[nodiscard]] std::array<float, N> numbers(const char* key, const Json& value) const {
    std::array<float, N> found{};
    if (!value.is_array() || value.size() < N) refuse(key, std::to_string(N) + " numbers");
    for (std::size_t i = 0; i < N; ++i) {
      if (!value[i].is_number() || !std::isfinite(value[i].get<float>())) {
        refuse(key, std::to_string(N) + " finite numbers");
      }
      found[i] = value[i].get<float>();
    }
    return found;
  }
  [[nodiscard]] const Json* points(const char* key) const {
    const auto* value = member(key);
    if (value != nullptr && (!value->is_array() || value->size() != kKeypointCount)) {
      refuse(key, "a list of 21 points");
    }
    return value;
  }
  [[noreturn]] void refuse(const char* key, const std::string& expected) const {
    fail<FileError>(owner_, ": '", key, "' must be ", expected);
  }

 private:
  const Json& json_;
  std::string owner_;
};

Visibility read_visibility(const Json& point, const Reader& reader) {
  if (point.size() == 3 && point[2].is_string()) {
    for (std::size_t i = 0; i < kVisibilityNames.size(); ++i) {
      if (point[2] == kVisibilityNames[i]) return static_cast<Visibility>(i);
    }
  }
  reader.refuse("keypoints", "x, y and one of unlabelled, outside, occluded, visible");
}

HandLabel read_hand(const Json& json, const std::string& owner) {
  const Reader reader(json, owner);
  HandLabel hand;
  if (const auto side = reader.text("side"); side == "left" || side == "right") {
    hand.side = side == "left" ? Side::kLeft : Side::kRight;
  } else if (!side.empty()) {
    reader.refuse("side", "'left' or 'right'");
  }
  if (const auto* own = reader.member("own")) {
    if (!own->is_boolean()) reader.refuse("own", "true or false");
    hand.own = own->get<bool>();
  }
  if (const auto* box = reader.member("box")) {
    const auto [x, y, width, height] = reader.numbers<4>("box", *box);
    hand.box = LabelBox{.x = x, .y = y, .width = width, .height = height};
  }
  if (const auto* points = reader.points("keypoints")) {
    auto& keypoints = hand.keypoints.emplace();
    for (std::size_t k = 0; k < kKeypointCount; ++k) {
      const auto [x, y] = reader.numbers<2>("keypoints", (*points)[k]);
      keypoints[k] = {.x = x, .y = y, .visibility = read_visibility((*points)[k], reader)};
    }
  }
  if (const auto* points = reader.points("joints_mm")) {
    auto& joints = hand.joints_mm.emplace();
    for (std::size_t k = 0; k < kKeypointCount; ++k) {
      const auto [x, y, z] = reader.numbers<3>("joints_mm", (*points)[k]);
      joints[k] = {x, y, z};
    }
  }
  return hand;
}

}  // namespace

std::string_view visibility_name(Visibility visibility) {
  return kVisibilityNames[static_cast<std::size_t>(visibility)];
}

Json sample_details_to_json(const Sample& sample) {
  Json json = Json::object();
  if (!sample.subject.empty()) json["subject"] = sample.subject;
  if (!sample.video.empty()) json["video"] = sample.video;
  if (sample.frame >= 0) json["frame"] = sample.frame;
  if (!sample.split.empty()) json["split"] = sample.split;
  if (const auto& camera = sample.camera) {
    json["camera"] = {camera->focal_x_px, camera->focal_y_px, camera->centre_x_px,
                      camera->centre_y_px};
  }
  for (const auto& hand : sample.hands) json["hands"].push_back(hand_to_json(hand));
  return json;
}

void read_sample_details(const Json& json, const std::string& source, Sample& sample) {
  const Reader reader(json, source);
  sample.subject = reader.text("subject");
  sample.video = reader.text("video");
  sample.split = reader.text("split");
  if (const auto* frame = reader.member("frame")) {
    if (!frame->is_number_integer()) reader.refuse("frame", "a whole number");
    sample.frame = frame->get<std::int64_t>();
  }
  if (const auto* camera = reader.member("camera")) {
    const auto [fx, fy, cx, cy] = reader.numbers<4>("camera", *camera);
    sample.camera =
        Camera{.focal_x_px = fx, .focal_y_px = fy, .centre_x_px = cx, .centre_y_px = cy};
  }
  const auto* hands = reader.member("hands");
  if (hands == nullptr) return;
  if (!hands->is_array() || hands->size() > kMaxHands) reader.refuse("hands", "a list of hands");
  for (const auto& hand : *hands) {
    sample.hands.push_back(
        read_hand(hand, source + ", hand " + std::to_string(sample.hands.size())));
  }
}

}  // namespace handsight
