// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/geometry/hand_skeleton.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace handsight {
namespace {

TEST(HandSkeleton, ChainsEveryFingerFromItsTipToTheWrist) {
  for (std::size_t finger = 0; finger < kFingerCount; ++finger) {
    std::size_t keypoint = keypoint_of(finger, 3);
    EXPECT_TRUE(kKeypointNames[keypoint].ends_with("_tip"));
    for (int step = 0; step < 4; ++step) keypoint = keypoint_parent(keypoint);
    EXPECT_EQ(keypoint, kWrist);
  }
}

TEST(HandSkeleton, NamesPhalanxPartsAfterTheirFinger) {
  for (std::size_t finger = 0; finger < kFingerCount; ++finger) {
    const std::string name(kKeypointNames[keypoint_of(finger, 0)]);
    const std::string prefix = name.substr(0, name.find('_'));
    for (const auto part : kPhalanxParts[finger]) {
      EXPECT_TRUE(kPartNames[part].starts_with(prefix)) << kPartNames[part];
    }
    EXPECT_TRUE(kPartNames[kPhalanxParts[finger][2]].ends_with("_tip"));
  }
}

TEST(HandSkeleton, GivesEveryPartOneMeaning) {
  std::set<int> parts{kPalmPart};
  for (const auto& finger : kPhalanxParts) parts.insert(finger.begin(), finger.end());
  EXPECT_EQ(parts.size(), kPartCount);
}

}  // namespace
}  // namespace handsight
