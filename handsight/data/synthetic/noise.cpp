// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/noise.h"

#include <algorithm>
#include <cmath>

namespace handsight::synthetic {
namespace {

struct Cell {
  int index;
  float weight;
};

/// Where `count` pixels lie in a lattice of cells, with the smooth step's weights.
std::vector<Cell> cells_of(int count, float cell_px, float offset) {
  std::vector<Cell> cells(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const float position = static_cast<float>(i) / cell_px + offset;
    const int index = static_cast<int>(position);
    const float t = position - static_cast<float>(index);
    cells[static_cast<std::size_t>(i)] = {index, t * t * (3.0F - 2.0F * t)};
  }
  return cells;
}

void add_octave(ScalarField& field, float cell_x_px, float cell_y_px, float strength,
                Random random) {
  const auto columns = cells_of(field.width, cell_x_px, static_cast<float>(random.uniform()));
  const auto rows = cells_of(field.height, cell_y_px, static_cast<float>(random.uniform()));
  const std::size_t across = static_cast<std::size_t>(columns.back().index) + 2;
  std::vector<float> lattice(across * (static_cast<std::size_t>(rows.back().index) + 2));
  for (float& value : lattice) value = strength * static_cast<float>(random.uniform());
  std::vector<float> line(across);
  float* out = field.values.data();
  for (const Cell& row : rows) {
    const float* upper = lattice.data() + static_cast<std::size_t>(row.index) * across;
    const float* lower = upper + across;
    for (std::size_t i = 0; i < across; ++i) {
      line[i] = upper[i] + (lower[i] - upper[i]) * row.weight;
    }
    for (const Cell& column : columns) {
      const float* pair = line.data() + column.index;
      *out++ += pair[0] + (pair[1] - pair[0]) * column.weight;
    }
  }
}

std::uint32_t whole(float value) {
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(value));
}

/// In [-1, 1].
float lattice_value(std::uint32_t x, std::uint32_t y, std::uint32_t z, std::uint32_t key) {
  std::uint32_t h = x * 0x8da6b343U ^ y * 0xd8163841U ^ z * 0xcb1ab31fU ^ key;
  h = (h ^ (h >> 15U)) * 0x2c1b3c6dU;
  h ^= h >> 12U;
  return static_cast<float>(static_cast<std::int32_t>(h * 0x297a2d39U)) * 0x1.0p-31F;
}

}  // namespace

ScalarField fractal_noise(int width, int height, const NoiseOptions& options, Seed seed) {
  ScalarField field{
      width, height,
      std::vector<float>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height))};
  if (field.values.empty()) return field;
  float total = 0.0F;
  float strength = 1.0F;
  for (int i = 0; i < options.octaves; ++i, strength *= options.gain) {
    const float scale = std::ldexp(1.0F, -i);
    const float cell_x = options.cell_x_px * scale;
    const float cell_y = options.cell_y_px * scale;
    if (i > 0 && std::max(cell_x, cell_y) < 1.0F) break;
    add_octave(field, std::max(cell_x, 1.0F), std::max(cell_y, 1.0F), strength,
               Random(seed.split(static_cast<std::uint64_t>(i))));
    total += strength;
  }
  for (float& value : field.values) value /= total;
  return field;
}

float cell_value(Vec2 position, std::uint32_t key) {
  return lattice_value(whole(floor_of(position.x)), whole(floor_of(position.y)), 0, key);
}

float value_noise(Vec3 position, std::uint32_t key) {
  const Vec3 base = {floor_of(position.x), floor_of(position.y), floor_of(position.z)};
  const std::uint32_t x = whole(base.x);
  const std::uint32_t y = whole(base.y);
  const std::uint32_t z = whole(base.z);
  const auto ease = [](float t) { return t * t * (3.0F - 2.0F * t); };
  const float u = ease(position.x - base.x);
  const float v = ease(position.y - base.y);
  const float w = ease(position.z - base.z);
  const auto along_x = [&](std::uint32_t dy, std::uint32_t dz) {
    const float a = lattice_value(x, y + dy, z + dz, key);
    return a + (lattice_value(x + 1, y + dy, z + dz, key) - a) * u;
  };
  const auto along_y = [&](std::uint32_t dz) {
    const float a = along_x(0, dz);
    return a + (along_x(1, dz) - a) * v;
  };
  const float near = along_y(0);
  return near + (along_y(1) - near) * w;
}

}  // namespace handsight::synthetic
