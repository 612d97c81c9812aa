// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/json_stream.h"

#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"

#include "formats/scratch.h"

namespace handsight {
namespace {

using test::message_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// "keys: value" of everything that is handed out.
std::vector<std::string> visited(const std::string& text, std::size_t depth) {
  std::vector<std::string> found;
  std::istringstream stream(text);
  visit_json(stream, "x.json", depth, [&](std::span<const std::string> keys, const Json& value) {
    std::string line;
    for (const auto& key : keys) line += key + "/";
    found.push_back(line + value.dump());
  });
  return found;
}
std::string error_of(const std::string& text) {
  return message_of<FileError>([&] { (void)visited(text, 1); });
}

TEST(JsonStream, HandsOutTheEntriesOfLists) {
  EXPECT_THAT(
      visited(R"({"images": [{"id": 1, "x": [1, {"y": null}]}, 2], "info": {"a": true}})", 2),
      ElementsAre(R"(images//{"id":1,"x":[1,{"y":null}]})", "images//2", "info/a/true"));
}

TEST(JsonStream, HandsOutTheMembersOfObjects) {
  EXPECT_THAT(visited(R"({"0": {"5": [1]}, "1": {"6": [2], "7": []}})", 2),
              ElementsAre("0/5/[1]", "1/6/[2]", "1/7/[]"));
}

TEST(JsonStream, LeavesScalarsOfHigherLevelsOut) {
  EXPECT_THAT(visited(R"({"version": 1, "list": [3]})", 2), ElementsAre("list//3"));
}

TEST(JsonStream, HandsOutTheWholeAtDepth0) {
  EXPECT_THAT(visited(R"([1, "a", 2.5])", 0), ElementsAre(R"([1,"a",2.5])"));
}

TEST(JsonStream, SaysWhereItIsNoJson) {
  EXPECT_THAT(error_of(R"({"a": tru})"), HasSubstr("x.json: no valid JSON at byte"));
  EXPECT_THAT(error_of(R"({"a": [1, 2)"), HasSubstr("no valid JSON"));
  EXPECT_THAT(error_of(""), HasSubstr("no valid JSON"));
}

TEST(JsonStream, RefusesDeepNesting) {
  EXPECT_THAT(error_of(std::string(100000, '[')), HasSubstr("nested deeper than 64"));
}

TEST(JsonStream, RefusesOneEntryWithoutEnd) {
  std::string text = "[[";
  for (int i = 0; i < 1100000; ++i) text += "1,";
  EXPECT_THAT(error_of(text + "1]]"), HasSubstr("one entry of more than"));
}

}  // namespace
}  // namespace handsight
