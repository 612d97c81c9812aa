// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/props.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "handsight/data/synthetic/linear_image.h"
#include "handsight/data/synthetic/noise.h"
#include "handsight/data/synthetic/solid_meshes.h"
#include "handsight/data/synthetic/surfaces.h"

namespace handsight::synthetic {
namespace {

constexpr int kSides = 20;

/// Columns x (towards the thumb), y (to the fingers) and z (out of the palm), in the camera's
/// frame.
struct PalmFrame {
  Vec3 x;
  Vec3 y;
  Vec3 z;
};

PalmFrame palm_frame(const PosedHand& hand) {
  const auto& joints = hand.joints_mm;
  const Vec3 y = normalised(joints[keypoint_of(2, 0)] - joints[kWrist]);
  const Vec3 across = joints[keypoint_of(1, 0)] - joints[keypoint_of(4, 0)];
  const Vec3 x = normalised(across - y * dot(across, y));
  const Vec3 z = cross(x, y);
  return {x, y, hand.side == Side::kRight ? z : -z};
}

/// The rotation that takes an object's y axis to `axis`, turned at random about it.
Mat3 standing_along(Vec3 axis, Random& random) {
  const Vec3 helper = std::abs(axis.x) < 0.8F ? Vec3{1, 0, 0} : Vec3{0, 0, 1};
  const Vec3 side = normalised(cross(axis, helper));
  const Mat3 columns{{{side, axis, cross(side, axis)}}};
  return columns.transposed() * rotation_about({0, 1, 0}, uniform(random, 0.0, 6.2832));
}

Mat3 with_columns(Vec3 x, Vec3 y, Vec3 z) { return Mat3{{{x, y, z}}}.transposed(); }

ObjectLook random_look(Random& random) {
  constexpr std::array kPatterns{Pattern::kPlain,  Pattern::kPlain, Pattern::kStripes,
                                 Pattern::kChecks, Pattern::kLabel, Pattern::kGrain};
  ObjectLook look;
  look.pattern = kPatterns[random.below(kPatterns.size())];
  look.colour = random.chance(0.25) ? skin_like_reflectance(random) : random_reflectance(random);
  look.second = random_reflectance(random);
  look.period_mm = uniform(random, 6.0, 40.0);
  look.roughness = uniform(random, 0.12, 0.9);
  look.specular = random.chance(0.15) ? uniform(random, 0.2, 0.7) : 0.04F;
  look.key = static_cast<std::uint32_t>(random.bits());
  return look;
}

std::shared_ptr<const TriangleMesh> cylinder(float radius_mm, float half_mm) {
  const float edge = std::min(0.15F * radius_mm, half_mm);
  const std::array<Vec2, 6> profile{{{0.0F, -half_mm},
                                     {radius_mm - edge, -half_mm},
                                     {radius_mm, -half_mm + edge},
                                     {radius_mm, half_mm - edge},
                                     {radius_mm - edge, half_mm},
                                     {0.0F, half_mm}}};
  return lathe_mesh(profile, kSides);
}

std::shared_ptr<const TriangleMesh> ball(float radius_mm) {
  std::array<Vec2, 11> profile{};
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const float angle =
        3.14159265F * static_cast<float>(i) / static_cast<float>(profile.size() - 1);
    profile[i] = {radius_mm * std::sin(angle), -radius_mm * std::cos(angle)};
  }
  return lathe_mesh(profile, kSides);
}

std::shared_ptr<const TriangleMesh> bottle(float radius_mm) {
  const float r = radius_mm;
  const std::array<Vec2, 8> profile{{{0.0F, -2.6F * r},
                                     {r, -2.6F * r},
                                     {r, -2.4F * r},
                                     {r, 1.2F * r},
                                     {0.4F * r, 2.2F * r},
                                     {0.38F * r, 3.0F * r},
                                     {0.38F * r, 3.3F * r},
                                     {0.0F, 3.3F * r}}};
  return lathe_mesh(profile, kSides);
}

std::shared_ptr<const TriangleMesh> cup(float radius_mm) {
  const float r = radius_mm;
  const std::array<Vec2, 7> profile{{{0.0F, -1.3F * r},
                                     {0.75F * r, -1.3F * r},
                                     {0.8F * r, -1.2F * r},
                                     {r, 1.3F * r},
                                     {0.95F * r, 1.3F * r},
                                     {0.72F * r, -1.1F * r},
                                     {0.0F, -1.1F * r}}};
  return lathe_mesh(profile, kSides);
}

std::shared_ptr<const TriangleMesh> pen(float radius_mm, float half_mm) {
  const std::array<Vec2, 6> profile{{{0.0F, -half_mm},
                                     {radius_mm, -half_mm},
                                     {radius_mm, 0.7F * half_mm},
                                     {0.9F * radius_mm, 0.75F * half_mm},
                                     {0.2F * radius_mm, 0.98F * half_mm},
                                     {0.0F, half_mm}}};
  return lathe_mesh(profile, 12);
}

struct Grasp {
  Vec3 centre_mm{};
  float radius_mm = 0.0F;
  float openness = 1.0F;  // 0 fist to 1 flat
};

/// The round thing that the fingers would close around, its axis across the palm.
Grasp grasp_of(const PosedHand& hand, const PalmFrame& palm) {
  const auto& joints = hand.joints_mm;
  Grasp grasp;
  float reach = 0.0F;
  float path = 0.0F;
  for (std::size_t finger = 1; finger < kFingerCount; ++finger) {
    for (std::size_t joint = 0; joint < 4; ++joint) {
      grasp.centre_mm = grasp.centre_mm + joints[keypoint_of(finger, joint)] * (1.0F / 16.0F);
      if (joint > 0) {
        path += length(joints[keypoint_of(finger, joint)] - joints[keypoint_of(finger, joint - 1)]);
      }
    }
    reach += length(joints[keypoint_of(finger, 3)] - joints[keypoint_of(finger, 0)]);
  }
  grasp.openness = reach / std::max(path, 1.0F);
  for (std::size_t finger = 1; finger < kFingerCount; ++finger) {
    for (std::size_t joint = 0; joint < 4; ++joint) {
      const Vec3 d = joints[keypoint_of(finger, joint)] - grasp.centre_mm;
      grasp.radius_mm += length(d - palm.x * dot(d, palm.x)) / 16.0F;
    }
  }
  return grasp;
}

Prop in_pinch(const PosedHand& hand, const PalmFrame& palm, std::uint8_t object, Random& random) {
  const auto& joints = hand.joints_mm;
  const Vec3 thumb = joints[keypoint_of(0, 3)];
  const Vec3 index = joints[keypoint_of(1, 3)];
  const Vec3 between = (thumb + index) * 0.5F;
  Prop prop{.look = random_look(random)};
  if (random.chance(0.65)) {
    const float half = uniform(random, 55.0, 85.0);
    const Vec3 web = (joints[keypoint_of(0, 1)] + joints[keypoint_of(1, 0)]) * 0.5F;
    const Vec3 axis = normalised(between - web + palm.z * uniform(random, -15.0, 25.0));
    const Vec3 centre = between - axis * (0.45F * half);
    prop.surface =
        place(pen(uniform(random, 3.0, 6.0), half), {standing_along(axis, random), centre}, object);
    return prop;
  }
  const Vec3 flat = normalised(index - thumb);  // the card's normal
  const Vec3 up = normalised(palm.y - flat * dot(palm.y, flat));
  const Vec3 half = {uniform(random, 25.0, 50.0), uniform(random, 35.0, 75.0), 0.6F};
  prop.surface =
      place(box_mesh(half),
            {with_columns(cross(up, flat), up, flat), between + up * (0.8F * half.y)}, object);
  return prop;
}

Prop on_flat_hand(const PosedHand& hand, const PalmFrame& palm, std::uint8_t object,
                  Random& random) {
  Prop prop{.look = random_look(random)};
  const Vec3 half = {uniform(random, 20.0, 45.0), uniform(random, 40.0, 85.0),
                     random.chance(0.6) ? uniform(random, 1.0, 5.0) : uniform(random, 8.0, 30.0)};
  const Vec3 middle = hand.joints_mm[keypoint_of(2, 0)] + palm.z * (half.z + 13.0F);
  const float turn = uniform(random, -0.6, 0.6);
  const Vec3 x = palm.x * std::cos(turn) + palm.y * std::sin(turn);
  const Vec3 z = hand.side == Side::kRight ? palm.z : -palm.z;
  prop.surface = place(box_mesh(half), {with_columns(x, cross(z, x), z), middle}, object);
  return prop;
}

Vec3 middle_of(const PosedHand& hand) {
  return (hand.joints_mm[kWrist] + hand.joints_mm[keypoint_of(2, 0)] +
          hand.joints_mm[keypoint_of(2, 2)]) *
         (1.0F / 3.0F);
}

/// Where what is drawn of an arm ends, and which way it went, in the camera's frame.
struct ArmEnd {
  Vec3 end_mm{};
  Vec3 away{};  // from the hand
};

ArmEnd arm_end(const PosedHand& hand) {
  const TriangleMesh& rest = *hand.surface.rest;
  float end = 0.0F;
  for (const Vec3& position : rest.positions_mm) end = std::min(end, position.y);
  const auto middle_between = [&](float low, float high) {
    Vec3 sum{};
    float count = 0.0F;
    for (std::size_t i = 0; i < rest.positions_mm.size(); ++i) {
      if (rest.positions_mm[i].y < low || rest.positions_mm[i].y > high) continue;
      sum = sum + hand.surface.positions_mm[i];
      count += 1.0F;
    }
    return sum * (1.0F / std::max(count, 1.0F));
  };
  const Vec3 far_end = middle_between(0.85F * end, 0.7F * end);
  return {far_end, normalised(far_end - middle_between(0.6F * end, 0.45F * end))};
}

}  // namespace

Material object_material(const SurfacePoint& point, const ObjectLook& look) {
  const Vec3 p = point.rest_position_mm * (1.0F / look.period_mm);
  const float wear = value_noise(point.rest_position_mm * 0.05F, look.key);
  Material material{.albedo = look.colour, .roughness = look.roughness, .specular = look.specular};
  const auto cell = [](float v) { return static_cast<int>(floor_of(v)); };
  switch (look.pattern) {
    case Pattern::kPlain:
      break;
    case Pattern::kStripes:
      if (p.y - floor_of(p.y) < 0.5F) material.albedo = look.second;
      break;
    case Pattern::kChecks:
      if ((cell(p.x) + cell(p.y) + cell(p.z)) & 1) material.albedo = look.second;
      break;
    case Pattern::kLabel:
      if (std::abs(point.rest_position_mm.y) < 1.2F * look.period_mm) {
        const float print = value_noise({4.0F * p.x, 6.0F * p.y, 4.0F * p.z}, look.key + 1);
        material.albedo = print > 0.25F ? look.colour * 0.5F : look.second;
      }
      break;
    case Pattern::kGrain:
      material.albedo =
          look.colour * (1.0F + 0.4F * value_noise({6.0F * p.x, p.y, 6.0F * p.z}, look.key + 1));
      break;
    case Pattern::kWeave: {
      const float fold = value_noise(point.rest_position_mm * (1.0F / 28.0F), look.key + 2);
      const float fine = value_noise(point.rest_position_mm * 0.9F, look.key + 3);
      if (p.y - floor_of(p.y) < 0.4F) material.albedo = look.second;
      material.albedo = material.albedo * (1.0F + 0.2F * fold + 0.1F * fine);
      material.tilt =
          Vec3{fold, value_noise(point.rest_position_mm * (1.0F / 18.0F), look.key + 4), 0} * 0.6F;
      material.specular = 0.015F;
      break;
    }
    case Pattern::kSkin:
      material.softness = 1.0F;
      material.specular = 0.028F;
      break;
  }
  material.albedo = material.albedo * (1.0F + 0.06F * wear);
  return material;
}

Prop held_object(const PosedHand& hand, std::uint8_t object, Seed seed) {
  Random random(seed);
  const PalmFrame palm = palm_frame(hand);
  const auto& joints = hand.joints_mm;
  if (length(joints[keypoint_of(0, 3)] - joints[keypoint_of(1, 3)]) < 32.0F) {
    return in_pinch(hand, palm, object, random);
  }
  const Grasp grasp = grasp_of(hand, palm);
  if (grasp.openness > 0.88F) return on_flat_hand(hand, palm, object, random);
  Prop prop{.look = random_look(random)};
  const float radius = std::clamp(grasp.radius_mm - 9.0F, 5.0F, 42.0F);
  const Vec3 centre = grasp.centre_mm + palm.z * (0.15F * radius);
  const Vec3 axis = normalised(palm.x + palm.y * uniform(random, -0.25, 0.25));
  const Mat3 standing = standing_along(random.chance(0.5) ? axis : -axis, random);
  std::shared_ptr<const TriangleMesh> mesh;
  if (radius < 14.0F) {
    mesh = cylinder(radius, uniform(random, 60.0, 160.0));
  } else {
    const double kind = random.uniform();
    mesh = kind < 0.3   ? cylinder(radius, radius * uniform(random, 1.0, 3.0))
           : kind < 0.5 ? bottle(radius)
           : kind < 0.7 ? cup(radius)
           : kind < 0.85
               ? ball(radius)
               : box_mesh({radius * 0.8F, radius * uniform(random, 1.0, 2.0), radius * 0.8F});
  }
  prop.surface = place(std::move(mesh), {standing, centre}, object);
  return prop;
}

Prop occluder(const PosedHand& hand, std::uint8_t object, Seed seed) {
  Random random(seed);
  Prop prop{.look = random_look(random)};
  const float size = length(hand.joints_mm[keypoint_of(2, 3)] - hand.joints_mm[kWrist]) + 60.0F;
  const Vec3 axis = normalised(
      Vec3{uniform(random, -1.0, 1.0), uniform(random, -1.0, 1.0), uniform(random, -0.4, 0.4)});
  const Vec3 beside = {uniform(random, -0.6, 0.6) * size, uniform(random, -0.6, 0.6) * size, 0.0F};
  const Vec3 centre = (middle_of(hand) + beside) * uniform(random, 0.55, 0.85);
  const double kind = random.uniform();
  const float radius = size * uniform(random, 0.08, 0.3);
  auto mesh = kind < 0.35   ? box_mesh({radius, radius * uniform(random, 0.6, 2.5), radius * 0.5F})
              : kind < 0.6  ? cylinder(radius * 0.5F, radius * uniform(random, 1.0, 5.0))
              : kind < 0.75 ? pen(radius * 0.15F, size)
              : kind < 0.9  ? ball(radius * 0.7F)
                            : bottle(radius * 0.5F);
  prop.surface = place(std::move(mesh), {standing_along(axis, random), centre}, object);
  return prop;
}

Prop sleeve(const PosedHand& hand, float cuff_mm, std::uint8_t object, Seed seed) {
  Random random(seed);
  Prop prop;
  prop.look = {.pattern = Pattern::kWeave,
               .colour = random_reflectance(random),
               .period_mm = uniform(random, 4.0, 30.0),
               .roughness = 0.9F,
               .key = static_cast<std::uint32_t>(random.bits())};
  prop.look.second = random.chance(0.3) ? random_reflectance(random) : prop.look.colour;
  const float loose_mm = uniform(random, 2.5, 9.0);
  const TriangleMesh& rest = *hand.surface.rest;
  const Vec3 along_arm = arm_end(hand).away;
  TriangleMesh cloth;
  std::vector<std::uint32_t> number(rest.positions_mm.size(), 0);  // 1 + index in the cloth
  const auto take = [&](std::uint32_t vertex) {
    if (number[vertex] > 0) return number[vertex] - 1;
    const Vec3 at = rest.positions_mm[vertex];
    const float fold = value_noise(at * (1.0F / 24.0F), prop.look.key);
    const float away = loose_mm * (1.0F + 0.6F * fold);
    cloth.positions_mm.push_back(at);
    cloth.normals.push_back(rest.normals[vertex]);
    prop.surface.normals.push_back(hand.surface.normals[vertex]);
    const float over_mm =
        std::max(0.0F, at.y + cuff_mm);  // slid back, so that the cuff is straight
    prop.surface.positions_mm.push_back(hand.surface.positions_mm[vertex] +
                                        hand.surface.normals[vertex] * away + along_arm * over_mm);
    number[vertex] = static_cast<std::uint32_t>(cloth.positions_mm.size());
    return number[vertex] - 1;
  };
  for (std::size_t i = hand.hand_triangles; i < rest.triangles.size(); ++i) {
    const Triangle& t = rest.triangles[i];
    const bool beyond = std::any_of(
        t.begin(), t.end(), [&](std::uint32_t v) { return rest.positions_mm[v].y < -cuff_mm; });
    if (beyond) cloth.triangles.push_back({take(t[0]), take(t[1]), take(t[2])});
  }
  prop.surface.object = object;
  prop.surface.rest = std::make_shared<const TriangleMesh>(std::move(cloth));
  return prop;
}

Prop upper_arm(const PosedHand& hand, std::uint8_t object, const ObjectLook& look) {
  constexpr float kRadius_mm = 42.0F;
  constexpr float kLength_mm = 450.0F;
  const ArmEnd arm = arm_end(hand);
  const std::array<Vec2, 5> profile{{{0.0F, 0.0F},
                                     {0.9F * kRadius_mm, 6.0F},
                                     {kRadius_mm, 40.0F},
                                     {1.25F * kRadius_mm, kLength_mm},
                                     {0.0F, kLength_mm}}};
  Random random(Seed(look.key));
  return {.surface = place(lathe_mesh(profile, kSides),
                           {standing_along(arm.away, random), arm.end_mm}, object),
          .look = look};
}

}  // namespace handsight::synthetic
