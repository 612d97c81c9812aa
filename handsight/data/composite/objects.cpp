// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

#include "handsight/data/composite/layer.h"

namespace handsight::composite {
namespace {

Colour cloth_colour(Random& random) {
  const double value = 255.0 * random.uniform(0.05, 0.95);
  const double grey = random.chance(0.6) ? random.uniform(0.8, 1.0) : random.uniform(0.2, 0.8);
  const auto channel = [&] { return value * (grey + (1.0 - grey) * random.uniform()); };
  const double r = channel();
  const double g = channel();
  return {r, g, channel()};
}

std::array<std::uint8_t, 3> bytes_of(const Colour& colour, double shade) {
  const auto byte = [shade](double value) {
    return static_cast<std::uint8_t>(std::clamp(value * shade, 0.0, 255.0));
  };
  return {byte(colour.r), byte(colour.g), byte(colour.b)};
}

/// Skin at `share` of the way across the wrist, between the two nearest samples.
Colour skin_across(const WristSection& wrist, double share) {
  const double position = std::clamp(share, 0.0, 1.0) * (WristSection::kSamples - 1);
  const auto low = std::min(static_cast<std::size_t>(position), WristSection::kSamples - 2);
  const double rest = position - static_cast<double>(low);
  const Colour& a = wrist.profile[low];
  const Colour& b = wrist.profile[low + 1];
  return {a.r + (b.r - a.r) * rest, a.g + (b.g - a.g) * rest, a.b + (b.b - a.b) * rest};
}

struct Spot {
  double u;
  double v;
  double radius;
};

}  // namespace

ArmLook random_arm(Random& random) {
  ArmLook look{.length = random.chance(0.15) ? random.uniform(0.8, 3.0) : 12.0,
               .widening = random.uniform(1.05, 1.6),
               .bend = random.uniform(-0.05, 0.05),
               .fading = random.uniform(-0.12, 0.08),
               .mottling = random.uniform(0.01, 0.06),
               .phase = random.uniform(0.0, 100.0),
               .sleeve = cloth_colour(random)};
  if (random.chance(0.15)) {
    look.band_from = random.uniform(0.12, 0.6);
    look.band_length = random.uniform(0.05, 0.3);
    look.band = cloth_colour(random);
  }
  return look;
}

void draw_arm(Layer& layer, const WristSection& wrist, const ArmLook& look,
              const Placement& placement) {
  const Affine& m = placement.target_from_source;
  const double determinant = m[0] * m[4] - m[1] * m[3];
  const double palm = wrist.palm_px;
  const double edge_scale = placement.scale;
  for (int y = 0; y < layer.alpha.height; ++y) {
    for (int x = 0; x < layer.alpha.width; ++x) {
      const double dx = x - m[2];
      const double dy = y - m[5];
      const double from_x = (m[4] * dx - m[1] * dy) / determinant - wrist.centre.x;
      const double from_y = (m[0] * dy - m[3] * dx) / determinant - wrist.centre.y;
      const double t_px = from_x * wrist.direction.x + from_y * wrist.direction.y;
      const double t = t_px / palm;
      if (t < 0.0 || t > look.length) continue;
      const double u = (from_y * wrist.direction.x - from_x * wrist.direction.y) / palm -
                       look.bend * t * std::min(t, 3.0);
      const double grown = 1.0 + (look.widening - 1.0) * std::min(1.0, t / 2.0);
      const bool sleeve = t > look.sleeve_from;
      const bool band = !sleeve && t > look.band_from && t < look.band_from + look.band_length;
      const double half = 0.5 * wrist.width_px / palm * grown *
                          (sleeve ? look.sleeve_width
                           : band ? 1.06
                                  : 1.0);
      const double inside_px = (half - std::abs(u)) * palm * edge_scale + 0.5;
      if (inside_px <= 0.0) continue;
      Colour colour = skin_across(wrist, (u / half + 1.0) / 2.0);
      const double uneven =
          std::sin(5.3 * t + 2.1 * u + look.phase) + std::sin(3.1 * t - 9.7 * u + 1.7 * look.phase);
      double shade = std::max(0.3, 1.0 + look.fading * t + look.mottling * uneven);
      if (sleeve || band) {
        // cloth is darker where it turns away
        shade *= 0.55 + 0.45 * std::sqrt(std::max(0.0, 1.0 - u * u / (half * half)));
        const Colour& cloth = sleeve ? look.sleeve : look.band;
        colour = cloth;
      }
      const auto rgb = bytes_of(colour, shade);
      const bool ignored = !sleeve && t < wrist.hand_end_px / palm + look.ignored;
      put(layer, x, y, rgb.data(), static_cast<int>(255 * std::min(1.0, inside_px)),
          ignored ? kIgnore : kBackground);
    }
  }
}

void draw_lump(Layer& layer, const Cutout& cutout, Random& random) {
  const double size = layer.alpha.width;
  const double centre_x = random.uniform(0.0, size);
  const double centre_y = random.uniform(0.0, size);
  const double radius = size * std::exp(random.uniform(std::log(0.05), std::log(0.35)));
  const double aspect = random.uniform(1.0, 1.6);
  const double angle = random.uniform(0.0, 2.0 * std::numbers::pi);
  const double wave = random.uniform(0.0, 0.15);
  const double lobes = 2.0 + static_cast<double>(random.below(4));
  std::vector<Spot> spots(random.chance(0.5) ? 2 + random.below(3) : 0);
  for (auto& spot : spots) {
    spot = {random.uniform(-0.6, 0.6), random.uniform(-0.6, 0.6), random.uniform(0.08, 0.3)};
  }
  for (int y = 0; y < layer.alpha.height; ++y) {
    for (int x = 0; x < layer.alpha.width; ++x) {
      const double dx = (x - centre_x) / radius;
      const double dy = (y - centre_y) / radius;
      if (dx * dx + dy * dy > 4.0) continue;
      const double u = (dx * std::cos(angle) + dy * std::sin(angle)) * aspect;
      const double v = dy * std::cos(angle) - dx * std::sin(angle);
      const double distance = std::hypot(u, v);
      const double edge = 1.0 + wave * std::sin(lobes * std::atan2(v, u));
      const double alpha = std::clamp((edge - distance) * radius + 0.5, 0.0, 1.0);
      if (alpha <= 0.0) continue;
      double shade = 0.75 + 0.35 * std::sqrt(std::max(0.0, 1.0 - distance * distance / edge));
      for (const auto& spot : spots) {
        const double from = std::hypot(u - spot.u, v - spot.v) / spot.radius;
        shade *= 1.0 - 0.6 * std::clamp(1.5 - 1.5 * from, 0.0, 1.0);
      }
      put(layer, x, y, bytes_of(cutout.mean, shade).data(), static_cast<int>(255 * alpha),
          kBackground);
    }
  }
}

}  // namespace handsight::composite
