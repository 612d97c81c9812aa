// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/core/seed.h"
#include "handsight/data/synthetic/linear_image.h"

namespace handsight::synthetic {

[[nodiscard]] inline float uniform(Random& random, double low, double high) {
  return static_cast<float>(random.uniform(low, high));
}

/// The reflectance of some thing in a house or a street: mostly grey or muted.
[[nodiscard]] Vec3 random_reflectance(Random& random);

/// The reflectance of wood, leather, cardboard, sand or a peach wall: easily taken for skin.
[[nodiscard]] Vec3 skin_like_reflectance(Random& random);

// Surfaces that fill a picture, as reflectance.
[[nodiscard]] LinearImage plain_surface(int width, int height, Random& random);
[[nodiscard]] LinearImage gradient_surface(int width, int height, Random& random);
[[nodiscard]] LinearImage wood_surface(int width, int height, Random& random);
[[nodiscard]] LinearImage cloth_surface(int width, int height, Random& random);
[[nodiscard]] LinearImage tile_surface(int width, int height, Random& random);
[[nodiscard]] LinearImage brick_surface(int width, int height, Random& random);
[[nodiscard]] LinearImage foliage_surface(int width, int height, Random& random);
[[nodiscard]] LinearImage skin_like_surface(int width, int height, Random& random);

}  // namespace handsight::synthetic
