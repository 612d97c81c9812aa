// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/surfaces.h"

#include <cmath>
#include <numbers>

#include "handsight/data/synthetic/canvas.h"
#include "handsight/data/synthetic/noise.h"

namespace handsight::synthetic {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;

Seed next_seed(Random& random) { return Seed(random.bits()); }

float wrapped(float value) { return value - floor_of(value); }

/// Each pixel is `colour(x, y, turned position in units of the shorter side)`.
template <class Colour>
LinearImage painted(int width, int height, float angle_rad, Colour colour) {
  LinearImage picture(width, height);
  const float scale = 1.0F / static_cast<float>(picture.shorter_side());
  const float c = std::cos(angle_rad) * scale;
  const float s = std::sin(angle_rad) * scale;
  for (int y = 0; y < height; ++y) {
    Vec3* row = picture.row(y);
    for (int x = 0; x < width; ++x) {
      const auto u = static_cast<float>(x);
      const auto v = static_cast<float>(y);
      row[x] = colour(x, y, Vec2{c * u + s * v, c * v - s * u});
    }
  }
  return picture;
}

NoiseOptions cells(const LinearImage& picture, float share, int octaves) {
  const float cell = share * static_cast<float>(picture.shorter_side());
  return {.cell_x_px = cell, .cell_y_px = cell, .octaves = octaves};
}

float mild_angle(Random& random) {
  return random.chance(0.4) ? uniform(random, 0.0, kTurn) : uniform(random, -0.08, 0.08);
}

/// Courses of blocks with joints between them; every second course is shifted by `shift`.
LinearImage masonry(int width, int height, Vec2 block, float shift, Random& random) {
  const Vec3 joint = random_reflectance(random);
  const Vec3 colour = random_reflectance(random);
  const float spread = uniform(random, 0.02, 0.35);
  const float gap = uniform(random, 0.02, 0.08);
  const auto key = static_cast<std::uint32_t>(random.bits());
  const ScalarField grain =
      fractal_noise(width, height, {.cell_x_px = 8, .cell_y_px = 8}, next_seed(random));
  return painted(width, height, mild_angle(random), [&](int x, int y, Vec2 p) {
    const float course = floor_of(p.y / block.y);
    const float along = p.x / block.x + shift * course;
    const float in_x = wrapped(along);
    const float in_y = wrapped(p.y / block.y);
    const float edge =
        std::min(std::min(in_x, 1.0F - in_x) * block.x / block.y, std::min(in_y, 1.0F - in_y));
    const float own = cell_value({along, course}, key);
    const float shade = (1.0F + spread * own) * (0.8F + 0.4F * grain.at(x, y));
    return mix(joint, colour, smooth_step(gap * 0.5F, gap, edge)) * shade;
  });
}

}  // namespace

Vec3 random_reflectance(Random& random) {
  const float value = uniform(random, 0.0, 1.0);
  const float lightness = random.chance(0.3) ? 0.35F + 0.5F * value : 0.02F + 0.5F * value * value;
  const double kind = random.uniform();
  const float saturation = kind < 0.5    ? uniform(random, 0.0, 0.15)
                           : kind < 0.85 ? uniform(random, 0.15, 0.5)
                                         : uniform(random, 0.5, 0.95);
  const float turn = uniform(random, 0.0, kTurn);
  const auto channel = [&](float shift) {
    return lightness * (1.0F - saturation * (0.5F + 0.5F * std::cos(turn + shift)));
  };
  return {channel(0.0F), channel(2.094F), channel(4.189F)};
}

Vec3 skin_like_reflectance(Random& random) {
  const float lightness = uniform(random, 0.08, 0.75);
  const float green = uniform(random, 0.48, 0.85);
  return Vec3{1.0F, green, green * uniform(random, 0.35, 0.95)} * lightness;
}

LinearImage plain_surface(int width, int height, Random& random) {
  LinearImage picture(width, height, random_reflectance(random));
  const float strength = uniform(random, 0.0, 0.25);
  const ScalarField stains = fractal_noise(
      width, height, cells(picture, uniform(random, 0.05, 0.6), 6), next_seed(random));
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
    picture.pixels[i] = picture.pixels[i] * (1.0F + strength * (stains.values[i] - 0.5F));
  }
  return picture;
}

LinearImage gradient_surface(int width, int height, Random& random) {
  const Vec3 from = random_reflectance(random);
  const Vec3 to =
      random.chance(0.5) ? from * uniform(random, 0.1, 0.7) : random_reflectance(random);
  const float begin = uniform(random, -0.5, 0.3);
  const float end = begin + uniform(random, 0.5, 1.6);
  return painted(width, height, uniform(random, 0.0, kTurn),
                 [&](int, int, Vec2 p) { return mix(from, to, smooth_step(begin, end, p.x)); });
}

LinearImage wood_surface(int width, int height, Random& random) {
  const Vec3 light = mix(skin_like_reflectance(random), Vec3{0.45F, 0.28F, 0.15F}, 0.5F);
  const Vec3 dark = light * uniform(random, 0.35, 0.8);
  const float plank = uniform(random, 0.12, 0.9);
  const float rings = uniform(random, 4.0, 14.0);
  const float bend = uniform(random, 0.3, 1.5);
  const auto key = static_cast<std::uint32_t>(random.bits());
  const auto side = static_cast<float>(std::min(width, height));
  const float angle = random.chance(0.5)
                          ? uniform(random, -0.1, 0.1)
                          : static_cast<float>(kTurn / 4) + uniform(random, -0.1, 0.1);
  const bool upright = std::abs(angle) > 0.7F;
  const float along = side * uniform(random, 0.3, 0.8);
  const float across = side * uniform(random, 0.02, 0.06);
  const ScalarField fibres = fractal_noise(width, height,
                                           {.cell_x_px = upright ? across : along,
                                            .cell_y_px = upright ? along : across,
                                            .octaves = 4,
                                            .gain = 0.7F},
                                           next_seed(random));
  const ScalarField bends = fractal_noise(
      width, height, {.cell_x_px = side * 0.5F, .cell_y_px = side * 0.5F, .octaves = 2},
      next_seed(random));
  return painted(width, height, angle, [&](int x, int y, Vec2 p) {
    const float board = floor_of(p.y / plank);
    const float own = cell_value({board, 0.0F}, key);
    const float ring = wrapped(rings * (p.y + bend * 0.3F * bends.at(x, y) + own));
    const float joint = smooth_step(0.0F, 0.015F, wrapped(p.y / plank) * plank);
    const float tone = 0.6F * fibres.at(x, y) + 0.4F * std::abs(2.0F * ring - 1.0F);
    return mix(dark, light, tone) * ((1.0F + 0.25F * own) * (0.35F + 0.65F * joint));
  });
}

LinearImage cloth_surface(int width, int height, Random& random) {
  const Vec3 warp = random_reflectance(random);
  const Vec3 weft = random.chance(0.6) ? warp * 0.8F : random_reflectance(random);
  const float threads = uniform(random, 20.0, 90.0);
  const float stripes = random.chance(0.4) ? uniform(random, 2.0, 12.0) : 0.0F;
  const float check = random.chance(0.5) ? stripes : 0.0F;
  const Vec3 stripe = random_reflectance(random);
  const float depth = uniform(random, 0.2, 0.9);
  LinearImage size(width, height);
  const ScalarField folds =
      fractal_noise(width, height, cells(size, uniform(random, 0.25, 0.7), 3), next_seed(random));
  return painted(width, height, uniform(random, 0.0, kTurn), [&](int x, int y, Vec2 p) {
    const bool over =
        (static_cast<int>(floor_of(p.x * threads)) + static_cast<int>(floor_of(p.y * threads))) & 1;
    Vec3 colour = over ? warp : weft;
    if (stripes > 0.0F && wrapped(p.x * stripes) < 0.4F) colour = mix(colour, stripe, 0.7F);
    if (check > 0.0F && wrapped(p.y * check) < 0.4F) colour = mix(colour, stripe, 0.5F);
    const float slope = folds.at(std::min(x + 2, width - 1), y) - folds.at(std::max(x - 2, 0), y);
    const float light = 1.0F + depth * (folds.at(x, y) - 0.5F) + 3.0F * depth * slope;
    return colour * std::max(light, 0.15F);
  });
}

LinearImage tile_surface(int width, int height, Random& random) {
  const float side = uniform(random, 0.06, 0.35);
  return masonry(width, height, {side, side}, 0.0F, random);
}

LinearImage brick_surface(int width, int height, Random& random) {
  const float course = uniform(random, 0.05, 0.14);
  return masonry(width, height, {course * uniform(random, 2.0, 3.2), course}, 0.5F, random);
}

LinearImage foliage_surface(int width, int height, Random& random) {
  LinearImage size(width, height);
  const Vec3 leaf = {uniform(random, 0.05, 0.35), uniform(random, 0.15, 0.45),
                     uniform(random, 0.02, 0.15)};
  const Vec3 shade = leaf * 0.12F;
  const Vec3 sky = {uniform(random, 0.5, 1.0), uniform(random, 0.6, 1.0), 1.0F};
  const float gaps = uniform(random, 0.58, 0.8);
  const float horizon = uniform(random, -0.2, 0.9) * static_cast<float>(height);
  NoiseOptions rough = cells(size, uniform(random, 0.1, 0.3), 7);
  rough.gain = 0.75F;
  const ScalarField leaves = fractal_noise(width, height, rough, next_seed(random));
  const ScalarField clumps = fractal_noise(width, height, cells(size, 0.4F, 2), next_seed(random));
  return painted(width, height, 0.0F, [&](int x, int y, Vec2) {
    const float tone = smooth_step(0.32F, 0.68F, leaves.at(x, y));
    const Vec3 green = mix(shade, leaf, tone) * (0.5F + clumps.at(x, y));
    const float above = smooth_step(40.0F, -40.0F, static_cast<float>(y) - horizon);
    const float open = smooth_step(gaps, gaps + 0.05F, leaves.at(x, y) + 0.25F * above);
    return mix(green, sky, open);
  });
}

LinearImage skin_like_surface(int width, int height, Random& random) {
  LinearImage picture(width, height, skin_like_reflectance(random));
  const Vec3 other = skin_like_reflectance(random);
  const float strength = uniform(random, 0.1, 0.7);
  const ScalarField grain = fractal_noise(
      width, height, cells(picture, uniform(random, 0.03, 0.4), 6), next_seed(random));
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
    picture.pixels[i] = mix(picture.pixels[i], other, 0.3F * grain.values[i]) *
                        (1.0F + strength * (grain.values[i] - 0.5F));
  }
  return picture;
}

}  // namespace handsight::synthetic
