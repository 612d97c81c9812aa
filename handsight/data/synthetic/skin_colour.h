// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/core/seed.h"
#include "handsight/geometry/vector.h"

namespace handsight::synthetic {

/// What colours a patch of skin.
struct SkinPigments {
  float melanin = 0.05F;       ///< volume share in the epidermis: 0.01 very light to 0.45 very dark
  float haemoglobin = 0.012F;  ///< volume share of blood in the dermis: 0.003 pale to 0.15 flushed
  float eumelanin = 0.7F;      ///< of the melanin, [0, 1]; the rest is the redder pheomelanin
  float oxygen = 0.75F;        ///< oxygenated share of the blood, [0, 1]; little in veins
};

/// Diffuse reflectance of skin in linear RGB, each channel in (0, 1).
///
/// An absorbing epidermis over a scattering dermis. Absorption and scattering: Donner and Jensen, A
/// Spectral BSSRDF for Shading Human Skin, EGSR 2006; blood: Prahl's table of haemoglobin at 150
/// g/l; reflectance of the dermis: Jensen and Buhler, SIGGRAPH 2002, eq. 5. We take two wavelengths
/// a channel, add carotenoids (without them skin comes out pink), and let light cross the pigmented
/// layer twice instead of solving both layers together.
[[nodiscard]] Vec3 skin_reflectance(const SkinPigments& pigments);

/// The colours of one person's hands, linear RGB.
struct SkinPalette {
  Vec3 back{};       ///< of the hand and the arm
  Vec3 palm{};       ///< lighter, the more so the darker the skin
  Vec3 fingertip{};  ///< redder palm
  Vec3 knuckle{};    ///< redder and darker back
  Vec3 crease{};     ///< of the palm's lines
  Vec3 vein{};       ///< on the back
  Vec3 nail{};
  Vec3 lunula{};
  Vec3 freckle{};
};

struct SkinTraits {
  SkinPigments pigments{};
  float age = 0.3F;          ///< 0 child to 1 old: wrinkles, veins, spots
  float paint_nails = 0.0F;  ///< 0 bare, 1 painted
  Vec3 nail_paint{};         ///< linear RGB
};

/// A person: melanin over the whole human range, so that lightness is spread evenly.
[[nodiscard]] SkinTraits random_skin_traits(Seed seed);

[[nodiscard]] SkinPalette skin_palette(const SkinTraits& traits);

}  // namespace handsight::synthetic
