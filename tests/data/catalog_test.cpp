// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/data/checksum.h"
#include "handsight/data/dataset.h"

#include "data/temp_folder.h"

namespace handsight {
namespace {

using test::message_of;
using ::testing::HasSubstr;

TEST(DatasetArgument, HoldsNamePathAndSplit) {
  const auto request = parse_dataset_argument("folder=some/where:val");
  EXPECT_EQ(request.name, "folder");
  EXPECT_EQ(request.root, "some/where");
  EXPECT_EQ(request.split, "val");
}

TEST(DatasetArgument, TakesEverythingWithoutASplit) {
  EXPECT_EQ(parse_dataset_argument("folder=some/where").split, "");
}

TEST(DatasetArgument, KeepsAColonThatNoSplitFollows) {
  const auto request = parse_dataset_argument("folder=disk:/a b");
  EXPECT_EQ(request.root, "disk:/a b");
  EXPECT_EQ(request.split, "");
}

TEST(DatasetArgument, CutsAtTheLastColonOnly) {
  const auto request = parse_dataset_argument("folder=10:30/set:train-2_b");
  EXPECT_EQ(request.root, "10:30/set");
  EXPECT_EQ(request.split, "train-2_b");
}

TEST(DatasetArgument, KeepsAnEqualsSignInThePath) {
  EXPECT_EQ(parse_dataset_argument("folder=a=b").root, "a=b");
}

TEST(DatasetArgument, SaysWhatItExpects) {
  for (const auto* text : {"", "folder", "=path", "folder="}) {
    EXPECT_THAT(message_of<InvalidArgument>([&] { (void)parse_dataset_argument(text); }),
                HasSubstr("expected NAME=PATH"))
        << text;
  }
}

TEST(DatasetArgument, TakesOptionsBehindAQuestionMark) {
  const auto request =
      parse_dataset_argument("folder=some/where:val?values=index&subject=id[0-9]+");
  EXPECT_EQ(request.root, "some/where");
  EXPECT_EQ(request.split, "val");
  ASSERT_NE(request.options, nullptr);
  EXPECT_EQ((*request.options)["values"], "index");
  EXPECT_EQ((*request.options)["subject"], "id[0-9]+");
}

TEST(DatasetArgument, ReadsNumbersAmongOptions) {
  const auto request = parse_dataset_argument("synthetic?n=12&sleeves=0.5&hands=left");
  EXPECT_EQ(*request.options, Json::parse(R"({"n": 12, "sleeves": 0.5, "hands": "left"})"));
}

TEST(DatasetArgument, NeedsNoPathOfADataSetThatMakesItsSamples) {
  const auto request = parse_dataset_argument("synthetic:val?n=3");
  EXPECT_EQ(request.name, "synthetic");
  EXPECT_EQ(request.split, "val");
  EXPECT_EQ(request.root, "");
}

TEST(DatasetArgument, KeepsAQuestionMarkThatNoOptionFollows) {
  const auto request = parse_dataset_argument("folder=what?/is=this");
  EXPECT_EQ(request.root, "what?/is=this");
  EXPECT_EQ(request.options, nullptr);
}

TEST(DatasetArgument, SaysWhichOptionIsNone) {
  EXPECT_THAT(
      message_of<InvalidArgument>([] { (void)parse_dataset_argument("synthetic?n=3&seed"); }),
      HasSubstr("found 'seed' among the options; expected ?key=value"));
}

TEST(OpenDataset, ListsTheKnownNames) {
  EXPECT_THAT(message_of<InvalidArgument>([] { (void)open_dataset({.name = "nosuch"}); }),
              HasSubstr("known data sets: synthetic, packed"));
}

TEST(OpenDataset, NamesAFolderThatIsNotThere) {
  for (const auto& entry : dataset_catalog()) {
    EXPECT_THAT(message_of([&] {
                  (void)open_dataset({.name = std::string(entry.name), .root = "no/such/folder"});
                }),
                HasSubstr("no/such/folder"))
        << entry.name;
  }
}

TEST(OpenDataset, RefusesASplitThatIsAPath) {
  const test::TempFolder folder;
  EXPECT_THROW((void)open_dataset({.name = "packed", .root = folder.path(), .split = "../secret"}),
               InvalidArgument);
}

TEST(OpenDataset, ListsTheKnownOptions) {
  const test::TempFolder folder;
  for (const auto& entry : dataset_catalog()) {
    EXPECT_THAT(message_of<InvalidArgument>([&] {
                  (void)open_dataset({.name = std::string(entry.name),
                                      .root = folder.path(),
                                      .options = test::options(R"({"nosuch": 1})")});
                }),
                HasSubstr("nosuch"))
        << entry.name;
  }
}

TEST(Crc32, MatchesTheStandardCheckValue) {
  const std::string text = "123456789";
  EXPECT_EQ(crc32(std::as_bytes(std::span(text))), 0xCBF43926U);
}

TEST(Crc32, GoesOnWhereItEnded) {
  const std::string text(1000, 'x');
  const auto bytes = std::as_bytes(std::span(text));
  EXPECT_EQ(crc32(bytes.subspan(37), crc32(bytes.first(37))), crc32(bytes));
}

TEST(Crc32, OfAFileIsThatOfItsBytes) {
  const test::TempFolder folder;
  folder.write("a", "123456789");
  EXPECT_EQ(crc32_of_file(folder.file("a")), 0xCBF43926U);
}

}  // namespace
}  // namespace handsight
