// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/core/seed.h"
#include "handsight/data/synthetic/scene_layout.h"

namespace handsight::synthetic {

/// A right hand and a left one.
struct HandPair {
  HandKey right{};
  HandKey left{};
};

/// The same seen in a mirror: the place of the other side's hand.
[[nodiscard]] RigidTransform mirrored(const RigidTransform& camera_from_hand);

/// Brings the hands of `pair` into an arrangement by moving the left one, and gives them poses that
/// suit it. They touch where it says so and share no more space than flesh that is pressed.
[[nodiscard]] HandPair arranged(HandPair pair, Arrangement arrangement, const HandShape& shape,
                                Seed seed);

}  // namespace handsight::synthetic
