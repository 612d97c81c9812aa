// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/dataset_checker.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/temp_folder.h"

namespace handsight {
namespace {

/// A sound sample; another `step` gives another picture.
Sample sound(const std::string& id, int step) {
  Sample sample;
  sample.id = id;
  sample.image = test::pattern(4, 4, 3, step);
  sample.mask = Image(4, 4, 1, kHand);
  return sample;
}

/// The names of the faults, with where they are.
std::vector<std::string> names(const DatasetChecker& checker) {
  std::vector<std::string> all;
  for (const auto& fault : checker.faults()) {
    all.push_back(std::string(fault_name(fault.kind)) + ": " + fault.where);
  }
  return all;
}

TEST(DatasetChecker, FindsNothingInASoundSet) {
  DatasetChecker checker;
  checker.add("train", sound("a", 3));
  checker.add("test", sound("b", 5));
  EXPECT_THAT(names(checker), testing::IsEmpty());
}

TEST(DatasetChecker, NamesAnEmptyMask) {
  DatasetChecker checker;
  auto sample = sound("a", 3);
  sample.mask = Image(4, 4, 1, kBackground);
  checker.add("", sample);
  EXPECT_THAT(names(checker), testing::ElementsAre("empty mask: a"));
}

TEST(DatasetChecker, NamesALabelWithoutAMeaning) {
  DatasetChecker checker;
  auto sample = sound("a", 3);
  sample.mask.pixels[0] = 7;
  checker.add("", sample);
  EXPECT_THAT(names(checker), testing::ElementsAre("wrong label: a"));
}

TEST(DatasetChecker, NamesASampleOfWhichNothingIsKnown) {
  DatasetChecker checker;
  auto sample = sound("a", 3);
  sample.mask = {};
  checker.add("", sample);
  EXPECT_THAT(names(checker), testing::ElementsAre("no label: a"));
}

TEST(DatasetChecker, TellsDuplicatesInOneSplitFromThoseAcross) {
  DatasetChecker checker;
  checker.add("train", sound("a", 3));
  checker.add("train", sound("b", 3));
  checker.add("test", sound("c", 3));
  EXPECT_THAT(names(checker),
              testing::ElementsAre("duplicate: b", "duplicate in another split: c"));
}

TEST(DatasetChecker, NamesVideosAndSubjectsInTwoSplits) {
  DatasetChecker checker;
  auto train = sound("a", 3);
  train.video = "kitchen";
  train.subject = "ann";
  auto test = sound("b", 5);
  test.video = "kitchen";
  test.subject = "ann";
  checker.add("train", train);
  checker.add("test", test);
  EXPECT_THAT(names(checker), testing::ElementsAre("shared video: kitchen", "shared subject: ann"));
}

TEST(DatasetChecker, NamesAPictureThatItsFileTurns) {
  DatasetChecker checker;
  checker.add("", sound("a", 3), 6);
  EXPECT_THAT(names(checker), testing::ElementsAre("turned by EXIF: a"));
}

TEST(DatasetChecker, UsesTheFileWhereASampleHasOne) {
  DatasetChecker checker;
  auto sample = sound("a", 3);
  sample.source = "images/a.jpg";
  sample.mask = Image(4, 4, 1);
  checker.add("", sample);
  EXPECT_THAT(names(checker), testing::ElementsAre("empty mask: images/a.jpg"));
}

}  // namespace
}  // namespace handsight
