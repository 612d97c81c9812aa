// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/core/fields.h"

#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"

namespace handsight {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct PoolOptions {
  bool padded = true;
  int size = 2;
  std::int64_t limit = 10;
  double scale = 0.5;
  std::string kind = "max";
  std::string name = "";
  std::vector<int> strides{};
  std::vector<double> weights{1.0, 2.0};
  std::vector<std::string> words{};
};
template <class Field>
void visit_fields(PoolOptions& o, Field&& field) {
  field("padded", o.padded, Any{}, "whether the border is padded");
  field("size", o.size, Range{1, 8}, "side of the window");
  field("limit", o.limit, Any{}, "most elements");
  field("scale", o.scale, Range{0.0, 1.0}, "factor");
  field("kind", o.kind, Choices{{"max", "mean"}}, "what is kept");
  field("name", o.name, Choices{}, "any text");
  field("strides", o.strides, Range{1, 4}, "per axis");
  field("weights", o.weights, Any{}, "per class");
  field("words", o.words, Choices{{"a", "b"}}, "some of a and b");
}

struct NoOptions {};
template <class Field>
void visit_fields(NoOptions&, Field&&) {}

PoolOptions parse(const std::string& json) {
  return parse_fields<PoolOptions>(Json::parse(json), "layer pool");
}
std::string error_of(const std::string& json) {
  try {
    static_cast<void>(parse(json));
  } catch (const InvalidArgument& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST(ParseFields, KeepsDefaultsForWhatIsNotGiven) {
  const auto options = parse(R"({"size":3})");
  EXPECT_EQ(options.size, 3);
  EXPECT_EQ(options.scale, 0.5);
  EXPECT_THAT(options.weights, ElementsAre(1.0, 2.0));
}

TEST(ParseFields, TakesNullAsNoSettings) {
  EXPECT_EQ(parse_fields<PoolOptions>(Json(), "layer pool").size, 2);
}

TEST(ParseFields, ReadsEveryType) {
  const auto options = parse(R"({"padded":false,"size":8,"limit":-9000000000,"scale":0.25,
    "kind":"mean","name":"x","strides":[1,4],"weights":[],"words":["b","a"]})");
  EXPECT_FALSE(options.padded);
  EXPECT_EQ(options.size, 8);
  EXPECT_EQ(options.limit, -9'000'000'000);
  EXPECT_EQ(options.scale, 0.25);
  EXPECT_EQ(options.kind, "mean");
  EXPECT_EQ(options.name, "x");
  EXPECT_THAT(options.strides, ElementsAre(1, 4));
  EXPECT_THAT(options.weights, IsEmpty());
  EXPECT_THAT(options.words, ElementsAre("b", "a"));
}

TEST(ParseFields, TakesAWholeNumberWhereAFractionIsAllowed) {
  EXPECT_EQ(parse(R"({"scale":1})").scale, 1.0);
}

TEST(ParseFields, ListsTheKnownOptionsWhenOneIsUnknown) {
  EXPECT_EQ(error_of(R"({"sizes":3})"),
            "layer pool: unknown option 'sizes'; known options: padded, size, limit, scale, kind, "
            "name, strides, weights, words");
}

TEST(ParseFields, SaysThatAUnitTakesNoOptions) {
  try {
    static_cast<void>(parse_fields<NoOptions>(Json{{"a", 1}}, "loss plain"));
    FAIL() << "nothing was thrown";
  } catch (const InvalidArgument& error) {
    EXPECT_STREQ(error.what(), "loss plain: unknown option 'a'; it takes no options");
  }
}

TEST(ParseFields, NamesTheTypeItNeedsAndWhatItFound) {
  EXPECT_EQ(error_of(R"({"padded":1})"),
            "layer pool: option 'padded' needs a true or false, found 1");
  EXPECT_EQ(error_of(R"({"size":2.0})"),
            "layer pool: option 'size' needs a whole number, found 2.0");
  EXPECT_EQ(error_of(R"({"scale":"1"})"), "layer pool: option 'scale' needs a number, found \"1\"");
  EXPECT_EQ(error_of(R"({"kind":null})"), "layer pool: option 'kind' needs a text, found null");
  EXPECT_EQ(error_of(R"({"strides":[1,"2"]})"),
            "layer pool: option 'strides' needs a list of whole number, found [1,\"2\"]");
}

TEST(ParseFields, ShortensALongValueInItsMessage) {
  EXPECT_LT(error_of("{\"size\":\"" + std::string(5000, 'x') + "\"}").size(), 200U);
}

TEST(ParseFields, RefusesSettingsThatAreNoTable) {
  EXPECT_EQ(error_of("[1]"), "layer pool: expected a table of options, found [1]");
}

TEST(ParseFields, RefusesWholeNumbersThatDoNotFit) {
  EXPECT_THAT(error_of(R"({"size":4294967298})"), HasSubstr("'size' needs a whole number"));
  EXPECT_THAT(error_of(R"({"limit":18446744073709551615})"), HasSubstr("needs a whole number"));
}

TEST(ParseFields, AcceptsBothEndsOfARange) {
  EXPECT_EQ(parse(R"({"size":1,"scale":1.0})").size, 1);
  EXPECT_EQ(parse(R"({"size":8,"scale":0.0})").size, 8);
}

TEST(ParseFields, GivesTheRangeOfANumberOutsideIt) {
  EXPECT_EQ(error_of(R"({"size":9})"), "layer pool: option 'size' is 9, allowed is [1, 8]");
  EXPECT_EQ(error_of(R"({"scale":-0.5})"), "layer pool: option 'scale' is -0.5, allowed is [0, 1]");
}

TEST(ParseFields, RefusesNotANumberWhereThereIsARange) {
  const Json settings{{"scale", std::numeric_limits<double>::quiet_NaN()}};
  EXPECT_THROW(static_cast<void>(parse_fields<PoolOptions>(settings, "layer pool")),
               InvalidArgument);
}

TEST(ParseFields, ListsTheChoicesForAWordThatIsNone) {
  EXPECT_EQ(error_of(R"({"kind":"min"})"),
            "layer pool: option 'kind' is 'min', allowed is max | mean");
}

TEST(ParseFields, ChecksEveryElementOfAList) {
  EXPECT_THAT(error_of(R"({"strides":[1,5]})"), EndsWith("'strides' is 5, allowed is [1, 4]"));
  EXPECT_THAT(error_of(R"({"words":["a","c"]})"), EndsWith("'words' is 'c', allowed is a | b"));
}

TEST(RecordFields, HoldsEveryFieldInTheOrderOfItsList) {
  EXPECT_EQ(record_fields(PoolOptions{}).dump(),
            R"({"padded":true,"size":2,"limit":10,"scale":0.5,"kind":"max","name":"",)"
            R"("strides":[],"weights":[1.0,2.0],"words":[]})");
}

TEST(RecordFields, IsReadBackByParseFields) {
  PoolOptions options;
  options.limit = std::numeric_limits<std::int64_t>::min();
  options.scale = 0.1;
  options.words = {"b"};
  const auto record = record_fields(options);
  EXPECT_EQ(record_fields(parse_fields<PoolOptions>(record, "layer pool")), record);
}

TEST(DescribeFields, GivesNameTypeDefaultAllowedValuesAndHelp) {
  const auto infos = describe_fields<PoolOptions>();
  ASSERT_EQ(infos.size(), 9U);
  EXPECT_EQ(infos[1].name, "size");
  EXPECT_EQ(infos[1].type, "whole number");
  EXPECT_EQ(infos[1].default_value, "2");
  EXPECT_EQ(infos[1].allowed, "[1, 8]");
  EXPECT_EQ(infos[1].help, "side of the window");
}

TEST(DescribeFields, NamesListsChoicesAndFieldsWithoutLimits) {
  const auto infos = describe_fields<PoolOptions>();
  EXPECT_EQ(infos[0].allowed, "");
  EXPECT_EQ(infos[4].allowed, "max | mean");
  EXPECT_EQ(infos[7].type, "list of number");
  EXPECT_EQ(infos[7].default_value, "[1.0,2.0]");
}

TEST(ExitCode, TellsWrongUsageFromAFailedRun) {
  EXPECT_EQ(exit_code(InvalidArgument("")), kExitUsage);
  EXPECT_EQ(exit_code(FileError("")), kExitFailed);
  EXPECT_EQ(exit_code(ModelError("")), kExitFailed);
  EXPECT_EQ(exit_code(std::bad_alloc()), kExitFailed);
}

}  // namespace
}  // namespace handsight
