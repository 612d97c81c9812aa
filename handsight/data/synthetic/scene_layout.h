// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/core/seed.h"
#include "handsight/data/synthetic/gestures.h"
#include "handsight/data/synthetic/scene.h"

namespace handsight::synthetic {

/// Where cameras and hands are.
struct LayoutOptions {
  std::string view = "any";
  std::string hands = "any";
  double two_hands = 0.5;
  double least_fov_deg = 40.0;
  double most_fov_deg = 100.0;
  double nearest_mm = 150.0;
  double farthest_mm = 1200.0;
  double least_size = 0.08;
  double most_size = 0.9;
  double clip_s = 0.0;
  PosePriorOptions poses{};
};
template <class Field>
void visit_fields(LayoutOptions& o, Field&& field) {
  field("view", o.view, Choices{{"any", "egocentric", "third"}},
        "egocentric: through the eyes of the hands' owner; third: somebody else's");
  field("hands", o.hands, Choices{{"any", "left", "right", "both"}}, "which hands are there");
  field("two_hands", o.two_hands, Range{0.0, 1.0}, "share of scenes with both where hands = any");
  field("least_fov_deg", o.least_fov_deg, Range{10.0, 150.0}, "least field of view, shorter side");
  field("most_fov_deg", o.most_fov_deg, Range{10.0, 150.0}, "greatest field of view");
  field("nearest_mm", o.nearest_mm, Range{100.0, 5000.0}, "least distance of a palm");
  field("farthest_mm", o.farthest_mm, Range{100.0, 5000.0}, "greatest distance of a palm");
  field("least_size", o.least_size, Range{0.02, 2.0}, "a hand's length as a share of the frame");
  field("most_size", o.most_size, Range{0.02, 2.0}, "likewise, the greatest");
  field("clip_s", o.clip_s, Range{0.0, 3600.0}, "length of a clip; 0 makes still pictures");
  visit_fields(o.poses, field);
}

/// A hand at one moment.
struct HandKey {
  double time_s = 0.0;
  HandPose pose{};
  RigidTransform camera_from_hand{};
};

/// A hand over time: keys in ascending order, at least one.
struct HandTrack {
  Side side = Side::kRight;
  std::vector<HandKey> keys{};
};

/// How two hands lie to each other.
enum class Arrangement : std::uint8_t {
  kSingle,
  kApart,
  kInFront,  ///< one hides a part of the other, without contact
  kSideBySide,
  kPalmToPalm,
  kStacked,  ///< the palm of one on the back of the other
  kInterlocked,
};

struct SceneLayout {
  int width_px = 0;
  int height_px = 0;
  Camera camera{};
  bool egocentric = false;
  Arrangement arrangement = Arrangement::kSingle;
  std::vector<HandTrack> hands{};
};

/// A camera and one or two hands of one person before it; in a clip they move.
/// Throws InvalidArgument when a range of the options is upside down or the picture has no pixels.
[[nodiscard]] SceneLayout draw_layout(const LayoutOptions& options, const HandShape& shape,
                                      int width_px, int height_px, Seed seed);

/// The pose and place of a track at one time: those of the nearest key before the first and after
/// the last one; in between smooth and with a continuous velocity.
[[nodiscard]] HandKey key_at(const HandTrack& track, double time_s);

/// The layout at one time with everybody's skin on; hands are objects 1, 2, ...
[[nodiscard]] HandScene scene_at(const SceneLayout& layout, const HandMesh& mesh, double time_s);

/// How deep two separate hands would share space, in mm; 0 when apart. Both frames as in
/// HandPlacement.
struct PlacedSkeleton {
  Side side = Side::kRight;
  HandSkeleton skeleton{};
  RigidTransform camera_from_hand{};
};
[[nodiscard]] float penetration_mm(const HandShape& shape, const PlacedSkeleton& a,
                                   const PlacedSkeleton& b);

}  // namespace handsight::synthetic
