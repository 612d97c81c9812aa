// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/hand_mesh.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "handsight/data/synthetic/hand_flesh.h"
#include "handsight/data/synthetic/surface_nets.h"

namespace handsight::synthetic {
namespace {

std::vector<float> even_planes(float low, float high, float step) {
  const int count = static_cast<int>(std::ceil((high - low) / step)) + 1;
  std::vector<float> planes;
  for (int i = 0; i < count; ++i) planes.push_back(low + static_cast<float>(i) * step);
  return planes;
}

/// Even above the wrist, then wider and wider: a forearm has no detail.
std::vector<float> planes_along_arm(float low, float high, float step) {
  constexpr float kWidest = 5.0F;
  std::vector<float> planes;
  for (float y = high; y > -8.0F * step; y -= step) planes.push_back(y);
  float wide = step;
  while (planes.back() > low) {
    wide = std::min(wide * 1.15F, kWidest * step);
    planes.push_back(planes.back() - wide);
  }
  std::reverse(planes.begin(), planes.end());
  return planes;
}

GridPlanes grid_around(const HandShape& shape, const HandSkeleton& skeleton, float step) {
  const float arm = 0.85F * shape.wrist_breadth_mm;
  Vec3 low{-arm, 0, -arm};
  Vec3 high{arm, 0, arm};
  for (const Vec3& joint : skeleton.joints_mm) {
    low = {std::min(low.x, joint.x), std::min(low.y, joint.y), std::min(low.z, joint.z)};
    high = {std::max(high.x, joint.x), std::max(high.y, joint.y), std::max(high.z, joint.z)};
  }
  const float margin = 0.5F * shape.thickness_mm + 2.0F * step;
  const float elbow = -shape.forearm_length_mm - 1.2F * shape.wrist_breadth_mm;
  return {even_planes(low.x - margin, high.x + margin, step),
          planes_along_arm(elbow, high.y + margin, step),
          even_planes(low.z - margin, high.z + margin, step)};
}

/// Cuts triangles along the plane y = 0, after moving vertices that lie close to it onto it.
class WristCut {
 public:
  WristCut(TriangleMesh& mesh, float step_mm) : mesh_(mesh) {
    for (Vec3& position : mesh.positions_mm) {
      if (std::abs(position.y) < 0.2F * step_mm) position.y = 0.0F;
    }
    const std::vector<Triangle> whole = std::exchange(mesh.triangles, {});
    for (const Triangle& triangle : whole) cut(triangle);
  }

 private:
  [[nodiscard]] float height(std::uint32_t vertex) const { return mesh_.positions_mm[vertex].y; }

  void cut(const Triangle& triangle) {
    std::vector<std::uint32_t> hand;
    std::vector<std::uint32_t> arm;
    for (std::size_t i = 0; i < 3; ++i) {
      const std::uint32_t here = triangle[i];
      const std::uint32_t next = triangle[(i + 1) % 3];
      if (height(here) >= 0.0F) hand.push_back(here);
      if (height(here) <= 0.0F) arm.push_back(here);
      if (height(here) * height(next) < 0.0F) {
        hand.push_back(crossing(here, next));
        arm.push_back(hand.back());
      }
    }
    // A triangle on one side leaves no more than an edge on the other.
    for (const auto* polygon : {&hand, &arm}) {
      for (std::size_t i = 2; i < polygon->size(); ++i) {
        mesh_.triangles.push_back({(*polygon)[0], (*polygon)[i - 1], (*polygon)[i]});
      }
    }
  }

  std::uint32_t crossing(std::uint32_t a, std::uint32_t b) {
    const auto [found, is_new] = crossings_.try_emplace(
        std::minmax(a, b), static_cast<std::uint32_t>(mesh_.positions_mm.size()));
    if (is_new) {
      const auto [low, high] = found->first;
      const float t = height(low) / (height(low) - height(high));
      Vec3 position =
          mesh_.positions_mm[low] + (mesh_.positions_mm[high] - mesh_.positions_mm[low]) * t;
      position.y = 0.0F;
      const Vec3 normal = mesh_.normals[low] + (mesh_.normals[high] - mesh_.normals[low]) * t;
      mesh_.positions_mm.push_back(position);
      mesh_.normals.push_back(normalised(normal));
    }
    return found->second;
  }

  TriangleMesh& mesh_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> crossings_{};
};

/// Puts the hand's triangles before the arm's and returns how many those are.
std::size_t sort_hand_first(TriangleMesh& mesh) {
  const auto arm = std::stable_partition(
      mesh.triangles.begin(), mesh.triangles.end(), [&](const Triangle& triangle) {
        return std::any_of(triangle.begin(), triangle.end(), [&](std::uint32_t vertex) {
          return mesh.positions_mm[vertex].y > 0.0F;
        });
      });
  return static_cast<std::size_t>(arm - mesh.triangles.begin());
}

}  // namespace

HandPose resting_pose() {
  HandPose pose;
  pose[Joint::kThumbRadial] = 45;
  pose[Joint::kThumbPalmar] = 28;
  pose[Joint::kThumbTwist] = 20;
  pose[Joint::kThumbMcp] = 10;
  pose[Joint::kThumbIp] = 12;
  constexpr std::array<float, kFingerCount> kSpread_deg{0, 10, 2, 8, 18};
  for (std::size_t finger = 1; finger < kFingerCount; ++finger) {
    pose.deg[finger_angle(finger, 0)] = kSpread_deg[finger];
    pose.deg[finger_angle(finger, 1)] = 15;
    pose.deg[finger_angle(finger, 2)] = 20;
    pose.deg[finger_angle(finger, 3)] = 12;
  }
  return pose;
}

HandMesh make_hand_mesh(const HandShape& shape, MeshDetail detail) {
  HandMesh hand{.shape = shape, .skeleton = bend(shape, resting_pose())};
  const HandFlesh flesh(shape, hand.skeleton);
  const float step_mm = shape.length_mm / (detail == MeshDetail::kFull ? 47.0F : 30.0F);
  TriangleMesh mesh = polygonise([&](Vec3 point_mm) { return flesh.distance_mm(point_mm); },
                                 grid_around(shape, hand.skeleton, step_mm));
  WristCut(mesh, step_mm);
  hand.hand_triangles = sort_hand_first(mesh);
  const SkinAtlas atlas(hand.shape, hand.skeleton);
  for (std::size_t i = 0; i < mesh.positions_mm.size(); ++i) {
    mesh.skin.push_back(atlas.vertex(mesh.positions_mm[i], mesh.normals[i]));
    hand.weights.push_back(atlas.weights(mesh.positions_mm[i]));
  }
  hand.rest = std::make_shared<const TriangleMesh>(std::move(mesh));
  return hand;
}

}  // namespace handsight::synthetic
