// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/scene_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/data/synthetic/arrangement.h"

namespace handsight::synthetic {
namespace {

constexpr int kAttempts = 16;
constexpr double kKeyInterval_s = 0.9;

constexpr Vec3 kX{1, 0, 0};
constexpr Vec3 kY{0, 1, 0};
constexpr Vec3 kZ{0, 0, 1};

float radians(double deg) { return static_cast<float>(deg * std::numbers::pi / 180.0); }

/// Normal, within two deviations of the mean.
double about(Random& random, double mean, double deviation) {
  return mean + deviation * std::clamp(random.normal(), -2.0, 2.0);
}

void check(const LayoutOptions& options, int width_px, int height_px) {
  if (width_px < 1 || height_px < 1) {
    fail("layout: picture of ", width_px, " x ", height_px, " pixels, expected at least 1 x 1");
  }
  if (options.least_fov_deg > options.most_fov_deg || options.nearest_mm > options.farthest_mm ||
      options.least_size > options.most_size) {
    fail("layout: least field of view, distance and size must not exceed the greatest, found ",
         options.least_fov_deg, " to ", options.most_fov_deg, " degrees, ", options.nearest_mm,
         " to ", options.farthest_mm, " mm, ", options.least_size, " to ", options.most_size);
  }
}

/// What one scene has been decided to be, before anything is placed.
struct Plan {
  bool egocentric = false;
  bool both = false;
  Side first = Side::kRight;
  Arrangement arrangement = Arrangement::kSingle;
};

Arrangement draw_arrangement(Random& random) {
  constexpr std::array<std::pair<Arrangement, double>, 6> kShares{
      {{Arrangement::kApart, 0.42},
       {Arrangement::kInFront, 0.22},
       {Arrangement::kSideBySide, 0.09},
       {Arrangement::kPalmToPalm, 0.08},
       {Arrangement::kStacked, 0.09},
       {Arrangement::kInterlocked, 0.10}}};
  double left = random.uniform();
  for (const auto& [arrangement, share] : kShares) {
    if (left < share) return arrangement;
    left -= share;
  }
  return Arrangement::kApart;
}

Plan draw_plan(const LayoutOptions& options, Seed seed) {
  Random random(seed.split("plan"));
  Plan plan;
  const bool by_chance = random.chance(0.5);
  plan.egocentric = options.view == "egocentric" || (options.view == "any" && by_chance);
  const bool two = random.chance(options.two_hands);
  plan.both = options.hands == "both" || (options.hands == "any" && two);
  plan.first = random.chance(0.5) ? Side::kLeft : Side::kRight;
  if (options.hands == "left") plan.first = Side::kLeft;
  if (options.hands == "right") plan.first = Side::kRight;
  if (plan.both) plan.arrangement = draw_arrangement(random);
  return plan;
}

/// A camera whose optical axis meets the picture's centre.
Camera draw_camera(const LayoutOptions& options, int width_px, int height_px, Random& random) {
  const double fov = random.uniform(options.least_fov_deg, options.most_fov_deg);
  const auto focal =
      0.5F * static_cast<float>(std::min(width_px, height_px)) / std::tan(radians(fov / 2.0));
  return {focal, focal, 0.5F * static_cast<float>(width_px - 1),
          0.5F * static_cast<float>(height_px - 1)};
}

/// A right hand held up to the camera: palm, back or side, at any roll.
Mat3 facing_camera(Random& random) {
  const Mat3 palm_upright{{{{1, 0, 0}, {0, -1, 0}, {0, 0, -1}}}};
  const double turn = random.chance(0.45)  ? about(random, 0.0, 40.0)
                      : random.chance(0.6) ? about(random, 180.0, 40.0)
                                           : random.uniform(0.0, 360.0);
  const double tilt = about(random, 0.0, 35.0);
  const double roll = random.chance(0.65) ? about(random, 0.0, 35.0) : random.uniform(0.0, 360.0);
  return rotation_about(kZ, radians(roll)) * rotation_about(kX, radians(tilt)) *
         rotation_about(kY, radians(turn)) * palm_upright;
}

/// A right hand of the camera's wearer: forearm from below and the right, mostly seen from its
/// back.
Mat3 reaching_forward(Random& random) {
  // Palm down, fingers away from the camera.
  const Mat3 palm_down{{{{-1, 0, 0}, {0, 0, 1}, {0, 1, 0}}}};
  const double look_down = random.uniform(10.0, 75.0);
  const double inwards = about(random, 25.0, 25.0);
  const double rise = about(random, 10.0, 20.0);
  const double supination =
      random.chance(0.85) ? about(random, 30.0, 32.0) : random.uniform(60.0, 170.0);
  return rotation_about(kX, radians(look_down + rise)) * rotation_about(kY, radians(-inwards)) *
         rotation_about(kZ, radians(supination)) * palm_down;
}

float draw_distance(const LayoutOptions& options, bool egocentric, float reach_px, Random& random) {
  const double smallest = egocentric ? std::max(options.least_size, 0.18) : options.least_size;
  const double largest = std::max(smallest, options.most_size);
  // Between evenly over the sizes and evenly over their logarithms.
  const double size = smallest * std::pow(largest / smallest, std::pow(random.uniform(), 0.7));
  const double nearest = egocentric ? std::max(options.nearest_mm, 220.0) : options.nearest_mm;
  const double farthest =
      std::max(nearest, egocentric ? std::min(options.farthest_mm, 650.0) : options.farthest_mm);
  return static_cast<float>(std::clamp(reach_px / size, nearest, farthest));
}

/// A right hand somewhere in the frame, perhaps cut by its border.
RigidTransform draw_place(const LayoutOptions& options, bool egocentric, const Camera& camera,
                          const HandShape& shape, Random& random) {
  const float width = 2.0F * camera.centre_x_px + 1.0F;
  const float height = 2.0F * camera.centre_y_px + 1.0F;
  // The length in pixels, relative to the frame, of the hand at 1 mm.
  const float reach = camera.focal_x_px * shape.length_mm / std::min(width, height);
  const float depth_mm = draw_distance(options, egocentric, reach, random);
  const auto spread = [&random] { return 0.45 * (random.uniform() + random.uniform()) - 0.45; };
  const double across = (egocentric ? 0.6 : 0.5) + (egocentric ? 0.8 : 1.0) * spread();
  const double down = (egocentric ? 0.58 : 0.48) + (egocentric ? 0.8 : 1.0) * spread();
  const Mat3 rotation = egocentric ? reaching_forward(random) : facing_camera(random);
  const Vec2 pixel{static_cast<float>(across) * width, static_cast<float>(down) * height};
  const Vec3 centre{0.0F, 0.45F * shape.length_mm, 0.0F};
  return {rotation, camera.unproject(pixel, depth_mm) - rotation * centre};
}

/// Whether somebody would have taken the picture: nothing at the lens, no arm that hides its own
/// palm, and none that ends within the picture and so belongs to nobody.
bool is_plausible(const HandShape& shape, const HandKey& key, const Camera& camera) {
  constexpr float kAtLens_mm = 80.0F;
  const HandSkeleton skeleton = bend(shape, key.pose);
  for (const Vec3& joint : skeleton.joints_mm) {
    if ((key.camera_from_hand * joint).z < kAtLens_mm) return false;
  }
  const auto on_arm = [&](float from_wrist) {
    return key.camera_from_hand * (skeleton.hand_from_bone[kForearmBone] *
                                   Vec3{0.0F, -from_wrist * shape.forearm_length_mm, 0.0F});
  };
  const Vec3 palm = key.camera_from_hand * Vec3{0.0F, 0.3F * shape.length_mm, 0.0F};
  const Segment sight{{0, 0, 0}, palm};
  if (distance(sight, Segment{on_arm(0.2F), on_arm(1.0F)}) < 0.8F * shape.wrist_breadth_mm) {
    return false;
  }
  const Vec3 elbow = on_arm(1.0F);
  if (elbow.z < kNearPlane_mm) return true;
  const Vec2 pixel = camera.project(elbow);
  return pixel.x < 0.0F || pixel.y < 0.0F || pixel.x > 2.0F * camera.centre_x_px ||
         pixel.y > 2.0F * camera.centre_y_px;
}

/// Places a right hand and, in the same way seen in a mirror, a left one; then brings them
/// together.
HandPair draw_pair(const LayoutOptions& options, const Plan& plan, const Camera& camera,
                   const HandShape& shape, Seed seed) {
  Random random(seed.split("place"));
  HandPair pair;
  pair.right.pose = draw_pose(shape, options.poses, seed.split("right"));
  pair.left.pose = draw_pose(shape, options.poses, seed.split("left"));
  pair.right.camera_from_hand = draw_place(options, plan.egocentric, camera, shape, random);
  pair.left.camera_from_hand =
      mirrored(draw_place(options, plan.egocentric, camera, shape, random));
  return arranged(pair, plan.arrangement, shape, seed);
}

/// The first plausible one of a few draws, else the last.
HandPair draw_start(const LayoutOptions& options, const Plan& plan, const Camera& camera,
                    const HandShape& shape, Seed seed) {
  HandPair pair;
  for (int i = 0; i < kAttempts; ++i) {
    pair = draw_pair(options, plan, camera, shape, seed.split(static_cast<std::uint64_t>(i)));
    // One that is not shown need not be plausible.
    if (!plan.both) pair.left = pair.right;
    if (is_plausible(shape, pair.right, camera) && is_plausible(shape, pair.left, camera)) break;
  }
  return pair;
}

/// How a hand moves on from its start.
struct Motion {
  Vec3 pivot_mm{};
  Seed drift;
  Seed poses;
  bool keeps_pose = false;
};

/// A small movement of the whole hand about the pivot.
RigidTransform drift(const Motion& motion, const HandShape& shape, std::uint64_t index) {
  Random random(motion.drift.split(index));
  const auto deviate = [&](double deviation) {
    return static_cast<float>(about(random, 0.0, deviation));
  };
  const float reach = 0.12F * shape.length_mm;
  const Vec3 shift{reach * deviate(1.0), reach * deviate(1.0), reach * deviate(1.0)};
  const Mat3 turn = rotation_about(kX, radians(deviate(8.0))) *
                    rotation_about(kY, radians(deviate(8.0))) *
                    rotation_about(kZ, radians(deviate(10.0)));
  return {turn, motion.pivot_mm + shift - turn * motion.pivot_mm};
}

bool in_contact(Arrangement arrangement) {
  return arrangement != Arrangement::kSingle && arrangement != Arrangement::kApart &&
         arrangement != Arrangement::kInFront;
}

std::vector<HandKey> keys_of(const LayoutOptions& options, const HandKey& start,
                             const HandShape& shape, const Motion& motion) {
  std::vector<HandKey> keys{start};
  const int count = static_cast<int>(std::ceil(options.clip_s / kKeyInterval_s));
  for (int i = 1; i <= count; ++i) {
    const auto index = static_cast<std::uint64_t>(i);
    HandKey key{.time_s = i * kKeyInterval_s, .pose = start.pose};
    key.camera_from_hand = drift(motion, shape, index) * start.camera_from_hand;
    if (!motion.keeps_pose) key.pose = draw_pose(shape, options.poses, motion.poses.split(index));
    keys.push_back(key);
  }
  return keys;
}

void mirror(SceneLayout& layout) {
  for (HandTrack& track : layout.hands) {
    track.side = other(track.side);
    for (HandKey& key : track.keys) key.camera_from_hand = mirrored(key.camera_from_hand);
  }
}

}  // namespace

SceneLayout draw_layout(const LayoutOptions& options, const HandShape& shape, int width_px,
                        int height_px, Seed seed) {
  check(options, width_px, height_px);
  Random random(seed.split("camera"));
  const Plan plan = draw_plan(options, seed);
  SceneLayout layout{.width_px = width_px,
                     .height_px = height_px,
                     .camera = draw_camera(options, width_px, height_px, random),
                     .egocentric = plan.egocentric,
                     .arrangement = plan.arrangement};
  const HandPair start = draw_start(options, plan, layout.camera, shape, seed.split("start"));
  // Hands that touch move as one.
  const bool together = in_contact(plan.arrangement);
  Motion motion{.pivot_mm = start.right.camera_from_hand.translation,
                .drift = seed.split("drift"),
                .poses = seed.split("right poses"),
                .keeps_pose = together};
  layout.hands.push_back({Side::kRight, keys_of(options, start.right, shape, motion)});
  if (plan.both) {
    motion.poses = seed.split("left poses");
    if (!together) {
      motion.pivot_mm = start.left.camera_from_hand.translation;
      motion.drift = seed.split("left drift");
    }
    layout.hands.push_back({Side::kLeft, keys_of(options, start.left, shape, motion)});
  }
  if (plan.first == Side::kLeft) mirror(layout);
  return layout;
}

}  // namespace handsight::synthetic
