// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/measurement.h"

#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"

#include "metrics/records.h"

namespace handsight {
namespace {

using ::testing::HasSubstr;

/// Pictures whose IoU is 0 and 1 in turn.
std::vector<PictureRecord> half_right(int count) {
  std::vector<PictureRecord> pictures;
  for (int i = 0; i < count; ++i) {
    pictures.push_back(mask_record(i % 2 == 0 ? Confusion{4, 0, 0, 6} : Confusion{0, 0, 4, 6}));
  }
  return pictures;
}

const MeasuredValue& value_of(const Measurement& measurement, const std::string& name) {
  for (const auto& value : measurement.values) {
    if (value.name == name) return value;
  }
  throw std::out_of_range(name);
}

TEST(Measure, PutsTheIntervalWhereTheNormalApproximationHasIt) {
  const auto result = measure(find_protocol("imagewise"), half_right(100), {}, {});
  const auto& overlap = value_of(result, "iou");
  EXPECT_DOUBLE_EQ(overlap.value, 0.5);
  // 1.96 standard errors of a coin thrown 100 times
  EXPECT_NEAR(overlap.low, 0.5 - 0.098, 0.015);
  EXPECT_NEAR(overlap.high, 0.5 + 0.098, 0.015);
}

TEST(Measure, DrawsVideosAndNotTheirFrames) {
  auto pictures = half_right(100);
  for (int i = 0; i < 100; ++i) {
    pictures[static_cast<std::size_t>(i)].video = i % 2 == 0 ? "good" : "bad";
  }
  const auto result = measure(find_protocol("imagewise"), pictures, {}, {});
  EXPECT_EQ(result.clusters, 2U);
  // both drawn alike happens in half of all draws
  EXPECT_DOUBLE_EQ(value_of(result, "iou").low, 0.0);
  EXPECT_DOUBLE_EQ(value_of(result, "iou").high, 1.0);
}

TEST(Measure, GivesTheSameIntervalEachTime) {
  const auto once = measure(find_protocol("micro"), half_right(20), {}, {});
  const auto again = measure(find_protocol("micro"), half_right(20), {}, {});
  EXPECT_EQ(value_of(once, "f1").low, value_of(again, "f1").low);
}

TEST(Measure, HasNoIntervalForOneVideo) {
  auto pictures = half_right(4);
  for (auto& picture : pictures) picture.video = "only";
  EXPECT_TRUE(std::isnan(value_of(measure(find_protocol("micro"), pictures, {}, {}), "f1").low));
}

TEST(Measure, ShowsWhatTrivialPredictorsScore) {
  const std::vector<PictureRecord> background{mask_record({0, 0, 4, 6}), mask_record({0, 0, 4, 6})};
  const std::vector<TrivialPredictor> trivial{{"all background", background}};
  const auto result = measure(find_protocol("two-class-mean"), half_right(2), trivial, {});
  EXPECT_THAT(result.trivial, ::testing::ElementsAre("all background"));
  EXPECT_DOUBLE_EQ(value_of(result, "iou").trivial.front(), 0.3);
}

TEST(Measure, NamesTheTaskThatNoPictureHas) {
  try {
    (void)measure(find_protocol("hand3d"), half_right(2), {}, {});
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("no picture has keypoints"));
  }
}

TEST(Difference, RefusesUnlikeProtocols) {
  const auto pictures = half_right(4);
  const auto micro = measure(find_protocol("micro"), pictures, {}, {});
  const auto urooj = measure(find_protocol("urooj"), pictures, {}, {});
  try {
    (void)difference(micro, urooj);
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("micro over 4 pictures"));
    EXPECT_THAT(error.what(), HasSubstr("urooj over 4 pictures"));
  }
}

TEST(Difference, RefusesOtherPictures) {
  auto before = measure(find_protocol("micro"), half_right(4), {}, {});
  auto after = before;
  after.data = "another set";
  EXPECT_THROW((void)difference(before, after), InvalidArgument);
}

TEST(Difference, SaysWhatWasGained) {
  const auto before = measure(find_protocol("imagewise"), half_right(4), {}, {});
  const std::vector<PictureRecord> right(4, mask_record({4, 0, 0, 6}));
  const auto gains = difference(before, measure(find_protocol("imagewise"), right, {}, {}));
  EXPECT_EQ(gains.front().name, "iou");
  EXPECT_DOUBLE_EQ(gains.front().value, 0.5);
}

TEST(Measurement, ComesBackFromJson) {
  const std::vector<TrivialPredictor> trivial{{"coin flip", half_right(3)}};
  const auto before = measure(find_protocol("micro"), half_right(3), trivial, {});
  const auto after = measurement_from_json(to_json(before), "memory");
  EXPECT_EQ(after.protocol, "micro");
  EXPECT_EQ(after.pictures, 3U);
  EXPECT_EQ(after.trivial, before.trivial);
  EXPECT_EQ(value_of(after, "f1").high, value_of(before, "f1").high);
  EXPECT_EQ(value_of(after, "f1").trivial, value_of(before, "f1").trivial);
}

TEST(Measurement, NamesAFileThatHoldsNone) {
  EXPECT_THROW((void)measurement_from_json(Json{{"protocol", 3}}, "a.json"), FileError);
}

}  // namespace
}  // namespace handsight
