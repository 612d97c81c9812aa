// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/toml.h"

#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"

#include "formats/scratch.h"

namespace handsight {
namespace {

using test::message_of;
using test::Scratch;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Json json(const std::string& text) { return Json::parse(text); }
std::string toml_error(const std::string& text) {
  return message_of<InvalidArgument>([&] { static_cast<void>(parse_toml(text, "r.toml")); });
}
Json overridden(const std::string& tree, const std::string& assignment) {
  auto value = json(tree);
  apply_override(value, assignment);
  return value;
}
std::string override_error(const std::string& tree, const std::string& assignment) {
  return message_of<InvalidArgument>([&] { static_cast<void>(overridden(tree, assignment)); });
}
Json there_and_back(const Json& tree) { return parse_toml(write_toml(tree), "written"); }

TEST(ParseToml, ReadsEveryTypeOfValue) {
  EXPECT_EQ(parse_toml("b = true\ni = -3\nf = 0.5\ns = 'x'\na = [1, 2]\nt = {k = 1}", ""),
            json(R"({"b":true,"i":-3,"f":0.5,"s":"x","a":[1,2],"t":{"k":1}})"));
}

TEST(ParseToml, KeepsWholeNumbersApartFromFractions) {
  EXPECT_TRUE(parse_toml("a = 1", "")["a"].is_number_integer());
  EXPECT_TRUE(parse_toml("a = 1.0", "")["a"].is_number_float());
}

TEST(ParseToml, ReadsSectionsAndListsOfSections) {
  EXPECT_EQ(parse_toml("[a.b]\nx = 1\n[[l]]\ny = 2\n[[l]]\n", ""),
            json(R"({"a":{"b":{"x":1}},"l":[{"y":2},{}]})"));
}

TEST(ParseToml, KeepsTheOrderOfTheText) {
  EXPECT_EQ(parse_toml("z = 1\na = 2\n[m]\n[b]\n", "").dump(), R"({"z":1,"a":2,"m":{},"b":{}})");
}

TEST(ParseToml, GivesTheLineAndColumnOfAMistake) {
  EXPECT_THAT(toml_error("a = 1\nb = ]\n"), StartsWith("r.toml: line 2 column 5: "));
}

TEST(ParseToml, GivesTheLineOfAKeyThatIsThereTwice) {
  EXPECT_THAT(toml_error("a = 1\na = 2\n"), StartsWith("r.toml: line 2 column"));
}

TEST(ParseToml, RefusesADate) {
  EXPECT_EQ(toml_error("a = 1\nday = 2020-01-02\n"),
            "r.toml: line 2 column 7: dates and times are not taken; put it in quotes");
}

TEST(ParseToml, RefusesNumbersThatAreNotFinite) {
  EXPECT_THAT(toml_error("a = nan"), HasSubstr("line 1 column 5: inf and nan"));
  EXPECT_THAT(toml_error("a = -inf"), HasSubstr("line 1 column 5: inf and nan"));
}

TEST(ParseToml, RefusesANumberBeyond64Bits) {
  EXPECT_THAT(toml_error("a = 99999999999999999999"), StartsWith("r.toml: line 1 column"));
}

TEST(ParseToml, RefusesBytesThatAreNotUtf8) {
  EXPECT_THAT(toml_error("a = '\xff\xfe'"), StartsWith("r.toml: line 1 column"));
}

TEST(ParseToml, RefusesDeeplyNestedLists) {
  EXPECT_THAT(toml_error("a = " + std::string(100'000, '[')), HasSubstr("maximum nested value"));
}

TEST(ParseToml, RefusesAKeyOfManyParts) {
  std::string key = "a";
  for (int i = 0; i < 100'000; ++i) key += ".a";
  const std::string expected = "r.toml: line 2: a key of more than 32 parts";
  EXPECT_EQ(toml_error("x = 1\n" + key + " = 1"), expected);
  EXPECT_EQ(toml_error("x = 1\n[" + key + "]"), expected);
  EXPECT_EQ(toml_error("x = 1\ny = { z = '.', " + key + " = 1 }"), expected);
}

TEST(ParseToml, RefusesBracketsWithoutPartners) {
  for (const auto* text :
       {"[[[a]]]", "[[[]]", "[[=", "[[[1]]]", "[", "[[", "[]", "a = [[", "a = {"}) {
    EXPECT_THAT(toml_error(text), StartsWith("r.toml: ")) << text;
  }
}

TEST(ParseToml, RefusesLettersBeyondAsciiOutsideQuotes) {
  for (const auto* text : {"\xC3\xA9 = 1", "a = \xC3\xA9", "a = 1\xE3\x81\xB2", "[\xCC\xAA]"}) {
    EXPECT_THAT(toml_error(text), StartsWith("r.toml: ")) << text;
  }
}

TEST(ParseToml, TakesLettersBeyondAsciiInTextAndComments) {
  EXPECT_EQ(parse_toml("a = \"\"\"\\\n\xC2\xA7\"\"\" # \xC3\xA9\n'\xC3\xA9' = 1", ""),
            (Json{{"a", "\xC2\xA7"}, {"\xC3\xA9", 1}}));
}

TEST(ParseToml, DoesNotCountTheDotsOfTextAndComments) {
  const std::string dots(200, '.');
  EXPECT_EQ(parse_toml("a = '" + dots + "' # " + dots + "\nb = \"\"\"\n" + dots + "\"\"\"", ""),
            (Json{{"a", dots}, {"b", dots}}));
}

TEST(ParseToml, ReadsManyKeysInTimeProportionalToTheirNumber) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text.append("k").append(std::to_string(i)).append(" = 1\n");
  EXPECT_EQ(parse_toml(text, "").size(), 50'000U);
}

TEST(ReadToml, NamesTheFileInAMistake) {
  const Scratch scratch;
  const auto path = scratch.put("bad.toml", "a = ");
  EXPECT_THAT(message_of<InvalidArgument>([&] { static_cast<void>(read_toml(path)); }),
              StartsWith(path.string() + ": line 1 column"));
}

TEST(ReadToml, SaysThatTheFileIsMissing) {
  const Scratch scratch;
  EXPECT_THAT(message_of<FileError>([&] { static_cast<void>(read_toml(scratch / "no.toml")); }),
              EndsWith("no.toml': No such file or directory"));
}

TEST(ApplyOverride, ReplacesAValue) {
  EXPECT_EQ(overridden(R"({"a":{"b":1}})", "a.b=2"), json(R"({"a":{"b":2}})"));
}

TEST(ApplyOverride, CreatesTheTablesOnItsWay) {
  EXPECT_EQ(overridden("{}", "a.b.c=true"), json(R"({"a":{"b":{"c":true}}})"));
}

TEST(ApplyOverride, ReachesIntoLists) {
  EXPECT_EQ(overridden(R"({"l":[{"w":1},{"w":1}]})", "l.1.w=2.5"),
            json(R"({"l":[{"w":1},{"w":2.5}]})"));
}

TEST(ApplyOverride, TakesAValueOfAnyKind) {
  auto tree = json(R"({"l":[{"w":1}]})");
  apply_override(tree, "l.0.options", json(R"([{"a":{"b":2}}])"));
  EXPECT_EQ(tree, json(R"({"l":[{"w":1,"options":[{"a":{"b":2}}]}]})"));
}

TEST(ApplyOverride, ReadsTheValueAsToml) {
  EXPECT_EQ(overridden("{}", "a=[1, 'x']"), json(R"({"a":[1,"x"]})"));
  EXPECT_EQ(overridden("{}", "a='5'"), json(R"({"a":"5"})"));
}

TEST(ApplyOverride, TakesWhatIsNotTomlAsText) {
  EXPECT_EQ(overridden("{}", "a=unet"), json(R"({"a":"unet"})"));
  EXPECT_EQ(overridden("{}", "a="), json(R"({"a":""})"));
  EXPECT_EQ(overridden("{}", "a=x=y"), json(R"({"a":"x=y"})"));
  EXPECT_EQ(overridden("{}", "a=2020-01-02"), json(R"({"a":"2020-01-02"})"));
}

TEST(ApplyOverride, DoesNotLetALineBreakBringInAnotherKey) {
  EXPECT_EQ(overridden("{}", "a=1\nb=2"), json(R"({"a":"1\nb=2"})"));
}

TEST(ApplyOverride, RefusesAnAssignmentWithoutEqualsSign) {
  EXPECT_EQ(override_error("{}", "a.b"),
            "--set 'a.b': expected KEY=VALUE, e.g. schedule.epochs=40");
}

TEST(ApplyOverride, RefusesAnEmptyKey) {
  EXPECT_THAT(override_error("{}", "=1"), EndsWith("a key is empty"));
  EXPECT_THAT(override_error("{}", "a..b=1"), EndsWith("a key is empty"));
}

TEST(ApplyOverride, RefusesAnElementThatTheListDoesNotHave) {
  EXPECT_EQ(override_error(R"({"l":[1,2]})", "l.2=0"),
            "--set 'l.2=0': no element '2' in a list of 2; the first is 0");
  EXPECT_THAT(override_error(R"({"l":[1,2]})", "l.-1=0"), HasSubstr("no element '-1'"));
  EXPECT_THAT(override_error(R"({"l":[1,2]})", "l.x=0"), HasSubstr("no element 'x'"));
}

TEST(ApplyOverride, RefusesAPathThroughAPlainValue) {
  EXPECT_EQ(override_error(R"({"a":1})", "a.b=2"),
            "--set 'a.b=2': 'b' lies inside a number, expected a table or a list");
}

TEST(WriteToml, IsReadBackToTheSameTree) {
  const auto tree = json(R"({"name":"x","n":-1,"f":0.1,"whole":2.0,"tiny":1e-30,"on":false,
    "list":[1,2],"none":[],"mixed":[1,{"a":{"b":[{}]}}],
    "table":{"x":1,"deep":{"y":2},"empty":{}},"many":[{"w":1,"sub":{"k":3}},{},{"w":2}]})");
  EXPECT_EQ(there_and_back(tree), tree);
}

TEST(WriteToml, KeepsEveryDigitOfANumber) {
  const Json tree{{"a", 0.1 + 0.2},
                  {"b", std::numeric_limits<double>::max()},
                  {"c", std::numeric_limits<std::int64_t>::min()}};
  EXPECT_EQ(there_and_back(tree), tree);
}

TEST(WriteToml, QuotesTextAndUnusualKeys) {
  const Json tree{{"quote \"", "1\"2\\3\n4\t5\x7f\x01"}, {"", "\xC3\xA4"}, {"a.b", {{"c d", 1}}}};
  EXPECT_EQ(there_and_back(tree), tree);
}

TEST(WriteToml, PutsValuesBeforeSections) {
  EXPECT_EQ(write_toml(json(R"({"t":{"a":1},"l":[{"b":2}],"v":3})")),
            "v = 3\n\n[t]\na = 1\n\n[[l]]\nb = 2\n");
}

TEST(WriteToml, LeavesOutNull) {
  EXPECT_EQ(there_and_back(json(R"({"a":null,"b":[1,null],"c":{"d":null}})")),
            json(R"({"b":[1],"c":{}})"));
}

TEST(WriteToml, RefusesWhatTomlCannotHold) {
  const auto error = [](const Json& tree) {
    return message_of<InvalidArgument>([&] { static_cast<void>(write_toml(tree)); });
  };
  EXPECT_EQ(error(Json::array()), "TOML: expected a table to write, found array");
  EXPECT_THAT(error({{"a", std::numeric_limits<double>::infinity()}}), HasSubstr("inf"));
  EXPECT_THAT(error({{"a", ~std::uint64_t{0}}}), HasSubstr("63 bits"));
  EXPECT_THAT(error({{"a", "\xff"}}), HasSubstr("not UTF-8"));
}

}  // namespace
}  // namespace handsight
