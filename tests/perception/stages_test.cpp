// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/stages.h"

#include <algorithm>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

using ::testing::HasSubstr;

/// Which switches are on.
std::vector<bool> switches(const PerceptionOptions& o) {
  return {o.cut.enabled,        o.temporal.enabled,   o.hysteresis.enabled,
          o.regions.enabled,    o.separation.enabled, o.tracker.enabled,
          o.tracker.smooth,     o.handedness.enabled, o.pose.crop.follow_keypoints,
          o.pose.filter.enabled};
}

TEST(Stages, AreSwitchedOffOneByOne) {
  std::set<std::vector<bool>> seen;
  for (const auto& name : stage_names()) {
    const auto on = switches(without_stage({}, name));
    EXPECT_EQ(std::count(on.begin(), on.end(), false), 1) << name;
    seen.insert(on);
  }
  EXPECT_EQ(seen.size(), switches({}).size());
}

TEST(Stages, AreNamedWhereOneIsNotKnown) {
  try {
    (void)without_stage({}, "spatial");
    FAIL();
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("spatial"));
    EXPECT_THAT(error.what(), HasSubstr("cut, temporal, hysteresis"));
  }
}

}  // namespace
}  // namespace handsight
