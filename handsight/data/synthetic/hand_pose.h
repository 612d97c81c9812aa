// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "handsight/data/synthetic/hand_shape.h"
#include "handsight/data/synthetic/segment.h"
#include "handsight/data/synthetic/surface.h"

namespace handsight::synthetic {

/// Angles of a hand, in the order of kJointLimits.
///
/// All zero is a flat hand, fingers together and parallel to the middle metacarpal, the thumb along
/// the index finger. Flexion bends towards the palm, `spread` away from the middle finger (the
/// middle finger's towards the thumb).
enum class Joint : std::uint8_t {
  kWristFlexion,
  kWristDeviation,
  kPalmFold,
  kThumbRadial,
  kThumbPalmar,
  kThumbTwist,
  kThumbMcpSpread,
  kThumbMcp,
  kThumbIp,
  kIndexSpread,
  kIndexMcp,
  kIndexPip,
  kIndexDip,
  kMiddleSpread,
  kMiddleMcp,
  kMiddlePip,
  kMiddleDip,
  kRingSpread,
  kRingMcp,
  kRingPip,
  kRingDip,
  kLittleSpread,
  kLittleMcp,
  kLittlePip,
  kLittleDip,
};
inline constexpr std::size_t kJointAngleCount = 25;
/// `angle` 0 spread, 1 MCP, 2 PIP, 3 DIP of `finger` 1 (index) to 4 (little finger).
[[nodiscard]] constexpr std::size_t finger_angle(std::size_t finger, std::size_t angle) {
  return 9 + 4 * (finger - 1) + angle;
}

struct JointLimit {
  std::string_view name;
  float low_deg;
  float high_deg;
};
/// What healthy adults reach actively, rounded (American Academy of Orthopaedic Surgeons, Joint
/// motion: method of measuring and recording), spread narrowed a little. `thumb_radial` moves the
/// thumb away from the index finger within the palm's plane, below 0 across the palm;
/// `thumb_palmar` lifts it out of the plane; `thumb_twist` turns its pad towards the palm's side,
/// below 0 towards the fingertips, as when it meets them.
inline constexpr std::array<JointLimit, kJointAngleCount> kJointLimits{{
    {"wrist_flexion", -65, 70},    {"wrist_deviation", -20, 35}, {"palm_fold", 0, 20},
    {"thumb_radial", -25, 65},     {"thumb_palmar", 0, 65},      {"thumb_twist", -60, 40},
    {"thumb_mcp_spread", -10, 15}, {"thumb_mcp", -10, 60},       {"thumb_ip", -20, 80},
    {"index_spread", -12, 25},     {"index_mcp", -25, 92},       {"index_pip", -5, 108},
    {"index_dip", -8, 80},         {"middle_spread", -14, 14},   {"middle_mcp", -25, 92},
    {"middle_pip", -5, 108},       {"middle_dip", -8, 80},       {"ring_spread", -12, 20},
    {"ring_mcp", -25, 92},         {"ring_pip", -5, 108},        {"ring_dip", -8, 80},
    {"little_spread", -12, 32},    {"little_mcp", -25, 92},      {"little_pip", -5, 108},
    {"little_dip", -8, 80},
}};

/// One angle per joint.
struct HandPose {
  std::array<float, kJointAngleCount> deg{};

  [[nodiscard]] float& operator[](Joint joint) { return deg[static_cast<std::size_t>(joint)]; }
  [[nodiscard]] float operator[](Joint joint) const { return deg[static_cast<std::size_t>(joint)]; }
  friend bool operator==(const HandPose&, const HandPose&) = default;
};

[[nodiscard]] bool within_limits(const HandPose& pose);
[[nodiscard]] HandPose limited(HandPose pose);
/// a at t = 0, b at t = 1.
[[nodiscard]] HandPose interpolated(const HandPose& a, const HandPose& b, float t);

/// A bent skeleton in the hand's frame, which moves with the palm.
struct HandSkeleton {
  /// From each bone's frame: origin at the end nearer to the body (the forearm's at the wrist), y
  /// along the bone, z towards the palm's side, x the axis of flexion.
  std::array<RigidTransform, kBoneCount> hand_from_bone{};
  std::array<Vec3, kKeypointCount> joints_mm{};
};

/// Forward kinematics. Tips are the ends of the last bones, inside the flesh.
[[nodiscard]] HandSkeleton bend(const HandShape& shape, const HandPose& pose);

/// One stretch of flesh, for tests of contact.
struct Capsule {
  Segment axis{};
  float radius_mm = 0.0F;
};
/// Fingers, palm and forearm in the hand's frame.
[[nodiscard]] std::vector<Capsule> flesh_capsules(const HandShape& shape,
                                                  const HandSkeleton& skeleton);
/// Below 0 when apart.
[[nodiscard]] inline float overlap_mm(const Capsule& a, const Capsule& b) {
  return a.radius_mm + b.radius_mm - distance(a.axis, b.axis);
}

/// How deep the flesh of separate fingers, or of a finger and the palm, would share space, in mm: 0
/// or more. Flesh yields, so a few millimetres are a firm touch.
[[nodiscard]] float self_penetration_mm(const HandShape& shape, const HandSkeleton& skeleton);

}  // namespace handsight::synthetic
