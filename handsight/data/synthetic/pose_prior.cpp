// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "handsight/data/synthetic/gestures.h"
#include "handsight/data/synthetic/hand_mesh.h"

namespace handsight::synthetic {
namespace {

constexpr float kFirmTouch_mm = 4.0F;  // of a hand of mean length
constexpr int kAttempts = 4;

float allowed_overlap_mm(const HandShape& shape) {
  return kFirmTouch_mm * shape.length_mm / 189.0F;
}

bool fits(const HandShape& shape, const HandPose& pose) {
  return self_penetration_mm(shape, bend(shape, pose)) <= allowed_overlap_mm(shape);
}

float deviate(Random& random, double deviation) {
  return static_cast<float>(deviation * std::clamp(random.normal(), -2.5, 2.5));
}

/// Fingers close and spread together more than apart, the distal joint follows the middle one, and
/// neighbours drag each other along (Santello, Flanders and Soechting, Postural hand synergies for
/// tool use, J. Neurosci. 18, 1998).
void add_synergies(HandPose& pose, double strength, Random& random) {
  const float closing = deviate(random, 7.0 * strength);
  const float spreading = deviate(random, 4.0 * strength);
  const float curling = deviate(random, 7.0 * strength);
  const float tilt = deviate(random, 5.0 * strength);  // index against little finger
  for (std::size_t finger = 1; finger < kFingerCount; ++finger) {
    const float across = (static_cast<float>(finger) - 2.5F) / 1.5F;
    const float own = deviate(random, 4.0 * strength);
    const float middle = curling + own + tilt * across;
    pose.deg[finger_angle(finger, 0)] += spreading * std::abs(across);
    pose.deg[finger_angle(finger, 1)] += closing + own + tilt * across;
    pose.deg[finger_angle(finger, 2)] += middle;
    pose.deg[finger_angle(finger, 3)] += 0.6F * middle;
  }
  pose[Joint::kPalmFold] += 0.15F * closing;
  pose[Joint::kThumbRadial] += deviate(random, 5.0 * strength);
  pose[Joint::kThumbPalmar] += deviate(random, 5.0 * strength);
  pose[Joint::kThumbMcp] += 0.4F * closing;
  pose[Joint::kThumbIp] += 0.4F * curling;
  pose[Joint::kWristFlexion] += deviate(random, 14.0 * strength);
  pose[Joint::kWristDeviation] += deviate(random, 7.0 * strength);
}

HandPose attempt(const PosePriorOptions& options, Random& random) {
  const std::vector<Gesture> known = gestures();
  HandPose pose = known[random.below(known.size())].pose;
  if (random.chance(options.mixing)) {
    const HandPose& second = known[random.below(known.size())].pose;
    pose = interpolated(pose, second, static_cast<float>(random.uniform()));
  }
  add_synergies(pose, options.synergy_noise, random);
  for (float& angle : pose.deg) angle += deviate(random, 2.0 * options.joint_noise);
  return limited(pose);
}

}  // namespace

HandPose without_overlap(const HandShape& shape, const HandPose& pose) {
  constexpr int kSteps = 12;
  for (int i = 0; i < kSteps; ++i) {
    const HandPose opened =
        interpolated(pose, resting_pose(), static_cast<float>(i) / static_cast<float>(kSteps));
    if (fits(shape, opened)) return opened;
  }
  return resting_pose();
}

HandPose draw_pose(const HandShape& shape, const PosePriorOptions& options, Seed seed) {
  Random random(seed.split("hand pose"));
  HandPose pose;
  for (int i = 0; i < kAttempts; ++i) {
    pose = attempt(options, random);
    if (fits(shape, pose)) return pose;
  }
  return without_overlap(shape, pose);
}

}  // namespace handsight::synthetic
