// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/hand_skin.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "handsight/data/synthetic/segment.h"

namespace handsight::synthetic {
namespace {

/// 0 up to `low`, 1 from `high`, smooth in between.
float smooth_step(float low, float high, float x) {
  const float t = std::clamp((x - low) / (high - low), 0.0F, 1.0F);
  return t * t * (3.0F - 2.0F * t);
}

BoneWeights strongest(const std::array<float, kBoneCount>& all) {
  std::array<std::uint8_t, kBoneCount> order;
  std::iota(order.begin(), order.end(), std::uint8_t{0});
  std::partial_sort(
      order.begin(), order.begin() + 4, order.end(),
      [&](std::uint8_t a, std::uint8_t b) { return all[a] != all[b] ? all[a] > all[b] : a < b; });
  BoneWeights kept;
  float sum = 0.0F;
  for (std::size_t i = 0; i < 4; ++i) {
    kept.bones[i] = order[i];
    kept.weights[i] = all[order[i]];
    sum += kept.weights[i];
  }
  for (float& weight : kept.weights) weight /= sum;
  return kept;
}

}  // namespace

/// From the skin of each ray, roughly; its share of the palm is as thick as its finger.
std::array<float, kFingerCount> SkinAtlas::ray_distances_mm(Vec3 point_mm) const {
  std::array<float, kFingerCount> distances{};
  for (std::size_t finger = 0; finger < kFingerCount; ++finger) {
    const Vec3 base = joint(finger, 0);
    const Vec3 root = finger == 0 ? base : Vec3{base.x * 0.5F, 0.0F, base.z};
    float nearest = distance(Segment{root, base}, point_mm);
    for (std::size_t i = 0; i < 3; ++i) {
      nearest =
          std::min(nearest, distance(Segment{joint(finger, i), joint(finger, i + 1)}, point_mm));
    }
    distances[finger] = nearest - 0.5F * shape_.breadth_at_joint_mm[finger];
  }
  return distances;
}

/// From -1 to 1; 0 where the ball of the thumb ends on the palm.
float SkinAtlas::thumb_share(Vec3 point_mm) const {
  const auto distances = ray_distances_mm(point_mm);
  const float others = *std::min_element(distances.begin() + 1, distances.end());
  const float reach = 0.06F * shape_.length_mm;
  const float share = std::clamp((others - distances[0]) / reach, -1.0F, 1.0F);
  // The carpus is no part of the thumb.
  const float low = 0.05F * shape_.length_mm;
  return std::min(share, 2.0F * smooth_step(low, 2.6F * low, point_mm.y) - 1.0F);
}

/// How much of the skin follows the thumb's metacarpal; none at the carpus, softly more beyond it.
float SkinAtlas::thumb_pull(Vec3 point_mm) const {
  const auto distances = ray_distances_mm(point_mm);
  const float others = *std::min_element(distances.begin() + 1, distances.end());
  const float reach = 0.065F * shape_.length_mm;
  const float along = point_mm.y / shape_.length_mm;
  return smooth_step(-reach, reach, others - distances[0]) * smooth_step(0.01F, 0.2F, along);
}

float SkinAtlas::along_ray(Vec3 point_mm, std::size_t finger) const {
  if (point_mm.y <= 0.0F) return point_mm.y / shape_.forearm_length_mm;
  const Vec3 base = joint(finger, 0);
  const Segment metacarpal{{base.x * 0.5F, 0.0F, base.z}, base};
  float nearest = finger == 0 ? 1e9F : distance(metacarpal, point_mm);
  float along = std::clamp(position_along(metacarpal, point_mm), 1e-3F, 1.0F);
  for (std::size_t i = 0; i < 3; ++i) {
    const Segment phalanx{joint(finger, i), joint(finger, i + 1)};
    const float here = distance(phalanx, point_mm);
    if (here >= nearest) continue;
    nearest = here;
    const float t = position_along(phalanx, point_mm);
    along = 1.0F + static_cast<float>(i) + std::clamp(t, 0.0F, i == 2 ? 1.5F : 1.0F);
  }
  return along;
}

SkinVertex SkinAtlas::vertex(Vec3 point_mm, Vec3 normal) const {
  SkinVertex skin;
  skin.thumb_share = thumb_share(point_mm);
  if (skin.thumb_share <= 0.0F) {
    const auto distances = ray_distances_mm(point_mm);
    const auto nearest = std::min_element(distances.begin() + 1, distances.end());
    skin.finger = static_cast<std::uint8_t>(nearest - distances.begin());
  }
  skin.along_ray = along_ray(point_mm, skin.finger);
  const auto phalanx = static_cast<std::size_t>(std::clamp(skin.along_ray - 1.0F, 0.0F, 2.0F));
  const bool on_finger = skin.along_ray >= 1.0F;
  const std::uint8_t bone = on_finger ? phalanx_bone(skin.finger, phalanx) : kPalmBone;
  skin.dorsal = -(skeleton_.hand_from_bone[bone].rotation.transposed() * normal).z;
  if (skin.along_ray < 2.0F) return skin;
  const Vec3 local = skeleton_.hand_from_bone[phalanx_bone(skin.finger, 2)].inverse() * point_mm;
  const float end_mm = shape_.phalanx_mm[skin.finger][2] + shape_.soft_tip_mm[skin.finger];
  const float root_mm = 0.42F * end_mm;
  skin.nail = {local.x / (0.36F * shape_.breadth_at_joint_mm[skin.finger]),
               (local.y - root_mm) / (0.97F * end_mm - root_mm)};
  return skin;
}

/// Signed distance from the plane that halves the angle between the bones at a joint.
float SkinAtlas::beyond_joint(Vec3 point_mm, std::size_t finger, std::size_t index) const {
  const Vec3 after = skeleton_.hand_from_bone[phalanx_bone(finger, index)].rotation * Vec3{0, 1, 0};
  const Vec3 before =
      index > 0 ? skeleton_.hand_from_bone[phalanx_bone(finger, index - 1)].rotation * Vec3{0, 1, 0}
                : Vec3{0, 1, 0};
  return dot(point_mm - joint(finger, index), normalised(before + after));
}

void SkinAtlas::add_finger(Vec3 point_mm, std::size_t finger, float share, AllWeights& all) const {
  const float radius = 0.5F * shape_.depth_at_joint_mm[finger];
  std::array<float, 3> reached;  // how far the point has left the bone before each joint
  for (std::size_t i = 1; i < 3; ++i) {
    reached[i] = smooth_step(-0.62F * radius, 0.62F * radius, beyond_joint(point_mm, finger, i));
  }
  if (finger == 0) {
    reached[0] = 1.0F;
  } else {
    // The crease at a finger's base lies farther out than its knuckle.
    const float crease = 0.4F * (point_mm.z - joint(finger, 0).z);
    reached[0] =
        smooth_step(-1.0F * radius, 1.0F * radius, beyond_joint(point_mm, finger, 0) - crease);
  }
  all[phalanx_bone(finger, 0)] += share * reached[0] * (1.0F - reached[1]);
  all[phalanx_bone(finger, 1)] += share * reached[0] * reached[1] * (1.0F - reached[2]);
  all[phalanx_bone(finger, 2)] += share * reached[0] * reached[1] * reached[2];
  float in_palm = share * (1.0F - reached[0]);
  if (finger >= 3) {
    const float folding = smooth_step(0.15F, 0.75F, point_mm.y / joint(finger, 0).y) * in_palm;
    all[finger == 3 ? kRingMetacarpalBone : kLittleMetacarpalBone] += folding;
    in_palm -= folding;
  }
  all[kPalmBone] += in_palm;
}

BoneWeights SkinAtlas::weights(Vec3 point_mm) const {
  const auto distances = ray_distances_mm(point_mm);
  const float thumb = thumb_pull(point_mm);
  std::array<float, kFingerCount> shares{thumb};
  const auto nearest = std::min_element(distances.begin() + 1, distances.end());
  // Webs stretch between two fingers; beyond them each finger is on its own.
  const float beyond_web = smooth_step(
      1.2F, 1.9F, along_ray(point_mm, static_cast<std::size_t>(nearest - distances.begin())));
  const float softness_mm = (0.014F - 0.0095F * beyond_web) * shape_.length_mm;
  float sum = 0.0F;
  for (std::size_t finger = 1; finger < kFingerCount; ++finger) {
    shares[finger] = std::exp((*nearest - distances[finger]) / softness_mm);
    sum += shares[finger];
  }
  AllWeights all{};
  for (std::size_t finger = 1; finger < kFingerCount; ++finger) {
    add_finger(point_mm, finger, shares[finger] / sum * (1.0F - thumb), all);
  }
  if (thumb > 0.0F) add_finger(point_mm, 0, thumb, all);
  const float reach = 0.09F * shape_.length_mm;
  const float hand = smooth_step(-reach, 0.8F * reach, point_mm.y);
  for (float& weight : all) weight *= hand;
  all[kForearmBone] = 1.0F - hand;
  return strongest(all);
}

}  // namespace handsight::synthetic
