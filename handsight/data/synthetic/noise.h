// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "handsight/core/seed.h"
#include "handsight/geometry/vector.h"

namespace handsight::synthetic {

/// One float per pixel, rows from the top.
struct ScalarField {
  int width = 0;
  int height = 0;
  std::vector<float> values{};

  [[nodiscard]] float at(int x, int y) const {
    return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }
};

/// std::floor for values that fit into an int; several times faster without SSE 4.1.
[[nodiscard]] constexpr float floor_of(float value) {
  const auto whole = static_cast<float>(static_cast<int>(value));
  return whole > value ? whole - 1.0F : whole;
}

struct NoiseOptions {
  float cell_x_px = 32.0F;  ///< size of the coarsest features
  float cell_y_px = 32.0F;
  int octaves = 4;    ///< each of half the size of the one before; those below a pixel are left out
  float gain = 0.5F;  ///< strength of an octave, relative to the one before
};

/// Fractal value noise, in [0, 1], 0.5 on average.
[[nodiscard]] ScalarField fractal_noise(int width, int height, const NoiseOptions& options,
                                        Seed seed);

/// A random value in [-1, 1] for the cell of side 1 that holds `position`.
[[nodiscard]] float cell_value(Vec2 position, std::uint32_t key);

/// Value noise of one octave with features of size 1, in [-1, 1], 0 on average. The same `key`
/// gives the same field.
[[nodiscard]] float value_noise(Vec3 position, std::uint32_t key);

}  // namespace handsight::synthetic
