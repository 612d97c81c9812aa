// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "tracking/rendered_clip.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "handsight/data/synthetic/gestures.h"
#include "handsight/data/synthetic/labels.h"
#include "handsight/data/synthetic/noise.h"

namespace handsight::testing {
namespace {

using synthetic::HandKey;
using synthetic::HandMesh;
using synthetic::ScalarField;

constexpr int kWidth_px = 192;
constexpr int kHeight_px = 108;
constexpr Camera kCamera{110.0F, 110.0F, 95.5F, 53.5F};
constexpr double kFramesPerSecond = 30.0;
constexpr float kNear_mm = 470.0F;
constexpr float kFar_mm = 570.0F;

/// A hand held up to the camera whose middle is seen at `pixel`.
HandKey held_up(const HandMesh& mesh, Vec2 pixel, float depth_mm, Random& random) {
  const Mat3 palm_upright{{{{1, 0, 0}, {0, -1, 0}, {0, 0, -1}}}};
  const auto turned = [&random](Vec3 axis, double most_rad) {
    return rotation_about(axis, static_cast<float>(random.uniform(-most_rad, most_rad)));
  };
  HandKey key{.pose = synthetic::draw_pose(mesh.shape, {}, Seed(random.bits()))};
  auto& place = key.camera_from_hand;
  place.rotation =
      turned({0, 0, 1}, 0.5) * turned({1, 0, 0}, 0.4) * turned({0, 1, 0}, 0.6) * palm_upright;
  const Vec3 middle{0.0F, 0.45F * mesh.shape.length_mm, 0.0F};
  place.translation = kCamera.unproject(pixel, depth_mm) - place.rotation * middle;
  return key;
}

/// Share of the pixels around one that the mask sets.
double share_around(const Image& mask, int x, int y) {
  int set = 0;
  int all = 0;
  for (int v = std::max(y - 1, 0); v <= std::min(y + 1, mask.height - 1); ++v) {
    for (int u = std::max(x - 1, 0); u <= std::min(x + 1, mask.width - 1); ++u) {
      set += *mask.at(u, v);
      ++all;
    }
  }
  return static_cast<double>(set) / all;
}

float logistic(double logit) { return static_cast<float>(1.0 / (1.0 + std::exp(-logit))); }

HandMesh mesh_of(Seed seed) {
  return make_hand_mesh(synthetic::draw_hand_shape({}, seed.split("shape")),
                        synthetic::MeshDetail::kLight);
}

synthetic::SceneLayout empty_layout() {
  return {.width_px = kWidth_px, .height_px = kHeight_px, .camera = kCamera};
}

}  // namespace

RenderedClip::RenderedClip(synthetic::SceneLayout layout, HandMesh mesh, Seed seed)
    : layout_(std::move(layout)), mesh_(std::move(mesh)), seed_(seed) {}

int RenderedClip::frames() const {
  return static_cast<int>(layout_.hands.front().keys.back().time_s * kFramesPerSecond);
}

RenderedFrame RenderedClip::frame(int number) const {
  const double time_s = number / kFramesPerSecond;
  const auto labels = label(synthetic::scene_at(layout_, mesh_, time_s), kWidth_px, kHeight_px);
  const Seed seed = seed_.split("network").split(static_cast<std::uint64_t>(number));
  const synthetic::NoiseOptions coarse{.cell_x_px = 12.0F, .cell_y_px = 12.0F, .octaves = 3};
  const ScalarField edges = fractal_noise(kWidth_px, kHeight_px, coarse, seed.split("edges"));
  const ScalarField doubts = fractal_noise(kWidth_px, kHeight_px, coarse, seed.split("doubts"));
  RenderedFrame frame;
  for (const auto& hand : labels.hands) frame.masks.push_back(hand.mask);
  auto& observation = frame.observation;
  observation = {.picture = Image(kWidth_px, kHeight_px, 3, 60),
                 .hand = {.width = kWidth_px, .height = kHeight_px},
                 .right = ProbabilityMap{.width = kWidth_px, .height = kHeight_px},
                 .time_s = time_s};
  for (int y = 0; y < kHeight_px; ++y) {
    for (int x = 0; x < kWidth_px; ++x) {
      double hands = 0.0;
      double rightness = 0.0;
      for (const auto& hand : labels.hands) {
        const double share = share_around(hand.mask, x, y);
        hands += share;
        rightness += hand.label.side == Side::kRight ? share : -share;
        // each part of a hand has its brightness, so that what moves is seen to move
        if (const int part = *hand.parts.at(x, y); part > 0) {
          std::fill_n(observation.picture.at(x, y), 3, 120 + 6 * part);
        }
      }
      const double unsure = static_cast<double>(edges.at(x, y)) - 0.5;
      const double doubt = static_cast<double>(doubts.at(x, y)) - 0.5;
      observation.hand.values.push_back(logistic(10.0 * (hands - 0.5 + 0.5 * unsure)));
      observation.right->values.push_back(logistic(4.0 * rightness + 8.0 * doubt));
    }
  }
  return frame;
}

RenderedClip crossing_hands(Meeting meeting, int meetings, Seed seed) {
  auto mesh = mesh_of(seed);
  auto layout = empty_layout();
  Random random(seed.split("ways"));
  const bool left_is_near = random.chance(0.5);
  double side = random.chance(0.5) ? 1.0 : -1.0;  // where the left hand is
  layout.hands = {{.side = Side::kLeft}, {.side = Side::kRight}};
  double time_s = 0.0;
  const auto add_keys = [&](double away_px) {
    for (const std::size_t hand : {0U, 1U}) {
      const bool near = (hand == 0) == left_is_near;
      const double across_px = (hand == 0 ? side : -side) * away_px;
      const Vec2 pixel{static_cast<float>(kCamera.centre_x_px + across_px),
                       static_cast<float>(kCamera.centre_y_px + random.uniform(-14.0, 14.0))};
      auto& keys = layout.hands[hand].keys;
      keys.push_back(held_up(mesh, pixel, near ? kNear_mm : kFar_mm, random));
      keys.back().time_s = time_s + random.uniform(0.0, 0.15);
    }
  };
  add_keys(60.0);
  for (int i = 0; i < meetings; ++i) {
    time_s += random.uniform(0.7, 2.0);
    if (meeting == Meeting::kPass) {
      side = -side;
    } else {
      add_keys(random.uniform(6.0, 14.0));
      time_s += random.uniform(0.7, 2.0);
    }
    add_keys(60.0);
  }
  return {std::move(layout), std::move(mesh), seed};
}

RenderedClip gliding_hand(double px_per_s, double seconds, Seed seed) {
  auto mesh = mesh_of(seed);
  auto layout = empty_layout();
  Random random(seed.split("gesture"));
  const auto begin_px = static_cast<float>(kCamera.centre_x_px - px_per_s * seconds / 2.0);
  const HandKey begin = held_up(mesh, {begin_px, kCamera.centre_y_px}, kNear_mm, random);
  const float mm_per_px = kNear_mm / kCamera.focal_x_px;
  layout.hands = {{.side = Side::kRight}};
  // a key in each frame: between two of them hands move off slowly
  for (int i = 0; i <= static_cast<int>(seconds * kFramesPerSecond); ++i) {
    HandKey key = begin;
    key.time_s = i / kFramesPerSecond;
    key.camera_from_hand.translation.x += static_cast<float>(px_per_s * key.time_s) * mm_per_px;
    layout.hands.front().keys.push_back(key);
  }
  return {std::move(layout), std::move(mesh), seed};
}

}  // namespace handsight::testing
