// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "handsight/data/synthetic/hand_pose.h"

namespace handsight::synthetic {

/// How much a vertex follows each of the bones near it; the weights add up to 1.
struct BoneWeights {
  std::array<std::uint8_t, 4> bones{};
  std::array<float, 4> weights{};
};

/// Which bones move the skin, and where on the hand it lies, by its place on the resting hand.
class SkinAtlas {
 public:
  /// skeleton  of the pose in which the mesh was made
  SkinAtlas(const HandShape& shape, const HandSkeleton& skeleton)
      : shape_(shape), skeleton_(skeleton) {}

  /// point_mm, normal  on the skin, in the hand's frame
  [[nodiscard]] SkinVertex vertex(Vec3 point_mm, Vec3 normal) const;
  [[nodiscard]] BoneWeights weights(Vec3 point_mm) const;

 private:
  using AllWeights = std::array<float, kBoneCount>;

  [[nodiscard]] std::array<float, kFingerCount> ray_distances_mm(Vec3 point_mm) const;
  [[nodiscard]] float thumb_share(Vec3 point_mm) const;
  [[nodiscard]] float thumb_pull(Vec3 point_mm) const;
  [[nodiscard]] float along_ray(Vec3 point_mm, std::size_t finger) const;
  [[nodiscard]] float beyond_joint(Vec3 point_mm, std::size_t finger, std::size_t joint) const;
  void add_finger(Vec3 point_mm, std::size_t finger, float share, AllWeights& all) const;
  [[nodiscard]] Vec3 joint(std::size_t finger, std::size_t index) const {
    return skeleton_.joints_mm[keypoint_of(finger, index)];
  }

  const HandShape& shape_;
  const HandSkeleton& skeleton_;
};

}  // namespace handsight::synthetic
