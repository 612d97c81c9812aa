// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/metrics/mask_metrics.h"

namespace handsight {
namespace {

using ::testing::HasSubstr;

std::map<std::string, double> measure(std::string_view protocol,
                                      const std::vector<Confusion>& images) {
  std::map<std::string, double> values;
  for (const auto& [name, value] : find_protocol(protocol).measure(images)) values[name] = value;
  return values;
}

// IoU 1 / 4 and 90 / 120: 91 / 124 pooled, 0.5 averaged
const std::vector<Confusion> kSmallAndLargeHand{{1, 2, 1, 96}, {90, 10, 20, 80}};

TEST(MicroProtocol, PoolsThePixelsOfAllPictures) {
  const auto values = measure("micro", kSmallAndLargeHand);
  EXPECT_DOUBLE_EQ(values.at("iou"), 91.0 / 124.0);
  EXPECT_DOUBLE_EQ(values.at("f1"), 182.0 / 215.0);
  EXPECT_DOUBLE_EQ(values.at("precision"), 91.0 / 103.0);
  EXPECT_DOUBLE_EQ(values.at("recall"), 91.0 / 112.0);
}

TEST(ImagewiseProtocol, GivesEveryPictureTheSameWeight) {
  const auto values = measure("imagewise", kSmallAndLargeHand);
  EXPECT_DOUBLE_EQ(values.at("iou"), (0.25 + 0.75) / 2);
  EXPECT_DOUBLE_EQ(values.at("f1"), (2.0 / 5.0 + 180.0 / 210.0) / 2);
}

TEST(ImagewiseProtocol, CountsPicturesWhoseOverlapIsAboveHalf) {
  const std::vector<Confusion> images{{3, 1, 0, 0}, {2, 1, 1, 0}, {1, 3, 0, 0}};
  EXPECT_DOUBLE_EQ(measure("imagewise", images).at("share_above_half"), 1.0 / 3.0);
}

TEST(TwoClassMeanProtocol, AveragesHandAndBackground) {
  const auto values = measure("two-class-mean", kSmallAndLargeHand);
  EXPECT_DOUBLE_EQ(values.at("iou_hand"), 91.0 / 124.0);
  EXPECT_DOUBLE_EQ(values.at("iou_background"), 176.0 / 209.0);
  EXPECT_DOUBLE_EQ(values.at("iou"), (91.0 / 124.0 + 176.0 / 209.0) / 2);
}

TEST(TwoClassMeanProtocol, GivesAllBackgroundAboutHalf) {
  const auto values = measure("two-class-mean", {all_background({95, 0, 0, 905})});
  EXPECT_DOUBLE_EQ(values.at("iou"), 0.905 / 2);
}

TEST(FindProtocol, ListsTheKnownNames) {
  try {
    static_cast<void>(find_protocol("macro"));
    FAIL() << "expected InvalidArgument";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("micro, imagewise, two-class-mean"));
  }
}

class EveryProtocol : public ::testing::TestWithParam<ProtocolEntry> {};

TEST_P(EveryProtocol, GivesOneForAPerfectPrediction) {
  for (const auto& [name, value] : GetParam().measure(std::vector<Confusion>{{4, 0, 0, 5}})) {
    EXPECT_EQ(value, 1.0) << name;
  }
}

TEST_P(EveryProtocol, StaysFiniteWhenAPictureIsAllIgnored) {
  for (const auto& [name, value] : GetParam().measure(std::vector<Confusion>{{}})) {
    EXPECT_TRUE(std::isfinite(value)) << name;
  }
}

TEST_P(EveryProtocol, RefusesToMeasureNothing) {
  EXPECT_THROW(static_cast<void>(GetParam().measure({})), InvalidArgument);
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryProtocol, ::testing::ValuesIn(protocol_catalog()),
                         [](const auto& param) {
                           std::string name(param.param.name);
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace handsight
