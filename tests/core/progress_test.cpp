// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/core/progress.h"

#include <limits>

#include <gtest/gtest.h>

namespace handsight {
namespace {

constexpr int kWide = 200;

TEST(ProgressLine, ShowsBarShareCountNoteAndTimeLeft) {
  EXPECT_EQ(progress_line("train", 40, 100, 40.0, "loss 0.31", kWide),
            "[########------------] 40% train 40/100  loss 0.31  1:00 left");
}

TEST(ProgressLine, LeavesOutBarAndTimeWhenTheTotalIsUnknown) {
  EXPECT_EQ(progress_line("read", 7, 0, 3.0, "", kWide), "read 7");
}

TEST(ProgressLine, ShowsNoTimeLeftAtTheBegin) {
  EXPECT_EQ(progress_line("read", 0, 4, 0.0, "", kWide), "[--------------------] 0% read 0/4");
}

TEST(ProgressLine, ShowsNoTimeLeftAtTheEnd) {
  EXPECT_EQ(progress_line("read", 4, 4, 9.0, "", kWide), "[####################] 100% read 4/4");
}

TEST(ProgressLine, StaysAtHundredPercentWhenMoreIsDoneThanPlanned) {
  EXPECT_EQ(progress_line("read", 5, 4, 9.0, "", kWide), "[####################] 100% read 5/4");
}

TEST(ProgressLine, IsCutToTheWidthOfTheTerminal) {
  EXPECT_EQ(progress_line("train", 40, 100, 40.0, "loss 0.31", 26), "[########------------] 40%");
}

TEST(ProgressLine, IsNotCutWhenTheWidthIsUnknown) {
  EXPECT_EQ(progress_line("read", 7, 0, 3.0, "a note", 0), "read 7  a note");
}

TEST(DurationText, ShowsMinutesAndSeconds) {
  EXPECT_EQ(duration_text(0.0), "0:00");
  EXPECT_EQ(duration_text(65.4), "1:05");
  EXPECT_EQ(duration_text(59.6), "1:00");
}

TEST(DurationText, ShowsHoursOnceThereIsOne) {
  EXPECT_EQ(duration_text(3599.0), "59:59");
  EXPECT_EQ(duration_text(7384.0), "2:03:04");
}

TEST(DurationText, StaysShortForTimesBeyondReason) {
  EXPECT_EQ(duration_text(-5.0), "0:00");
  EXPECT_EQ(duration_text(std::numeric_limits<double>::infinity()), "99:59:59");
}

}  // namespace
}  // namespace handsight
