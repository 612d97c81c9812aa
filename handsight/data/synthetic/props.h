// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "handsight/core/seed.h"
#include "handsight/data/synthetic/hand_mesh.h"
#include "handsight/data/synthetic/skin_texture.h"

namespace handsight::synthetic {

enum class Pattern : std::uint8_t { kPlain, kStripes, kChecks, kLabel, kWeave, kGrain, kSkin };

/// How a thing that is no hand looks.
struct ObjectLook {
  Pattern pattern = Pattern::kPlain;
  Vec3 colour{0.5F, 0.5F, 0.5F};
  Vec3 second{0.2F, 0.2F, 0.2F};
  float period_mm = 15.0F;
  float roughness = 0.5F;
  float specular = 0.04F;
  std::uint32_t key = 0;
};

[[nodiscard]] Material object_material(const SurfacePoint& point, const ObjectLook& look);

struct Prop {
  PosedSurface surface{};
  ObjectLook look{};
};

/// Something that fits into the hand as it is bent: a pen between the tips of thumb and index
/// finger, a bottle, cup, ball or handle within curled fingers, a card or box on a flat hand.
[[nodiscard]] Prop held_object(const PosedHand& hand, std::uint8_t object, Seed seed);

/// Something between the camera and the hand that hides a part of it.
[[nodiscard]] Prop occluder(const PosedHand& hand, std::uint8_t object, Seed seed);

/// A sleeve around the arm, up to `cuff_mm` from the wrist, with folds.
[[nodiscard]] Prop sleeve(const PosedHand& hand, float cuff_mm, std::uint8_t object, Seed seed);

/// The arm beyond what the hand's mesh holds, straight on, 45 cm long.
[[nodiscard]] Prop upper_arm(const PosedHand& hand, std::uint8_t object, const ObjectLook& look);

}  // namespace handsight::synthetic
