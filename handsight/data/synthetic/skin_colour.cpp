// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/skin_colour.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "handsight/data/synthetic/linear_image.h"

namespace handsight::synthetic {
namespace {

/// Absorption per mm of whole blood, oxygenated or not, and of the carotenoids in the dermis.
struct Band {
  float wavelength_nm;
  float oxygenated;
  float deoxygenated;
  float carotenoids;
};

constexpr std::array<std::array<Band, 2>, 3> kBands{{
    {{{600.0F, 1.72F, 7.87F, 0.0F}, {620.0F, 0.50F, 3.49F, 0.0F}}},
    {{{530.0F, 21.4F, 20.9F, 0.03F}, {550.0F, 23.1F, 28.6F, 0.0F}}},
    {{{450.0F, 33.7F, 55.4F, 0.45F}, {470.0F, 17.8F, 8.66F, 0.40F}}},
}};

constexpr float kPigmentedPath_mm = 0.18F;  // there and back through the pigmented layer, slanting
constexpr float kEpidermisBackscatter = 0.035F;

/// Diffuse reflectance of a half-space of refractive index 1.4.
float half_space_reflectance(float absorption, float scattering) {
  const float albedo = scattering / (scattering + absorption);
  const float root = std::sqrt(3.0F * (1.0F - albedo));
  constexpr float kInner = 0.529F;  // diffuse Fresnel reflectance from inside
  constexpr float kA = (1.0F + kInner) / (1.0F - kInner);
  return 0.5F * albedo * (1.0F + std::exp(-4.0F / 3.0F * kA * root)) * std::exp(-root);
}

float reflectance(const Band& band, const SkinPigments& p) {
  const float nm = band.wavelength_nm;
  const float base = 0.0244F + 8.53F * std::exp(-(nm - 154.0F) / 66.2F);  // per mm, bloodless skin
  const float eumelanin = 6.6e10F * std::pow(nm, -3.33F);
  const float pheomelanin = 2.9e14F * std::pow(nm, -4.75F);
  const float melanin = mix(pheomelanin, eumelanin, p.eumelanin);
  const float epidermis = p.melanin * melanin + (1.0F - p.melanin) * base;
  const float blood = mix(band.deoxygenated, band.oxygenated, p.oxygen);
  const float dermis = p.haemoglobin * blood + (1.0F - p.haemoglobin) * base + band.carotenoids;
  const float scattering = 14.74F * std::pow(nm, -0.22F) + 2.2e11F * std::pow(nm, -4.0F);
  const float crossing = std::exp(-kPigmentedPath_mm * epidermis);
  return crossing * half_space_reflectance(dermis, scattering) +
         (1.0F - crossing) * kEpidermisBackscatter;
}

Vec3 hue(float turns) {
  const auto channel = [turns](float shift) {
    return 0.5F + 0.5F * std::cos(6.2831853F * (turns + shift));
  };
  return {channel(0.0F), channel(0.67F), channel(0.33F)};
}

}  // namespace

Vec3 skin_reflectance(const SkinPigments& pigments) {
  const auto channel = [&](std::size_t i) {
    return 0.5F * (reflectance(kBands[i][0], pigments) + reflectance(kBands[i][1], pigments));
  };
  return {channel(0), channel(1), channel(2)};
}

SkinTraits random_skin_traits(Seed seed) {
  Random random(seed);
  SkinTraits traits;
  traits.pigments.melanin = 0.01F * std::pow(45.0F, static_cast<float>(random.uniform()));
  traits.pigments.haemoglobin = 0.004F * std::pow(7.0F, static_cast<float>(random.uniform()));
  traits.pigments.eumelanin = static_cast<float>(random.uniform(0.45, 1.0));
  traits.pigments.oxygen = static_cast<float>(random.uniform(0.6, 0.9));
  traits.age = static_cast<float>(random.uniform());
  if (random.chance(0.12)) {
    traits.paint_nails = 1.0F;
    const float strength = static_cast<float>(random.uniform(0.1, 0.9));
    traits.nail_paint = mix(Vec3{0.5F, 0.1F, 0.12F}, hue(static_cast<float>(random.uniform())),
                            static_cast<float>(random.uniform())) *
                        strength;
  }
  return traits;
}

SkinPalette skin_palette(const SkinTraits& traits) {
  const auto with = [&](float melanin, float haemoglobin, float oxygen) {
    SkinPigments p = traits.pigments;
    p.melanin = melanin;
    p.haemoglobin = std::min(haemoglobin, 0.15F);
    p.oxygen = oxygen;
    return skin_reflectance(p);
  };
  const auto& own = traits.pigments;
  // Palms have several times fewer melanocytes than the back (Yamaguchi et al., JID 2004), but a
  // thick horny layer that is never quite clear.
  const float palm_melanin = std::min(own.melanin, 0.008F + 0.22F * own.melanin);
  SkinPalette palette;
  palette.back = with(own.melanin, own.haemoglobin, own.oxygen);
  palette.palm = with(palm_melanin, 1.3F * own.haemoglobin, own.oxygen);
  palette.fingertip = with(palm_melanin, 2.2F * own.haemoglobin, own.oxygen);
  palette.knuckle = with(std::min(1.35F * own.melanin, 0.48F), 1.8F * own.haemoglobin, own.oxygen);
  palette.crease = with(0.7F * palm_melanin + 0.35F * own.melanin, 2.4F * own.haemoglobin, 0.6F);
  palette.vein = with(own.melanin, 2.0F * own.haemoglobin, 0.1F);
  const Vec3 bed = with(0.5F * palm_melanin, 1.2F * own.haemoglobin, own.oxygen);
  palette.nail = mix(mix(bed, Vec3{0.72F, 0.60F, 0.55F}, 0.25F), traits.nail_paint,
                     0.95F * traits.paint_nails);
  palette.lunula =
      mix(mix(bed, Vec3{0.85F, 0.78F, 0.74F}, 0.5F), traits.nail_paint, 0.95F * traits.paint_nails);
  palette.freckle = with(std::min(2.2F * own.melanin + 0.02F, 0.48F), own.haemoglobin, own.oxygen);
  return palette;
}

}  // namespace handsight::synthetic
