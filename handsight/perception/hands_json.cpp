// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/hands_json.h"

#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/perception/rle.h"

namespace handsight {
namespace {

double rounded(double value, double steps) { return std::round(value * steps) / steps; }

Json box_json(const Hand& hand) {
  if (!hand.smooth_box) return {hand.box.x, hand.box.y, hand.box.width, hand.box.height};
  const Rectangle& box = *hand.smooth_box;
  return {rounded(box.x, 100.0), rounded(box.y, 100.0), rounded(box.width, 100.0),
          rounded(box.height, 100.0)};
}

Json keypoints_json(const HandKeypoints& keypoints) {
  Json json = Json::array();
  for (const auto& point : keypoints) {
    json.push_back({rounded(point.x, 100.0), rounded(point.y, 100.0),
                    rounded(point.confidence, 1e4), std::string(state_name(point.state))});
  }
  return json;
}

Json hand_json(const Hand& hand, const PictureInfo& picture) {
  Json json = Json::object();
  if (hand.track) json["track"] = *hand.track;
  if (hand.side) json["side"] = *hand.side;
  json["score"] = rounded(hand.score, 1e6);
  json["box"] = box_json(hand);
  if (hand.keypoints) json["keypoints"] = keypoints_json(*hand.keypoints);
  if (hand.depth_mm) json["depth_mm"] = rounded(*hand.depth_mm, 10.0);
  if (hand.hidden_share) json["hidden"] = rounded(*hand.hidden_share, 1e4);
  json["mask"] = {{"size", {picture.height, picture.width}},
                  {"counts", rle_text(encode_rle(hand, picture.width, picture.height))}};
  return json;
}

}  // namespace

Json hands_json(const PictureInfo& picture, const Json& model, std::span<const Hand> hands) {
  Json json = Json::object();
  json["image"] = picture.path;
  json["width"] = picture.width;
  json["height"] = picture.height;
  json["model"] = model;
  json["hands"] = Json::array();
  for (const Hand& hand : hands) json["hands"].push_back(hand_json(hand, picture));
  return json;
}

}  // namespace handsight
