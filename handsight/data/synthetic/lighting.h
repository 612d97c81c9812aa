// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/core/seed.h"
#include "handsight/geometry/vector.h"

namespace handsight::synthetic {

/// Light from far away.
struct Light {
  Vec3 towards{0.0F, -1.0F, 0.0F};  ///< unit, in the camera's frame
  Vec3 radiance{1.0F, 1.0F, 1.0F};  ///< a white surface that faces it is as bright, linear RGB
};

/// All light of a scene. The first light is the key light, which casts shadows.
struct Lighting {
  std::vector<Light> lights{};  ///< 1 to 3
  Vec3 sky{0.3F, 0.3F, 0.3F};   ///< of a surface that faces `up`
  Vec3 ground{0.2F, 0.2F, 0.2F};
  Vec3 up{0.0F, -1.0F, 0.0F};    ///< in the camera's frame
  float shadow_softness = 0.3F;  ///< 0 hard to 1 very soft
};

/// Linear RGB of a black body, green = 1. 1900 to 12000 K; Kim et al.'s chromaticities, in steps.
[[nodiscard]] Vec3 light_colour(float temperature_k);

/// Lamps, windows, flash and light from behind. `surroundings` is the mean colour of what stands
/// around, which sends light back.
[[nodiscard]] Lighting random_lighting(Vec3 surroundings, Seed seed);

}  // namespace handsight::synthetic
