// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/hands_json.h"

#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/perception/rle.h"

namespace handsight {
namespace {

Json hand_json(const Hand& hand, const PictureInfo& picture) {
  Json json = Json::object();
  if (hand.side) json["side"] = *hand.side;
  json["score"] = std::round(hand.score * 1e6) / 1e6;
  json["box"] = {hand.box.x, hand.box.y, hand.box.width, hand.box.height};
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
