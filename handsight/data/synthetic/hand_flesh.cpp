// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/hand_flesh.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace handsight::synthetic {
namespace {

constexpr float kFingerFillet_mm = 4.0F;
constexpr float kJointFillet_mm = 1.0F;

/// Union of two bodies with a round fillet (Quilez's quadratic polynomial).
float joined(float a, float b, float fillet_mm) {
  const float overlap = std::max(0.0F, fillet_mm - std::abs(a - b));
  return std::min(a, b) - overlap * overlap / (4.0F * fillet_mm);
}

FleshSection between(const FleshSection& a, const FleshSection& b, float along) {
  const float t = std::clamp((along - a.along) / (b.along - a.along), 0.0F, 1.0F);
  const float s = t * t * (3.0F - 2.0F * t);
  const auto mix = [s](float low, float high) { return low + (high - low) * s; };
  return {along, mix(a.half_breadth, b.half_breadth), mix(a.palmar_depth, b.palmar_depth),
          mix(a.dorsal_depth, b.dorsal_depth)};
}

FleshSection section_at(const std::vector<FleshSection>& sections, float along) {
  for (std::size_t i = 1; i < sections.size(); ++i) {
    if (along <= sections[i].along) return between(sections[i - 1], sections[i], along);
  }
  return sections.back();
}

/// A frame at `from` with y to `to` and z as near to `palmar` as that allows.
RigidTransform frame_along(Vec3 from, Vec3 to, Vec3 palmar) {
  const Vec3 y = normalised(to - from);
  const Vec3 x = normalised(cross(y, palmar));
  return {Mat3{{{x, y, cross(x, y)}}}.transposed(), from};
}

FleshTube tube_between(Vec3 from, Vec3 to, std::vector<FleshSection> sections) {
  return FleshTube(frame_along(from, to, {0, 0, 1}), length(to - from), std::move(sections));
}

FleshSection scaled(FleshSection section, float half_breadth_mm, float half_depth_mm) {
  section.half_breadth *= half_breadth_mm;
  section.palmar_depth *= half_depth_mm;
  section.dorsal_depth *= half_depth_mm;
  return section;
}

// Relative to half the breadth and depth at PIP. Pads bulge between the joints on the palm's side;
// bone shows at the joints.
using Profile = std::array<std::vector<FleshSection>, 3>;

Profile finger_profile() {
  return {{{{0.0F, 1.03F, 1.3F, 1.06F}, {0.5F, 1.0F, 1.16F, 0.98F}, {1.0F, 1.0F, 0.98F, 1.0F}},
           {{0.0F, 1.0F, 0.98F, 1.0F}, {0.45F, 0.945F, 1.04F, 0.86F}, {1.0F, 0.91F, 0.86F, 0.85F}},
           {{0.0F, 0.91F, 0.86F, 0.85F},
            {0.5F, 0.89F, 0.96F, 0.66F},
            {0.85F, 0.82F, 0.86F, 0.52F},
            {1.0F, 0.74F, 0.72F, 0.46F}}}};
}

Profile thumb_profile() {
  return {{{{0.0F, 0.95F, 1.3F, 1.0F}, {0.6F, 1.08F, 1.3F, 1.0F}, {1.0F, 1.08F, 1.1F, 1.0F}},
           {{0.0F, 1.08F, 1.1F, 1.0F}, {0.5F, 0.95F, 1.05F, 0.88F}, {1.0F, 1.0F, 0.95F, 0.94F}},
           {{0.0F, 1.0F, 0.95F, 0.94F},
            {0.5F, 1.05F, 1.08F, 0.68F},
            {0.85F, 0.95F, 0.92F, 0.52F},
            {1.0F, 0.82F, 0.74F, 0.44F}}}};
}

}  // namespace

FleshTube::FleshTube(const RigidTransform& hand_from_bone, float length_mm,
                     std::vector<FleshSection> sections)
    : bone_from_hand_(hand_from_bone.inverse()),
      length_mm_(length_mm),
      sections_(std::move(sections)) {
  for (const FleshSection& section : sections_) {
    reach_mm_ =
        std::max({reach_mm_, section.half_breadth, section.palmar_depth, section.dorsal_depth});
  }
}

float FleshTube::at_least_mm(Vec3 point_mm) const {
  const Vec3 local = bone_from_hand_ * point_mm;
  const float beyond = local.y - std::clamp(local.y, 0.0F, length_mm_);
  return std::sqrt(local.x * local.x + beyond * beyond + local.z * local.z) - reach_mm_;
}

float FleshTube::distance_mm(Vec3 point_mm) const {
  const Vec3 local = bone_from_hand_ * point_mm;
  const float on_axis = std::clamp(local.y, 0.0F, length_mm_);
  const FleshSection section = section_at(sections_, on_axis / length_mm_);
  const float depth = local.z > 0.0F ? section.palmar_depth : section.dorsal_depth;
  const float least = std::min({section.half_breadth, section.palmar_depth, section.dorsal_depth});
  // Round ends reach as far as the mean of the half-axes.
  const float beyond = (local.y - on_axis) * 4.0F /
                       (2.0F * section.half_breadth + section.palmar_depth + section.dorsal_depth);
  const float x = local.x / section.half_breadth;
  const float z = local.z / depth;
  return (std::sqrt(x * x + z * z + beyond * beyond) - 1.0F) * least;
}

HandFlesh::HandFlesh(const HandShape& shape, const HandSkeleton& skeleton) {
  add_forearm(shape, skeleton);
  add_palm(shape, skeleton);
  add_webs(shape, skeleton);
  for (std::size_t finger = 0; finger < kFingerCount; ++finger) {
    add_finger(shape, skeleton, finger);
  }
}

void HandFlesh::add_forearm(const HandShape& shape, const HandSkeleton& skeleton) {
  const float b = 0.5F * shape.wrist_breadth_mm;
  const float length_mm = shape.forearm_length_mm + 12.0F;
  // From the elbow's end to just within the hand. Muscle thickens the arm towards the elbow.
  std::vector<FleshSection> sections{
      {0.0F, 1.5F * b, 1.5F * b, 1.4F * b},      {0.42F, 1.5F * b, 1.4F * b, 1.25F * b},
      {0.62F, 1.42F * b, 1.25F * b, 1.12F * b},  {0.84F, 1.08F * b, 0.84F * b, 0.82F * b},
      {0.955F, 0.96F * b, 0.66F * b, 0.68F * b}, {1.0F, 0.96F * b, 0.62F * b, 0.62F * b}};
  RigidTransform frame = skeleton.hand_from_bone[kForearmBone];
  frame.translation = frame * Vec3{-0.02F * b, -shape.forearm_length_mm, 0.05F * b};
  body_.push_back({FleshTube(frame, length_mm, std::move(sections)), 10.0F});
}

void HandFlesh::add_palm(const HandShape& shape, const HandSkeleton& skeleton) {
  const float b = shape.breadth_mm / 87.0F;
  const float d = shape.thickness_mm / 31.0F;
  const float full = shape.flesh;
  for (std::size_t finger = 1; finger < kFingerCount; ++finger) {
    const Vec3 to = shape.base_mm[finger];
    const Vec3 from{to.x * 0.52F, to.y * 0.14F, to.z * 0.5F + 1.0F};
    const float slim = finger == 4 ? 0.92F : 1.0F;
    // Tendons and bone raise the back over each ray; pads before the knuckles raise the palm.
    body_.push_back({tube_between(from, to,
                                  {{0.0F, 13.0F * b, 15.0F * d, 14.0F * d},
                                   {0.5F, 12.0F * b, 13.5F * d, 12.3F * d * slim},
                                   {1.0F, 11.4F * b * slim, 15.2F * d * slim, 11.4F * d * slim}}),
                     9.0F});
  }
  const Vec3 thumb = skeleton.joints_mm[keypoint_of(0, 1)];
  const Vec3 cmc = shape.base_mm[0];
  const Vec3 ball = cmc + (thumb - cmc) * 0.72F + Vec3{-7.0F * b, 2.0F, 3.0F * d};
  body_.push_back({tube_between({10.0F * b, 0.085F * shape.length_mm, 11.0F * d}, ball,
                                {{0.0F, 13.0F * b, 10.0F * d * full, 13.0F * d},
                                 {0.55F, 16.5F * b * full, 15.0F * d * full, 13.0F * d},
                                 {1.0F, 11.5F * b * full, 11.0F * d * full, 10.5F * d}}),
                   12.0F});
  const Vec3 little = shape.base_mm[4];
  body_.push_back({tube_between({-17.0F * b, 0.07F * shape.length_mm, 8.0F * d},
                                {little.x * 0.93F, little.y * 0.74F, little.z + 5.0F * d},
                                {{0.0F, 12.0F * b, 10.0F * d * full, 12.0F * d},
                                 {0.5F, 13.5F * b * full, 12.5F * d * full, 12.0F * d},
                                 {1.0F, 10.5F * b, 9.5F * d * full, 10.0F * d}}),
                   12.0F});
}

void HandFlesh::add_webs(const HandShape& shape, const HandSkeleton& skeleton) {
  const float d = shape.thickness_mm / 31.0F;
  const auto on_finger = [&](std::size_t finger, float t) {
    const Vec3 from = skeleton.joints_mm[keypoint_of(finger, 0)];
    return from + (skeleton.joints_mm[keypoint_of(finger, 1)] - from) * t;
  };
  for (std::size_t finger = 1; finger + 1 < kFingerCount; ++finger) {
    const Vec3 palmar{0.0F, 0.0F, 2.0F * d};
    const float reach = finger == 3 ? 0.24F : 0.28F;
    body_.push_back(
        {tube_between(on_finger(finger, 0.28F) + palmar, on_finger(finger + 1, reach) + palmar,
                      {{0.0F, 5.0F * d, 7.0F * d, 5.0F * d}}),
         7.0F});
  }
  const Vec3 thumb = skeleton.joints_mm[keypoint_of(0, 1)];
  const Vec3 index = shape.base_mm[1];
  const Vec3 cmc = shape.base_mm[0];
  const Vec3 on_thumb = cmc + (thumb - cmc) * 0.62F;
  const Vec3 on_index{index.x * 0.92F, index.y * 0.66F, index.z + 2.0F * d};
  body_.push_back({tube_between(on_thumb, on_index,
                                {{0.0F, 8.0F * d, 8.0F * d, 8.0F * d},
                                 {0.5F, 8.0F * d, 7.0F * d, 6.5F * d},
                                 {1.0F, 9.0F * d, 8.0F * d, 8.0F * d}}),
                   14.0F});
}

void HandFlesh::add_finger(const HandShape& shape, const HandSkeleton& skeleton,
                           std::size_t finger) {
  const Profile profile = finger == 0 ? thumb_profile() : finger_profile();
  const float b = 0.5F * shape.breadth_at_joint_mm[finger];
  const float d = 0.5F * shape.depth_at_joint_mm[finger];
  std::vector<FleshTube> tubes;
  for (std::size_t i = 0; i < 3; ++i) {
    std::vector<FleshSection> sections;
    for (const FleshSection& relative : profile[i]) sections.push_back(scaled(relative, b, d));
    float length_mm = shape.phalanx_mm[finger][i];
    if (i == 2) {
      const FleshSection& tip = sections.back();
      length_mm += shape.soft_tip_mm[finger] -
                   (2.0F * tip.half_breadth + tip.palmar_depth + tip.dorsal_depth) / 4.0F;
    }
    tubes.emplace_back(skeleton.hand_from_bone[phalanx_bone(finger, i)], length_mm,
                       std::move(sections));
  }
  fingers_.push_back(std::move(tubes));
}

float HandFlesh::distance_mm(Vec3 point_mm) const {
  float nearest = std::numeric_limits<float>::max();
  // A body that is farther away by more than the fillet changes nothing.
  const auto matters = [&](const FleshTube& tube, float fillet_mm) {
    return tube.at_least_mm(point_mm) < nearest + fillet_mm;
  };
  for (const auto& [tube, fillet_mm] : body_) {
    if (matters(tube, fillet_mm)) nearest = joined(nearest, tube.distance_mm(point_mm), fillet_mm);
  }
  for (const auto& tubes : fingers_) {
    float finger = std::numeric_limits<float>::max();
    for (const FleshTube& tube : tubes) {
      if (matters(tube, kFingerFillet_mm + kJointFillet_mm)) {
        finger = joined(finger, tube.distance_mm(point_mm), kJointFillet_mm);
      }
    }
    nearest = joined(nearest, finger, kFingerFillet_mm);
  }
  return nearest;
}

}  // namespace handsight::synthetic
