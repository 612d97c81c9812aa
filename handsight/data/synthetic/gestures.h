// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "handsight/core/seed.h"
#include "handsight/data/synthetic/hand_pose.h"

namespace handsight::synthetic {

struct Gesture {
  std::string_view name;
  HandPose pose{};
};

/// Signs, digits zero to nine as in American Sign Language (ten is thumbs_up), grasps and postures.
[[nodiscard]] std::vector<Gesture> gestures();

/// Throws InvalidArgument, with the known names, when there is no such gesture.
[[nodiscard]] HandPose gesture(std::string_view name);

/// How far poses stray from named gestures.
struct PosePriorOptions {
  double mixing = 0.6;
  double synergy_noise = 1.0;
  double joint_noise = 1.0;
};
template <class Field>
void visit_fields(PosePriorOptions& o, Field&& field) {
  field("mixing", o.mixing, Range{0.0, 1.0}, "share of poses that lie between two gestures");
  field("synergy_noise", o.synergy_noise, Range{0.0, 3.0},
        "how much all fingers close, spread and turn together, 0 = not at all");
  field("joint_noise", o.joint_noise, Range{0.0, 3.0}, "how much each joint varies on its own");
}

/// A pose within the limits of all joints, near one gesture or between two, whose flesh does not
/// overlap by more than a firm touch. Where nothing fits in a few attempts, the pose is opened
/// until it does.
[[nodiscard]] HandPose draw_pose(const HandShape& shape, const PosePriorOptions& options,
                                 Seed seed);

/// The same posture with fingers opened towards the resting hand just as far as the flesh needs.
[[nodiscard]] HandPose without_overlap(const HandShape& shape, const HandPose& pose);

}  // namespace handsight::synthetic
