// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/hands_json.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "perception/drawn_mask.h"

namespace handsight {
namespace {

using testing::drawn;

TEST(HandsJson, HoldsWhatTheContractLists) {
  const std::vector<Hand> hands{
      {.box = {1, 0, 2, 1}, .score = 0.9, .mask = drawn({"##"}), .side = "left"}};
  const Json model{{"name", "m"}};
  EXPECT_EQ(hands_json({.path = "a.png", .width = 4, .height = 1}, model, hands).dump(),
            R"({"image":"a.png","width":4,"height":1,"model":{"name":"m"},"hands":[{"side":"left",)"
            R"("score":0.9,"box":[1,0,2,1],"mask":{"size":[1,4],"counts":"121"}}]})");
}

TEST(HandsJson, LeavesOutASideThatIsNotKnown) {
  const std::vector<Hand> hands{{.box = {0, 0, 1, 1}, .mask = drawn({"#"})}};
  const auto json = hands_json({.path = "a", .width = 1, .height = 1}, Json::object(), hands);
  EXPECT_FALSE(json["hands"][0].contains("side"));
}

TEST(HandsJson, HasAnEmptyListForAPictureWithoutHands) {
  const auto json = hands_json({.path = "a", .width = 1, .height = 1}, Json::object(), {});
  EXPECT_EQ(json["hands"], Json::array());
}

}  // namespace
}  // namespace handsight
