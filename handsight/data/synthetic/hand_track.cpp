// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "handsight/data/synthetic/quaternion.h"
#include "handsight/data/synthetic/scene_layout.h"

namespace handsight::synthetic {
namespace {

std::vector<Capsule> placed_capsules(const HandShape& shape, const PlacedSkeleton& hand) {
  std::vector<Capsule> capsules = flesh_capsules(shape, hand.skeleton);
  const auto place = [&](Vec3 point) {
    return hand.camera_from_hand *
           (hand.side == Side::kLeft ? Vec3{-point.x, point.y, point.z} : point);
  };
  for (Capsule& capsule : capsules) {
    capsule.axis = {place(capsule.axis.from), place(capsule.axis.to)};
  }
  return capsules;
}

}  // namespace

HandKey key_at(const HandTrack& track, double time_s) {
  const auto after =
      std::upper_bound(track.keys.begin(), track.keys.end(), time_s,
                       [](double time, const HandKey& key) { return time < key.time_s; });
  if (after == track.keys.begin()) return track.keys.front();
  if (after == track.keys.end()) return track.keys.back();
  const HandKey& a = *(after - 1);
  const HandKey& b = *after;
  const auto linear = static_cast<float>((time_s - a.time_s) / (b.time_s - a.time_s));
  // Movements of arms start and end slowly (Flash and Hogan's minimum jerk, J. Neurosci. 5, 1985).
  const float t = linear * linear * linear * (10.0F + linear * (6.0F * linear - 15.0F));
  const Quaternion rotation = blended(quaternion_of(a.camera_from_hand.rotation),
                                      quaternion_of(b.camera_from_hand.rotation), t);
  const Vec3 translation =
      a.camera_from_hand.translation * (1.0F - t) + b.camera_from_hand.translation * t;
  return {time_s, interpolated(a.pose, b.pose, t), {rotation_of(rotation), translation}};
}

HandScene scene_at(const SceneLayout& layout, const HandMesh& mesh, double time_s) {
  HandScene scene{
      .width_px = layout.width_px, .height_px = layout.height_px, .camera = layout.camera};
  for (const HandTrack& track : layout.hands) {
    const HandKey key = key_at(track, time_s);
    const auto object = static_cast<std::uint8_t>(scene.hands.size() + 1);
    scene.hands.push_back(pose_hand(mesh, key.pose, {track.side, key.camera_from_hand, object}));
  }
  return scene;
}

float penetration_mm(const HandShape& shape, const PlacedSkeleton& a, const PlacedSkeleton& b) {
  const std::vector<Capsule> of_a = placed_capsules(shape, a);
  const std::vector<Capsule> of_b = placed_capsules(shape, b);
  float deepest = 0.0F;
  for (const Capsule& one : of_a) {
    for (const Capsule& another : of_b) deepest = std::max(deepest, overlap_mm(one, another));
  }
  return deepest;
}

}  // namespace handsight::synthetic
