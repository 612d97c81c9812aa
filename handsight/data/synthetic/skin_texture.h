// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "handsight/core/seed.h"
#include "handsight/data/synthetic/hand_shape.h"
#include "handsight/data/synthetic/skin_colour.h"
#include "handsight/data/synthetic/surface.h"

namespace handsight::synthetic {

/// How a surface answers light at one point.
struct Material {
  Vec3 albedo{0.5F, 0.5F, 0.5F};  ///< linear RGB, (0, 1)
  float roughness = 0.5F;         ///< 0.05 polished to 1 dull
  float specular = 0.04F;         ///< reflectance when seen head-on
  float softness = 0.0F;          ///< 0 opaque to 1 flesh: how far light creeps below the surface
  Vec3 tilt{};                    ///< added to the normal, in the camera's frame
};

enum class Glove : std::uint8_t { kNone, kKnit, kLatex, kLeather };
enum class WristBand : std::uint8_t { kNone, kWatch, kBracelet };

/// What one hand looks like, whatever its pose.
struct HandLook {
  SkinPalette skin{};
  float age = 0.3F;
  float mottling = 0.5F;  ///< strength of uneven colour, 0 to 1
  float veins = 0.3F;
  float freckles = 0.0F;
  float hair = 0.2F;
  float moisture = 0.3F;  ///< 0 dry to 1 wet: gloss
  std::uint32_t key = 0;  ///< of the pattern of noise
  Glove glove = Glove::kNone;
  Vec3 glove_colour{};
  int ring_finger = -1;  ///< 0 thumb to 4 little finger; -1 = no ring
  Vec3 ring_colour{};
  WristBand wrist_band = WristBand::kNone;
  Vec3 band_colour{};
  Vec2 palm_mm{87.0F, 95.0F};  ///< breadth, length from wrist to middle knuckle
};

/// Shares of hands that wear something.
struct WearRates {
  double gloves = 0.03;
  double rings = 0.15;
  double wrist_bands = 0.15;
};

/// A person's skin with what this hand wears. Both hands of a person share `traits`.
[[nodiscard]] HandLook random_hand_look(const SkinTraits& traits, const HandShape& shape,
                                        const WearRates& rates, Seed seed);

/// The material at a point of a hand or its arm. Features smaller than `footprint_mm`, the width of
/// a pixel there, fade away.
[[nodiscard]] Material skin_material(const SurfacePoint& point, const HandLook& look,
                                     float footprint_mm);

}  // namespace handsight::synthetic
