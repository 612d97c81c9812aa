// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/hand_pose.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace handsight::synthetic {
namespace {

constexpr Vec3 kX{1, 0, 0};
constexpr Vec3 kY{0, 1, 0};
constexpr Vec3 kZ{0, 0, 1};

float radians(float deg) { return deg * std::numbers::pi_v<float> / 180.0F; }

// Fingers that flex converge on the ball of the thumb: their axes are turned about their length.
constexpr std::array<float, kFingerCount> kAxisTurns_deg{0.0F, -5.0F, 0.0F, 5.0F, 10.0F};
// Of spread: index and middle finger turn to the thumb's side, ring and little finger away from it.
constexpr std::array<float, kFingerCount> kSpreadSigns{0.0F, 1.0F, 1.0F, -1.0F, -1.0F};

/// y along the thumb's metacarpal, z out of its pad.
Mat3 thumb_orientation(const HandPose& pose) {
  const float radial = radians(pose[Joint::kThumbRadial]);
  const float palmar = radians(pose[Joint::kThumbPalmar]);
  const float twist = radians(pose[Joint::kThumbTwist]);
  const Vec3 along{std::sin(radial) * std::cos(palmar), std::cos(radial) * std::cos(palmar),
                   std::sin(palmar)};
  const Vec3 across{-std::cos(radial), std::sin(radial), 0.0F};
  const Vec3 lifted = cross(across, along) * -1.0F;
  const Vec3 pad = across * std::cos(twist) + lifted * std::sin(twist);
  return Mat3{{{cross(along, pad), along, pad}}}.transposed();
}

/// The frame at the far end of a bone, turned by `rotation`.
RigidTransform next_bone(const RigidTransform& bone, float length_mm, const Mat3& rotation) {
  return bone * RigidTransform{rotation, {0.0F, length_mm, 0.0F}};
}

/// Where ring and little finger's metacarpals turn when the palm folds.
Vec3 ray_root(const HandShape& shape, std::size_t finger) {
  const Vec3 base = shape.base_mm[finger];
  return {base.x * 0.45F, base.y * 0.2F, base.z};
}

RigidTransform metacarpal(const HandShape& shape, const HandPose& pose, std::size_t finger) {
  if (finger < 3) return {};
  const float share = finger == 3 ? 0.45F : 1.0F;
  const Mat3 fold = rotation_about(kX, radians(share * pose[Joint::kPalmFold]));
  const Vec3 root = ray_root(shape, finger);
  return {fold, root - fold * root};
}

void bend_thumb(const HandShape& shape, const HandPose& pose, HandSkeleton& skeleton) {
  const auto& phalanges = shape.phalanx_mm[0];
  auto& bones = skeleton.hand_from_bone;
  bones[phalanx_bone(0, 0)] = {thumb_orientation(pose), shape.base_mm[0]};
  bones[phalanx_bone(0, 1)] = next_bone(bones[phalanx_bone(0, 0)], phalanges[0],
                                        rotation_about(kZ, radians(pose[Joint::kThumbMcpSpread])) *
                                            rotation_about(kX, radians(pose[Joint::kThumbMcp])));
  bones[phalanx_bone(0, 2)] = next_bone(bones[phalanx_bone(0, 1)], phalanges[1],
                                        rotation_about(kX, radians(pose[Joint::kThumbIp])));
}

void bend_finger(const HandShape& shape, const HandPose& pose, std::size_t finger,
                 HandSkeleton& skeleton) {
  const auto angle = [&](std::size_t i) { return radians(pose.deg[finger_angle(finger, i)]); };
  const auto& phalanges = shape.phalanx_mm[finger];
  auto& bones = skeleton.hand_from_bone;
  const Mat3 turn = rotation_about(kY, radians(kAxisTurns_deg[finger]));
  // Spread is lost as the knuckle bends: its ligaments tighten.
  const float spread = angle(0) * std::max(0.25F, std::cos(std::max(0.0F, angle(1))));
  const Mat3 knuckle = rotation_about(kZ, -kSpreadSigns[finger] * spread) * turn *
                       rotation_about(kX, angle(1)) * turn.transposed();
  bones[phalanx_bone(finger, 0)] =
      metacarpal(shape, pose, finger) * RigidTransform{knuckle * turn, shape.base_mm[finger]};
  bones[phalanx_bone(finger, 1)] =
      next_bone(bones[phalanx_bone(finger, 0)], phalanges[0], rotation_about(kX, angle(2)));
  bones[phalanx_bone(finger, 2)] =
      next_bone(bones[phalanx_bone(finger, 1)], phalanges[1], rotation_about(kX, angle(3)));
}

Vec3 bone_end(const HandShape& shape, const HandSkeleton& skeleton, std::size_t finger) {
  return skeleton.hand_from_bone[phalanx_bone(finger, 2)] *
         Vec3{0.0F, shape.phalanx_mm[finger][2], 0.0F};
}

std::array<Capsule, 3> finger_capsules(const HandShape& shape, const HandSkeleton& skeleton,
                                       std::size_t finger) {
  // Thinner towards the tip, and of the lesser of breadth and depth.
  constexpr std::array<float, 3> kTaper{0.5F, 0.47F, 0.42F};
  std::array<Capsule, 3> capsules;
  for (std::size_t i = 0; i < 3; ++i) {
    capsules[i] = {{skeleton.joints_mm[keypoint_of(finger, i)],
                    skeleton.joints_mm[keypoint_of(finger, i + 1)]},
                   kTaper[i] * shape.depth_at_joint_mm[finger]};
  }
  return capsules;
}

std::array<Capsule, kFingerCount - 1> palm_capsules(const HandShape& shape,
                                                    const HandSkeleton& skeleton) {
  std::array<Capsule, kFingerCount - 1> capsules;
  for (std::size_t finger = 1; finger < kFingerCount; ++finger) {
    const Vec3 knuckle = skeleton.joints_mm[keypoint_of(finger, 0)];
    const Vec3 root{knuckle.x * 0.5F, knuckle.y * 0.25F, knuckle.z};
    capsules[finger - 1] = {{root, root + (knuckle - root) * 0.85F}, 0.34F * shape.thickness_mm};
  }
  return capsules;
}

}  // namespace

std::vector<Capsule> flesh_capsules(const HandShape& shape, const HandSkeleton& skeleton) {
  std::vector<Capsule> capsules;
  for (std::size_t finger = 0; finger < kFingerCount; ++finger) {
    for (const Capsule& capsule : finger_capsules(shape, skeleton, finger)) {
      capsules.push_back(capsule);
    }
  }
  for (const Capsule& capsule : palm_capsules(shape, skeleton)) capsules.push_back(capsule);
  const RigidTransform& forearm = skeleton.hand_from_bone[kForearmBone];
  capsules.push_back({{{0, 0, 0}, forearm * Vec3{0.0F, -shape.forearm_length_mm, 0.0F}},
                      0.4F * shape.wrist_breadth_mm});
  return capsules;
}

bool within_limits(const HandPose& pose) {
  for (std::size_t i = 0; i < kJointAngleCount; ++i) {
    if (!(pose.deg[i] >= kJointLimits[i].low_deg && pose.deg[i] <= kJointLimits[i].high_deg)) {
      return false;
    }
  }
  return true;
}

HandPose limited(HandPose pose) {
  for (std::size_t i = 0; i < kJointAngleCount; ++i) {
    pose.deg[i] = std::clamp(pose.deg[i], kJointLimits[i].low_deg, kJointLimits[i].high_deg);
  }
  return pose;
}

HandPose interpolated(const HandPose& a, const HandPose& b, float t) {
  HandPose pose;
  for (std::size_t i = 0; i < kJointAngleCount; ++i) {
    pose.deg[i] = a.deg[i] * (1.0F - t) + b.deg[i] * t;
  }
  return pose;
}

HandSkeleton bend(const HandShape& shape, const HandPose& pose) {
  HandSkeleton skeleton;
  const Mat3 forearm_from_hand = rotation_about(kX, radians(pose[Joint::kWristFlexion])) *
                                 rotation_about(kZ, radians(pose[Joint::kWristDeviation]));
  skeleton.hand_from_bone[kForearmBone].rotation = forearm_from_hand.transposed();
  skeleton.hand_from_bone[kRingMetacarpalBone] = metacarpal(shape, pose, 3);
  skeleton.hand_from_bone[kLittleMetacarpalBone] = metacarpal(shape, pose, 4);
  bend_thumb(shape, pose, skeleton);
  for (std::size_t finger = 1; finger < kFingerCount; ++finger) {
    bend_finger(shape, pose, finger, skeleton);
  }
  for (std::size_t finger = 0; finger < kFingerCount; ++finger) {
    for (std::size_t i = 0; i < 3; ++i) {
      skeleton.joints_mm[keypoint_of(finger, i)] =
          skeleton.hand_from_bone[phalanx_bone(finger, i)].translation;
    }
    skeleton.joints_mm[keypoint_of(finger, 3)] = bone_end(shape, skeleton, finger);
  }
  return skeleton;
}

float self_penetration_mm(const HandShape& shape, const HandSkeleton& skeleton) {
  std::array<std::array<Capsule, 3>, kFingerCount> fingers;
  for (std::size_t i = 0; i < kFingerCount; ++i) fingers[i] = finger_capsules(shape, skeleton, i);
  const auto palm = palm_capsules(shape, skeleton);
  float deepest = 0.0F;
  for (std::size_t i = 0; i < kFingerCount; ++i) {
    for (std::size_t other = i + 1; other < kFingerCount; ++other) {
      for (std::size_t a = i == 0 ? 1 : 0; a < 3; ++a) {  // the ball of the thumb is palm
        for (const Capsule& b : fingers[other]) {
          deepest = std::max(deepest, overlap_mm(fingers[i][a], b));
        }
      }
    }
    for (std::size_t a = i == 0 ? 2 : 1; a < 3; ++a) {  // the first ones hang on the palm
      for (const Capsule& b : palm) deepest = std::max(deepest, overlap_mm(fingers[i][a], b));
    }
  }
  return deepest;
}

}  // namespace handsight::synthetic
