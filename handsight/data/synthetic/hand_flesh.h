// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/data/synthetic/hand_pose.h"

namespace handsight::synthetic {

/// The half-axes of a body of flesh around a bone, at one place along it.
struct FleshSection {
  float along = 0.0F;  ///< 0 at the bone's origin, 1 at its end
  float half_breadth = 0.0F;
  float palmar_depth = 0.0F;  ///< from the bone to the skin of the palm's side
  float dorsal_depth = 0.0F;
};

/// A tube of smoothly changing elliptic section around one bone, with round ends.
class FleshTube {
 public:
  /// sections  sorted by `along`, at least one; in mm but for `along`
  FleshTube(const RigidTransform& hand_from_bone, float length_mm,
            std::vector<FleshSection> sections);

  /// Below 0 inside. Near the surface about the distance to it in mm, elsewhere at most that.
  [[nodiscard]] float distance_mm(Vec3 point_mm) const;
  /// A bound from below for a part of the price.
  [[nodiscard]] float at_least_mm(Vec3 point_mm) const;

 private:
  RigidTransform bone_from_hand_;
  float length_mm_;
  float reach_mm_ = 0.0F;
  std::vector<FleshSection> sections_;
};

/// The smooth body of one hand and its forearm: zero set of a function of space in the hand's
/// frame.
class HandFlesh {
 public:
  HandFlesh(const HandShape& shape, const HandSkeleton& skeleton);

  /// Below 0 inside; never more than the distance to the skin, in mm.
  [[nodiscard]] float distance_mm(Vec3 point_mm) const;

 private:
  void add_palm(const HandShape& shape, const HandSkeleton& skeleton);
  void add_forearm(const HandShape& shape, const HandSkeleton& skeleton);
  void add_webs(const HandShape& shape, const HandSkeleton& skeleton);
  void add_finger(const HandShape& shape, const HandSkeleton& skeleton, std::size_t finger);

  /// Bodies joined one after the other, each with a fillet of its own.
  struct Joined {
    FleshTube tube;
    float fillet_mm;
  };
  std::vector<Joined> body_{};
  std::vector<std::vector<FleshTube>> fingers_{};
};

}  // namespace handsight::synthetic
