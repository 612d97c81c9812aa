// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/skin_texture.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "handsight/data/synthetic/linear_image.h"
#include "handsight/data/synthetic/noise.h"
#include "handsight/data/synthetic/surfaces.h"

namespace handsight::synthetic {
namespace {

/// Where a point lies on a finger.
struct OnFinger {
  bool is = false;
  std::size_t phalanx = 0;  // 0 proximal to 2 with the nail
};

OnFinger on_finger(const SurfacePoint& point) {
  const std::uint8_t first = phalanx_bone(0, 0);
  if (point.bone < first || point.bone >= first + 3 * kFingerCount) return {};
  return {true, (point.bone - first) % 3U};
}

bool on_palm(const SurfacePoint& point) {
  return point.bone == kPalmBone || point.bone == kRingMetacarpalBone ||
         point.bone == kLittleMetacarpalBone || point.bone == phalanx_bone(0, 0);
}

/// 1 on the line, 0 beyond its width; a line thinner than a pixel gets fainter instead.
float line_at(float distance_mm, float width_mm, float footprint_mm) {
  const float shown = std::max(width_mm, 0.7F * footprint_mm);
  const float t = distance_mm / shown;
  return t * t > 9.0F ? 0.0F : std::exp(-t * t) * (width_mm / shown);
}

float distance_to_segment(Vec2 p, Vec2 a, Vec2 b) {
  const Vec2 d = b - a;
  const Vec2 q = p - a;
  const float t = std::clamp((q.x * d.x + q.y * d.y) / (d.x * d.x + d.y * d.y), 0.0F, 1.0F);
  return length(q - d * t);
}

// The three great lines, in half breadths (positive towards the thumb) and lengths of the palm.
using PalmLine = std::array<Vec2, 5>;
constexpr std::array<PalmLine, 3> kPalmLines{{
    {{{0.95F, 0.70F}, {0.50F, 0.64F}, {0.22F, 0.48F}, {0.08F, 0.28F}, {0.12F, 0.06F}}},     // life
    {{{0.95F, 0.71F}, {0.50F, 0.67F}, {0.10F, 0.58F}, {-0.30F, 0.48F}, {-0.65F, 0.36F}}},   // head
    {{{-1.00F, 0.66F}, {-0.60F, 0.70F}, {-0.20F, 0.76F}, {0.10F, 0.85F}, {0.22F, 0.96F}}},  // heart
}};

float palm_lines(const SurfacePoint& point, const HandLook& look, float footprint_mm) {
  const Vec3 rest = point.rest_position_mm;
  const float wobble = 1.2F * value_noise(rest * 0.12F, look.key + 11);
  const Vec2 half = {0.5F * look.palm_mm.x, look.palm_mm.y};
  float strongest = 0.0F;
  for (const PalmLine& line : kPalmLines) {
    float nearest = 1e9F;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      const Vec2 a = {line[i].x * half.x, line[i].y * half.y};
      const Vec2 b = {line[i + 1].x * half.x, line[i + 1].y * half.y};
      nearest = std::min(nearest, distance_to_segment({rest.x, rest.y}, a, b));
    }
    strongest = std::max(strongest, line_at(nearest + wobble, 0.75F, footprint_mm));
  }
  return strongest;
}

/// Lines across the inside of the finger where it bends. Lengths along a phalanx are about 30 mm.
float flexion_creases(const SurfacePoint& point, std::size_t phalanx, const HandLook& look,
                      float footprint_mm) {
  constexpr float kPhalanx_mm = 30.0F;
  const float wobble = 0.8F * value_noise(point.rest_position_mm * 0.25F, look.key + 12);
  const auto crease = [&](float along, float width_mm) {
    const float d = (point.along_bone - along) * kPhalanx_mm + wobble;
    return line_at(d, width_mm, footprint_mm);
  };
  if (phalanx == 0)
    return point.finger == 0 ? 0.0F : std::max(crease(0.42F, 0.7F), crease(1.0F, 0.8F));
  if (phalanx == 2) return crease(0.0F, 0.8F);
  return std::max({crease(0.0F, 0.8F), 0.7F * crease(0.07F, 0.5F), crease(1.0F, 0.8F)});
}

/// How much a point belongs to the back of a knuckle, [0, 1].
float knuckle_share(const SurfacePoint& point, const OnFinger& where) {
  if (!where.is) {
    if (point.bone == kForearmBone || point.finger == 0) return 0.0F;
    return smooth_step(0.88F, 1.0F, point.along_bone);
  }
  const auto near = [&](float along) {
    const float t = (point.along_bone - along) / 0.22F;
    return std::exp(-t * t);
  };
  const float lower = point.finger == 0 && where.phalanx == 0 ? 0.0F : near(0.0F);
  return std::max(lower, where.phalanx < 2 ? near(1.0F) : 0.0F);
}

/// Fine lines across the back of a knuckle.
float wrinkles(const SurfacePoint& point, const HandLook& look, float footprint_mm) {
  const Vec3 r = point.rest_position_mm;
  const Vec3 across = {r.x * 0.15F, r.y * 0.8F, r.z * 0.15F};
  const float ridge = 1.0F - std::abs(value_noise(across, look.key + 13));
  return smooth_step(0.6F, 1.0F, ridge) * smooth_step(2.5F, 0.8F, footprint_mm);
}

float veins(const SurfacePoint& point, const HandLook& look) {
  const Vec3 r = point.rest_position_mm;
  const float ridge =
      1.0F - std::abs(value_noise({r.x / 13.0F, r.y / 32.0F, r.z / 30.0F}, look.key + 14));
  return smooth_step(0.8F, 0.97F, ridge);
}

struct Nail {
  float cover = 0.0F;
  Vec3 colour{};
};

Nail nail_at(const SurfacePoint& point, const HandLook& look) {
  if (point.dorsal <= 0.0F || std::abs(point.nail.x) > 1.1F || point.nail.y < -0.1F ||
      point.nail.y > 1.15F) {
    return {};
  }
  const Vec2 q = {point.nail.x, 2.0F * point.nail.y - 1.0F};
  const float corner = std::pow(std::abs(q.x), 4.0F) + std::pow(std::abs(q.y), 4.0F);
  const float lunula = smooth_step(0.16F, 0.04F, point.nail.y - 0.18F + 0.25F * q.x * q.x);
  const Vec3 edge = mix(look.skin.nail, look.skin.lunula, 0.9F);
  Vec3 colour = mix(look.skin.nail, look.skin.lunula, 0.7F * lunula);
  colour = mix(colour, edge, smooth_step(0.85F, 0.95F, point.nail.y));
  const float fold = smooth_step(0.55F, 0.95F, corner);  // shaded by the skin around it
  return {smooth_step(1.1F, 0.85F, corner), colour * (1.0F - 0.3F * fold)};
}

Vec3 skin_albedo(const SurfacePoint& point, const HandLook& look, float footprint_mm) {
  const OnFinger where = on_finger(point);
  const Vec3 rest = point.rest_position_mm;
  const float coarse = value_noise(rest * (1.0F / 13.0F), look.key);
  const float medium = value_noise(rest * (1.0F / 4.0F), look.key + 1);
  const float border = point.bone == kForearmBone ? 0.25F * point.dorsal : point.dorsal;
  const float palmar = smooth_step(0.3F, -0.3F, border + 0.12F * coarse);
  Vec3 colour = mix(look.skin.back, look.skin.palm, palmar);

  if (where.is && where.phalanx == 2) {
    const float tip = smooth_step(0.1F, 0.8F, point.along_bone) * (0.3F + 0.5F * palmar);
    colour = mix(colour, look.skin.fingertip, tip);
  }
  if (on_palm(point)) {  // blood shows in patches
    colour = mix(colour, look.skin.fingertip, palmar * smooth_step(-0.2F, 0.7F, coarse) * 0.5F);
  }
  const float dorsal = 1.0F - palmar;
  const float knuckle = dorsal * knuckle_share(point, where);
  if (knuckle > 0.02F) {
    colour = mix(colour, look.skin.knuckle, 0.6F * knuckle);
    colour =
        colour * (1.0F - (0.12F + 0.3F * look.age) * knuckle * wrinkles(point, look, footprint_mm));
  }
  if (dorsal > 0.3F && !where.is && look.veins > 0.0F) {
    colour = mix(colour, look.skin.vein, 0.55F * look.veins * dorsal * veins(point, look));
  }
  float crease = 0.0F;
  if (palmar > 0.2F) {
    if (where.is && !(point.finger == 0 && where.phalanx == 0)) {
      crease = flexion_creases(point, where.phalanx, look, footprint_mm);
    } else if (on_palm(point)) {
      crease = palm_lines(point, look, footprint_mm);
    }
    crease = std::max(crease, line_at(rest.y + 3.0F + 1.5F * medium, 0.6F, footprint_mm) *
                                  (where.is ? 0.0F : 0.8F));
  }
  colour = mix(colour, look.skin.crease * 0.55F, palmar * crease * (0.55F + 0.3F * look.age));
  const float uneven = look.mottling * (0.07F * coarse + 0.06F * medium);
  return times(colour, Vec3{1.0F + 0.7F * uneven, 1.0F + uneven, 1.0F + uneven});
}

/// Freckles, spots of age, and hair, on the back of hand and arm.
Vec3 with_spots(Vec3 colour, const SurfacePoint& point, const HandLook& look, float footprint_mm) {
  const float dorsal = smooth_step(0.0F, 0.5F, point.dorsal);
  const Vec3 rest = point.rest_position_mm;
  if (look.freckles > 0.0F && dorsal > 0.0F) {
    const float spot = smooth_step(0.55F, 0.75F, value_noise(rest * 0.45F, look.key + 2));
    colour = mix(colour, look.skin.freckle, look.freckles * dorsal * spot);
  }
  const OnFinger where = on_finger(point);
  if (look.hair > 0.0F && !where.is && footprint_mm < 2.0F) {
    const float strand =
        value_noise({rest.x * 1.1F + 0.3F * rest.y, rest.y * 0.25F, rest.z * 0.8F}, look.key + 3);
    const float arm = point.bone == kForearmBone ? 1.0F : 0.35F * dorsal;
    colour = colour * (1.0F - 0.45F * look.hair * arm * smooth_step(0.3F, 0.7F, strand));
  }
  return colour;
}

Material glove_material(const SurfacePoint& point, const HandLook& look) {
  const Vec3 rest = point.rest_position_mm;
  const float wear = value_noise(rest * 0.08F, look.key + 4);
  const float fine = value_noise(rest * 0.6F, look.key + 5);
  Material material{.albedo = look.glove_colour * (1.0F + 0.12F * wear)};
  if (look.glove == Glove::kKnit) {
    const float rows = 0.5F + 0.5F * std::sin(rest.y * 2.2F + std::sin(rest.x * 2.2F));
    material.albedo = material.albedo * (0.7F + 0.3F * rows + 0.1F * fine);
    material.roughness = 0.95F;
    material.specular = 0.02F;
  } else if (look.glove == Glove::kLeather) {
    material.albedo = material.albedo * (1.0F + 0.15F * fine);
    material.roughness = 0.5F;
    material.tilt = Vec3{fine, wear, 0.0F} * 0.12F;
  } else {
    material.roughness = 0.3F;
    material.softness = 0.4F;
    material.tilt = Vec3{wear, fine, 0.0F} * 0.15F;
  }
  return material;
}

/// What is worn on finger or wrist, if the point lies there.
bool worn(const SurfacePoint& point, const HandLook& look, Material& material) {
  const OnFinger where = on_finger(point);
  const std::size_t ring_phalanx = look.ring_finger == 0 ? 1 : 0;
  if (where.is && look.ring_finger == point.finger && where.phalanx == ring_phalanx &&
      std::abs(point.along_bone - 0.58F) < 0.06F) {
    material = {.albedo = look.ring_colour, .roughness = 0.2F, .specular = 0.6F};
    return true;
  }
  if (look.wrist_band == WristBand::kNone || point.bone != kForearmBone) return false;
  const float y = point.rest_position_mm.y + 28.0F;  // from the middle of the band
  const float half = look.wrist_band == WristBand::kWatch ? 10.0F : 3.5F;
  const bool face = look.wrist_band == WristBand::kWatch && point.dorsal > 0.3F &&
                    y * y + point.rest_position_mm.x * point.rest_position_mm.x < 17.0F * 17.0F;
  if (face) {
    material = {.albedo = Vec3{0.03F, 0.03F, 0.04F}, .roughness = 0.1F, .specular = 0.1F};
    return true;
  }
  if (std::abs(y) > half) return false;
  material = {.albedo = look.band_colour, .roughness = 0.5F, .specular = 0.06F};
  return true;
}

}  // namespace

HandLook random_hand_look(const SkinTraits& traits, const HandShape& shape, const WearRates& rates,
                          Seed seed) {
  Random random(seed);
  HandLook look{.skin = skin_palette(traits), .age = traits.age};
  look.mottling = uniform(random, 0.2, 1.2);
  look.veins = std::max(0.0F, 0.9F * traits.age + uniform(random, -0.4, 0.3));
  look.freckles =
      random.chance(0.25) ? uniform(random, 0.2, 0.8) : 0.3F * smooth_step(0.7F, 1.0F, traits.age);
  look.hair = random.chance(0.5) ? uniform(random, 0.1, 0.9) : 0.0F;
  look.moisture = uniform(random, 0.0, 0.8);
  look.key = static_cast<std::uint32_t>(random.bits());
  look.palm_mm = {shape.breadth_mm, shape.base_mm[2].y};
  if (random.chance(rates.gloves)) {
    look.glove = static_cast<Glove>(1 + random.below(3));
    look.glove_colour = random_reflectance(random);
  }
  if (random.chance(rates.rings)) {
    look.ring_finger = static_cast<int>(random.below(kFingerCount));
    look.ring_colour = random.chance(0.5) ? Vec3{0.75F, 0.55F, 0.2F} : Vec3{0.6F, 0.6F, 0.6F};
  }
  if (random.chance(rates.wrist_bands)) {
    look.wrist_band = random.chance(0.6) ? WristBand::kWatch : WristBand::kBracelet;
    look.band_colour = random_reflectance(random);
  }
  return look;
}

Material skin_material(const SurfacePoint& point, const HandLook& look, float footprint_mm) {
  Material material;
  if (worn(point, look, material)) return material;
  if (look.glove != Glove::kNone && point.rest_position_mm.y > -45.0F) {
    return glove_material(point, look);
  }
  material = {
      .albedo = with_spots(skin_albedo(point, look, footprint_mm), point, look, footprint_mm),
      .roughness = 0.58F - 0.25F * look.moisture,
      .specular = 0.028F,
      .softness = 1.0F};
  if (footprint_mm < 1.5F) {
    const Vec3 fine = point.rest_position_mm * 0.7F;
    material.tilt = Vec3{value_noise(fine, look.key + 6), value_noise(fine, look.key + 7), 0.0F} *
                    (0.10F * smooth_step(1.5F, 0.5F, footprint_mm) * (0.5F + look.age));
  }
  const Nail nail = nail_at(point, look);
  if (nail.cover > 0.0F) {
    material.albedo = mix(material.albedo, nail.colour, nail.cover);
    material.roughness = mix(material.roughness, 0.33F, nail.cover);
    material.specular = mix(material.specular, 0.035F, nail.cover);
    material.softness = 1.0F - 0.5F * nail.cover;
  }
  return material;
}

}  // namespace handsight::synthetic
