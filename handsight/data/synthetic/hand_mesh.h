// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "handsight/data/synthetic/hand_pose.h"
#include "handsight/data/synthetic/hand_skin.h"
#include "handsight/data/synthetic/surface.h"

namespace handsight::synthetic {

enum class MeshDetail : std::uint8_t {
  kLight,  ///< about 2,800 vertices, for hands of up to about 150 px
  kFull,   ///< about 6,600
};

/// One person's hand, ready to be posed. Made once and shared between pictures and threads.
struct HandMesh {
  HandShape shape{};
  HandSkeleton skeleton{};  ///< of the resting hand
  std::shared_ptr<const TriangleMesh> rest{};
  std::vector<BoneWeights> weights{};
  std::size_t hand_triangles = 0;  ///< the first ones are the hand's, the others the arm's
};

/// Half open, fingers apart: nothing touches, and no joint is far from the middle of its range.
[[nodiscard]] HandPose resting_pose();

/// The closed skin of hand and forearm. No edge crosses the wrist, the plane y = 0.
[[nodiscard]] HandMesh make_hand_mesh(const HandShape& shape, MeshDetail detail);

/// A hand in front of the camera.
struct PosedHand {
  Side side = Side::kRight;
  PosedSurface surface{};
  std::array<Vec3, kKeypointCount> joints_mm{};
  std::size_t hand_triangles = 0;
  std::array<float, kKeypointCount> flesh_mm{};  ///< how thick the flesh around each joint is

  /// Hand and arm, which close each other.
  [[nodiscard]] RasterObject whole() const;
  /// The hand without its arm, open at the wrist.
  [[nodiscard]] RasterObject hand() const;
  /// The arm without the hand that closes it.
  [[nodiscard]] RasterObject arm() const;
};

struct HandPlacement {
  Side side = Side::kRight;
  RigidTransform camera_from_hand{};  ///< a left hand's frame is mirrored: x away from its thumb
  std::uint8_t object = 1;
};

/// Bends the mesh with blended dual quaternions (Kavan et al., Skinning with dual quaternions, I3D
/// 2007), which keep bent knuckles and wrists full, and places it.
[[nodiscard]] PosedHand pose_hand(const HandMesh& mesh, const HandPose& pose,
                                  const HandPlacement& placement);

}  // namespace handsight::synthetic
