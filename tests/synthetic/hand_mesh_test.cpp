// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/hand_mesh.h"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "handsight/data/synthetic/arrangement.h"
#include "handsight/data/synthetic/gestures.h"

namespace handsight::synthetic {
namespace {

const HandMesh& light_mesh() {
  static const HandMesh mesh = make_hand_mesh(mean_hand_shape(189.0F, 87.0F), MeshDetail::kLight);
  return mesh;
}

TEST(HandMesh, IsClosedAndTurnsOutwards) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> edges;
  double volume_mm3 = 0.0;
  const TriangleMesh& rest = *light_mesh().rest;
  for (const auto& [a, b, c] : rest.triangles) {
    ++edges[{a, b}];
    ++edges[{b, c}];
    ++edges[{c, a}];
    volume_mm3 +=
        dot(rest.positions_mm[a], cross(rest.positions_mm[b], rest.positions_mm[c])) / 6.0;
  }
  for (const auto& [edge, count] : edges) {
    const auto back = edges.find({edge.second, edge.first});
    ASSERT_TRUE(back != edges.end());
    ASSERT_EQ(back->second, count);
  }
  EXPECT_GT(volume_mm3, 0.0);
}

TEST(HandMesh, HasTheVolumeOfAHand) {
  // A man of 75 kg: 0.6 % of his mass at 1.16 g/ml are 390 ml (Winter, Biomechanics and motor
  // control, 2009). By the divergence theorem; the cut through the plane y = 0 adds nothing.
  double volume_ml = 0.0;
  const HandMesh& mesh = light_mesh();
  for (std::size_t i = 0; i < mesh.hand_triangles; ++i) {
    const auto& [a, b, c] = mesh.rest->triangles[i];
    const auto& at = mesh.rest->positions_mm;
    volume_ml += dot(at[a], cross(at[b], at[c])) / 6000.0;
  }
  EXPECT_GT(volume_ml, 320.0);
  EXPECT_LT(volume_ml, 460.0);
}

TEST(HandMesh, IsCutAlongTheWrist) {
  const HandMesh& mesh = light_mesh();
  for (std::size_t i = 0; i < mesh.rest->triangles.size(); ++i) {
    for (const std::uint32_t vertex : mesh.rest->triangles[i]) {
      const float y = mesh.rest->positions_mm[vertex].y;
      ASSERT_TRUE(i < mesh.hand_triangles ? y >= 0.0F : y <= 0.0F);
    }
  }
}

TEST(HandMesh, HasPartsOnTheHandAndNoneOnTheArm) {
  const HandMesh& mesh = light_mesh();
  for (std::uint32_t i = 0; i < mesh.rest->triangles.size(); ++i) {
    const Fragment middle{.triangle = i, .weight_1 = 0.3F, .weight_2 = 0.3F};
    ASSERT_EQ(hand_part(*mesh.rest, middle) != 0, i < mesh.hand_triangles) << i;
  }
}

TEST(HandMesh, LetsNoFingerPullAtAnother) {
  const HandMesh& mesh = light_mesh();
  for (std::size_t i = 0; i < mesh.weights.size(); ++i) {
    const SkinVertex& skin = mesh.rest->skin[i];
    if (skin.along_ray < 2.0F) continue;
    for (std::size_t k = 0; k < 4; ++k) {
      const std::uint8_t bone = mesh.weights[i].bones[k];
      if (bone < 2 || bone >= kRingMetacarpalBone || (bone - 2) / 3 == skin.finger) continue;
      ASSERT_LT(mesh.weights[i].weights[k], 0.02F) << "vertex " << i << ", bone " << int{bone};
    }
  }
}

TEST(HandMesh, HasWeightsThatAddUpToOne) {
  for (const BoneWeights& weights : light_mesh().weights) {
    ASSERT_NEAR(weights.weights[0] + weights.weights[1] + weights.weights[2] + weights.weights[3],
                1.0F, 1e-5F);
  }
}

TEST(PosedHand, OfTheRestingPoseIsTheMeshItself) {
  const PosedHand hand = pose_hand(light_mesh(), resting_pose(), {});
  for (std::size_t i = 0; i < hand.surface.positions_mm.size(); ++i) {
    ASSERT_LT(length(hand.surface.positions_mm[i] - light_mesh().rest->positions_mm[i]), 0.01F);
  }
}

TEST(PosedHand, OfTheLeftIsTheExactMirrorOfTheRight) {
  const RigidTransform place{rotation_about({0.6F, 0.0F, 0.8F}, 0.7F), {12.0F, -30.0F, 400.0F}};
  const HandPose pose = gesture("pinch");
  const PosedHand right = pose_hand(light_mesh(), pose, {Side::kRight, place, 1});
  const PosedHand left = pose_hand(light_mesh(), pose, {Side::kLeft, mirrored(place), 1});
  for (std::size_t i = 0; i < right.surface.positions_mm.size(); ++i) {
    const Vec3 r = right.surface.positions_mm[i];
    ASSERT_EQ(left.surface.positions_mm[i], (Vec3{-r.x, r.y, r.z}));
  }
  for (std::size_t i = 0; i < kKeypointCount; ++i) {
    const Vec3 r = right.joints_mm[i];
    EXPECT_EQ(left.joints_mm[i], (Vec3{-r.x, r.y, r.z}));
  }
}

TEST(PosedHand, IsFiniteInEveryGesture) {
  for (const Gesture& known : gestures()) {
    const PosedHand hand = pose_hand(light_mesh(), known.pose, {});
    for (const Vec3& p : hand.surface.positions_mm) {
      ASSERT_TRUE(std::isfinite(p.x + p.y + p.z)) << known.name;
    }
    for (const Vec3& n : hand.surface.normals) {
      ASSERT_NEAR(length(n), 1.0F, 1e-3F) << known.name;
    }
  }
}

TEST(PosedHand, KeepsItsVolumeInAFistAndABentWrist) {
  const auto volume = [](const PosedHand& hand) {
    double sum = 0.0;
    for (const auto& [a, b, c] : hand.surface.rest->triangles) {
      const auto& at = hand.surface.positions_mm;
      sum += dot(at[a], cross(at[b], at[c])) / 6000.0;
    }
    return sum;
  };
  HandPose bent = resting_pose();
  bent[Joint::kWristFlexion] = 65.0F;
  const double rest_ml = volume(pose_hand(light_mesh(), resting_pose(), {}));
  EXPECT_NEAR(volume(pose_hand(light_mesh(), gesture("fist"), {})) / rest_ml, 1.0, 0.06);
  EXPECT_NEAR(volume(pose_hand(light_mesh(), bent, {})) / rest_ml, 1.0, 0.06);
}

}  // namespace
}  // namespace handsight::synthetic
