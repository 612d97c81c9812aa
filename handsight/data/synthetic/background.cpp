// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/background.h"

#include <cmath>

#include "handsight/core/error.h"
#include "handsight/data/synthetic/noise.h"
#include "handsight/data/synthetic/scenery.h"
#include "handsight/data/synthetic/surfaces.h"

namespace handsight::synthetic {
namespace {

using MakeSurface = LinearImage (*)(int width, int height, Random& random);

struct Kind {
  std::string_view name;
  MakeSurface make;
};

constexpr Kind kKinds[] = {
    {"plain", plain_surface},        {"gradient", gradient_surface}, {"room", room_scenery},
    {"shelf", shelf_scenery},        {"desk", desk_scenery},         {"clutter", clutter_scenery},
    {"wood", wood_surface},          {"cloth", cloth_surface},       {"tiles", tile_surface},
    {"brick", brick_surface},        {"foliage", foliage_surface},   {"blinds", blinds_scenery},
    {"skin_like", skin_like_surface}};

/// Light that falls off to one side and is warmer or colder there, and large soft shadows.
void illuminate(LinearImage& picture, Random& random) {
  const float angle = uniform(random, 0.0, 6.2832);
  const float slope = uniform(random, 0.0, 0.6);
  const float gain = 0.35F + 0.9F * uniform(random, 0.0, 1.0);
  const Vec3 tint = {1.0F, uniform(random, 0.85, 1.05), uniform(random, 0.7, 1.15)};
  const float shadow = random.chance(0.2) ? uniform(random, 0.2, 0.7) : 0.0F;
  const float scale = 1.0F / static_cast<float>(picture.shorter_side());
  const ScalarField patches =
      shadow > 0.0F
          ? fractal_noise(picture.width, picture.height,
                          {.cell_x_px = 0.5F / scale, .cell_y_px = 0.35F / scale, .octaves = 2},
                          Seed(random.bits()))
          : ScalarField{};
  const float c = std::cos(angle) * scale * slope;
  const float s = std::sin(angle) * scale * slope;
  const float middle =
      0.5F * (c * static_cast<float>(picture.width) + s * static_cast<float>(picture.height));
  for (int y = 0; y < picture.height; ++y) {
    Vec3* row = picture.row(y);
    for (int x = 0; x < picture.width; ++x) {
      float light = 1.0F + c * static_cast<float>(x) + s * static_cast<float>(y) - middle;
      if (shadow > 0.0F) light *= 1.0F - shadow * smooth_step(0.46F, 0.6F, patches.at(x, y));
      row[x] = times(row[x], tint * (gain * std::max(light, 0.05F)));
    }
  }
}

/// A random part of a photograph, perhaps mirrored, at the wanted size.
LinearImage part_of(const Image& photograph, int width, int height, Random& random) {
  if (photograph.channels != 3 || photograph.empty()) {
    fail("background: found a photograph of ", photograph.width, " x ", photograph.height, " with ",
         photograph.channels, " channels; expected RGB");
  }
  const float fit = std::min(static_cast<float>(photograph.width) / static_cast<float>(width),
                             static_cast<float>(photograph.height) / static_cast<float>(height));
  const float share = fit * uniform(random, 0.5, 1.0);
  const int w = std::max(1, static_cast<int>(share * static_cast<float>(width)));
  const int h = std::max(1, static_cast<int>(share * static_cast<float>(height)));
  const auto range = [&](int whole, int part) {
    return static_cast<int>(random.below(static_cast<std::uint64_t>(whole - part) + 1));
  };
  const int left = range(photograph.width, w);
  const int top = range(photograph.height, h);
  const bool mirrored = random.chance(0.5);
  const auto& linear = linear_of_bytes();
  LinearImage part(w, h);
  for (int y = 0; y < h; ++y) {
    for (int x = 0; x < w; ++x) {
      const std::uint8_t* rgb = photograph.at(left + (mirrored ? w - 1 - x : x), top + y);
      part.row(y)[x] = {linear[rgb[0]], linear[rgb[1]], linear[rgb[2]]};
    }
  }
  while (part.width >= 2 * width && part.height >= 2 * height) {
    part = resample(part, part.width / 2, part.height / 2);  // at exactly 1/2, bilinear is a mean
  }
  return resample(part, width, height);
}

std::string_view random_kind(const BackgroundOptions& options, Random& random) {
  if (options.kinds.empty()) return kKinds[random.below(std::size(kKinds))].name;
  return options.kinds[random.below(options.kinds.size())];
}

}  // namespace

LinearImage made_up_background(std::string_view kind, int width, int height, Seed seed) {
  if (width < 1 || height < 1) {
    fail("background: size is ", width, " x ", height, "; expected sides of 1 or more");
  }
  for (const Kind& known : kKinds) {
    if (known.name != kind) continue;
    Random random(seed);
    return known.make(width, height, random);
  }
  fail("background: unknown kind '", kind, "'; see kBackgroundKinds");
}

LinearImage make_background(const BackgroundOptions& options, int width, int height,
                            std::span<const Image> photographs, Seed seed) {
  Random random(seed.split("choice"));
  const Seed surface = seed.split("surface");
  const std::string_view kind = random_kind(options, random);
  const bool photograph = !photographs.empty() && random.chance(options.photographs);
  LinearImage picture =
      photograph ? part_of(photographs[random.below(photographs.size())], width, height, random)
                 : made_up_background(kind, width, height, surface);
  if (random.chance(options.faces)) draw_person(picture, random);
  if (random.chance(options.arms)) draw_arm(picture, random);
  illuminate(picture, random);
  if (random.chance(options.blurred)) {
    const double share = 0.04 * random.uniform() * random.uniform();
    picture =
        blurred(picture, static_cast<float>(share) * static_cast<float>(std::min(width, height)));
  }
  return picture;
}

}  // namespace handsight::synthetic
