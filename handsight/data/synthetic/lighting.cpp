// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/lighting.h"

#include <array>
#include <cmath>

#include "handsight/data/synthetic/linear_image.h"
#include "handsight/data/synthetic/surfaces.h"

namespace handsight::synthetic {
namespace {

struct BlackBody {
  float kelvin;
  Vec3 rgb;
};

constexpr std::array<BlackBody, 7> kBlackBodies{{{1900.0F, {2.60F, 1.0F, 0.07F}},
                                                 {2700.0F, {1.87F, 1.0F, 0.32F}},
                                                 {3500.0F, {1.49F, 1.0F, 0.53F}},
                                                 {4500.0F, {1.23F, 1.0F, 0.75F}},
                                                 {5500.0F, {1.08F, 1.0F, 0.92F}},
                                                 {6500.0F, {1.00F, 1.0F, 1.06F}},
                                                 {12000.0F, {0.77F, 1.0F, 1.55F}}}};

enum class Setting { kLamp, kWindow, kFlash, kBehind };

Setting random_setting(Random& random) {
  const double kind = random.uniform();
  if (kind < 0.55) return Setting::kLamp;
  if (kind < 0.75) return Setting::kWindow;
  return kind < 0.89 ? Setting::kFlash : Setting::kBehind;
}

Vec3 key_direction(Setting setting, Random& random) {
  const float x = uniform(random, -1.0, 1.0);
  const float y = uniform(random, -1.0, 1.0);
  switch (setting) {
    case Setting::kWindow:
      return normalised(Vec3{x < 0 ? -1.0F : 1.0F, 0.6F * y - 0.2F, uniform(random, -0.8, 0.3)});
    case Setting::kFlash:
      return normalised(Vec3{0.2F * x, 0.2F * y - 0.1F, -1.0F});
    case Setting::kBehind:
      return normalised(Vec3{x, 0.8F * y - 0.5F, uniform(random, 0.3, 1.2)});
    case Setting::kLamp:
      break;
  }
  return normalised(Vec3{x, -0.25F - 0.9F * std::abs(y), uniform(random, -1.1, 0.3)});
}

}  // namespace

Vec3 light_colour(float temperature_k) {
  std::size_t i = 1;
  while (i + 1 < kBlackBodies.size() && kBlackBodies[i].kelvin < temperature_k) ++i;
  const BlackBody& low = kBlackBodies[i - 1];
  const BlackBody& high = kBlackBodies[i];
  const float t =
      (1.0F / low.kelvin - 1.0F / temperature_k) / (1.0F / low.kelvin - 1.0F / high.kelvin);
  return mix(low.rgb, high.rgb, std::clamp(t, 0.0F, 1.0F));
}

Lighting random_lighting(Vec3 surroundings, Seed seed) {
  Random random(seed);
  const Setting setting = random_setting(random);
  // cameras take out most of the colour of what they are in
  const auto tint = [&] {
    const Vec3 colour = light_colour(uniform(random, 2900.0, 8500.0));
    return mix(Vec3{1.0F, 1.0F, 1.0F}, colour, uniform(random, 0.1, 0.6));
  };
  Lighting lighting;
  const float key =
      setting == Setting::kBehind ? uniform(random, 0.4, 1.6) : uniform(random, 0.35, 1.1);
  lighting.lights.push_back({key_direction(setting, random), tint() * key});
  for (auto more = random.below(3); more > 0; --more) {
    const Vec3 towards = normalised(
        Vec3{uniform(random, -1.0, 1.0), uniform(random, -1.0, 0.6), uniform(random, -1.0, 0.8)});
    lighting.lights.push_back({towards, tint() * (key * uniform(random, 0.1, 0.6))});
  }
  const float ambient =
      setting == Setting::kBehind ? uniform(random, 0.08, 0.35) : uniform(random, 0.15, 0.6);
  const float returned = uniform(random, 0.2, 1.0);
  const float bright = std::max(luminance(surroundings), 0.02F);
  const Vec3 around = mix(Vec3{1.0F, 1.0F, 1.0F}, surroundings * (1.0F / bright), 0.4F * returned);
  lighting.sky = times(around, tint()) * (ambient * uniform(random, 0.9, 1.3));
  lighting.ground = around * (ambient * uniform(random, 0.35, 0.9));
  lighting.up = normalised(Vec3{uniform(random, -0.5, 0.5), -1.0F, uniform(random, -0.6, 0.6)});
  lighting.shadow_softness =
      setting == Setting::kFlash ? uniform(random, 0.0, 0.2) : uniform(random, 0.1, 1.0);
  return lighting;
}

}  // namespace handsight::synthetic
