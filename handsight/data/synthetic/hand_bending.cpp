// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "handsight/data/synthetic/hand_mesh.h"
#include "handsight/data/synthetic/quaternion.h"

namespace handsight::synthetic {
namespace {

struct DualQuaternion {
  Quaternion real{};
  Quaternion dual{0.0F, {}};
};

DualQuaternion dual_quaternion_of(const RigidTransform& transform) {
  const Quaternion real = quaternion_of(transform.rotation);
  return {real, Quaternion{0.0F, transform.translation} * real * 0.5F};
}

Vec3 transformed(const DualQuaternion& q, Vec3 point) {
  const float norm = std::sqrt(dot(q.real, q.real));
  const Quaternion real = q.real * (1.0F / norm);
  const Quaternion dual = q.dual * (1.0F / norm);
  const Vec3 rotated = point + cross(real.v, cross(real.v, point) + point * real.w) * 2.0F;
  const Vec3 shift = (dual.v * real.w - real.v * dual.w + cross(real.v, dual.v)) * 2.0F;
  return rotated + shift;
}

/// The bone that the sign of a bone's quaternion must agree with.
std::uint8_t parent(std::uint8_t bone) {
  const bool past_knuckle = bone >= 2 && bone < kRingMetacarpalBone && (bone - 2) % 3 != 0;
  return past_knuckle ? static_cast<std::uint8_t>(bone - 1) : kPalmBone;
}

/// How each bone moves the skin from the resting hand to the bent one.
std::array<DualQuaternion, kBoneCount> motions(const HandSkeleton& rest, const HandSkeleton& bent) {
  std::array<DualQuaternion, kBoneCount> moved;
  for (std::uint8_t bone = 0; bone < kBoneCount; ++bone) {
    moved[bone] =
        dual_quaternion_of(bent.hand_from_bone[bone] * rest.hand_from_bone[bone].inverse());
    // q and -q are the same rotation; blended, only the pair with the shorter way between is right.
    if (bone > kPalmBone && dot(moved[bone].real, moved[parent(bone)].real) < 0.0F) {
      moved[bone] = {moved[bone].real * -1.0F, moved[bone].dual * -1.0F};
    }
  }
  if (moved[kForearmBone].real.w < 0.0F) {
    moved[kForearmBone] = {moved[kForearmBone].real * -1.0F, moved[kForearmBone].dual * -1.0F};
  }
  return moved;
}

DualQuaternion blended(const std::array<DualQuaternion, kBoneCount>& moved,
                       const BoneWeights& weights) {
  DualQuaternion sum{{0.0F, {}}, {0.0F, {}}};
  for (std::size_t i = 0; i < 4; ++i) {
    if (weights.weights[i] == 0.0F) break;
    const DualQuaternion& q = moved[weights.bones[i]];
    sum.real = sum.real + q.real * weights.weights[i];
    sum.dual = sum.dual + q.dual * weights.weights[i];
  }
  return sum;
}

std::vector<Vec3> vertex_normals(const std::vector<Vec3>& positions,
                                 const std::vector<Triangle>& triangles) {
  std::vector<Vec3> normals(positions.size());
  for (const auto& [a, b, c] : triangles) {
    const Vec3 normal = cross(positions[b] - positions[a], positions[c] - positions[a]);
    normals[a] = normals[a] + normal;
    normals[b] = normals[b] + normal;
    normals[c] = normals[c] + normal;
  }
  for (Vec3& normal : normals) normal = normalised(normal);
  return normals;
}

std::array<float, kKeypointCount> flesh_around_joints(const HandShape& shape) {
  std::array<float, kKeypointCount> flesh_mm{};
  flesh_mm[kWrist] = 0.8F * shape.wrist_breadth_mm;
  for (std::size_t finger = 0; finger < kFingerCount; ++finger) {
    flesh_mm[keypoint_of(finger, 0)] = shape.thickness_mm;
    for (std::size_t joint = 1; joint < 4; ++joint) {
      flesh_mm[keypoint_of(finger, joint)] = shape.depth_at_joint_mm[finger];
    }
  }
  return flesh_mm;
}

Vec3 on_side(Side side, Vec3 v) { return side == Side::kLeft ? Vec3{-v.x, v.y, v.z} : v; }

}  // namespace

RasterObject PosedHand::whole() const {
  RasterObject object = surface.raster_object();
  // Corners run counter-clockwise seen from outside; those of mirrored hands run the other way.
  object.faces = side == Side::kLeft ? Faces::kClockwise : Faces::kCounterClockwise;
  return object;
}

RasterObject PosedHand::hand() const {
  RasterObject object = surface.raster_object();
  object.triangles = object.triangles.first(hand_triangles);
  return object;
}

RasterObject PosedHand::arm() const {
  RasterObject object = whole();
  object.triangles = object.triangles.subspan(hand_triangles);
  object.first_triangle = static_cast<std::uint32_t>(hand_triangles);
  return object;
}

PosedHand pose_hand(const HandMesh& mesh, const HandPose& pose, const HandPlacement& placement) {
  const HandSkeleton bent = bend(mesh.shape, pose);
  const auto moved = motions(mesh.skeleton, bent);
  std::vector<Vec3> positions;
  positions.reserve(mesh.weights.size());
  for (std::size_t i = 0; i < mesh.weights.size(); ++i) {
    positions.push_back(transformed(blended(moved, mesh.weights[i]), mesh.rest->positions_mm[i]));
  }
  PosedHand hand{.side = placement.side,
                 .hand_triangles = mesh.hand_triangles,
                 .flesh_mm = flesh_around_joints(mesh.shape)};
  hand.surface.normals = vertex_normals(positions, mesh.rest->triangles);
  hand.surface.positions_mm = std::move(positions);
  const RigidTransform& place = placement.camera_from_hand;
  for (Vec3& position : hand.surface.positions_mm) {
    position = place * on_side(placement.side, position);
  }
  for (Vec3& normal : hand.surface.normals) {
    normal = place.rotation * on_side(placement.side, normal);
  }
  for (std::size_t i = 0; i < kKeypointCount; ++i) {
    hand.joints_mm[i] = place * on_side(placement.side, bent.joints_mm[i]);
  }
  hand.surface.rest = mesh.rest;
  hand.surface.object = placement.object;
  return hand;
}

}  // namespace handsight::synthetic
