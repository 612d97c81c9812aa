// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/shading.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "handsight/data/synthetic/linear_image.h"
#include "handsight/data/synthetic/noise.h"

namespace handsight::synthetic {
namespace {

constexpr int kMapSide = 160;
constexpr float kLightDistance_mm = 4000.0F;  // nearly parallel rays

/// Rows are the axes of a view along -towards.
Mat3 looking_from(Vec3 towards) {
  const Vec3 forward = -towards;
  const Vec3 helper = std::abs(forward.y) < 0.9F ? Vec3{0, 1, 0} : Vec3{1, 0, 0};
  const Vec3 right = normalised(cross(helper, forward));
  return {{{right, cross(forward, right), forward}}};
}

/// Places around the middle at which shadows are looked up, each between four cells of the map.
constexpr std::array<Vec2, 5> kShadowTaps{
    {{0.0F, 0.0F}, {0.8F, 0.35F}, {-0.35F, 0.8F}, {-0.8F, -0.35F}, {0.35F, -0.8F}}};

/// Places around the middle at which occlusion is looked up.
constexpr std::array<Vec2, 8> kDisc{{{0.35F, 0.1F},
                                     {-0.2F, 0.4F},
                                     {-0.45F, -0.3F},
                                     {0.3F, -0.5F},
                                     {0.85F, 0.45F},
                                     {-0.6F, 0.75F},
                                     {-0.9F, -0.15F},
                                     {0.1F, -0.95F}}};

/// Lambert's cosine for each channel, with light that creeps past the border on flesh.
Vec3 diffuse(float cosine, float softness) {
  const auto wrapped = [cosine](float wrap) {
    const float t = std::max(0.0F, (cosine + wrap) / (1.0F + wrap));
    return wrap > 0.0F ? t * std::sqrt(t) : t;
  };
  if (softness <= 0.0F) return Vec3{1, 1, 1} * std::max(0.0F, cosine);
  const Vec3 soft = {wrapped(0.30F), wrapped(0.14F), wrapped(0.08F)};
  return mix(Vec3{1, 1, 1} * std::max(0.0F, cosine), soft, softness);
}

float highlight(Vec3 normal, Vec3 half, float view_cosine, const Material& material) {
  const float alpha = material.roughness * material.roughness;
  const float exponent = 2.0F / (alpha * alpha) - 2.0F;
  const float cosine = std::max(0.0F, dot(normal, half));
  if (cosine <= 0.0F) return 0.0F;
  const float lobe = (exponent + 8.0F) * 0.125F * std::exp2(exponent * std::log2(cosine));
  const float grazing = 1.0F - std::clamp(view_cosine, 0.0F, 1.0F);
  const float squared = grazing * grazing;
  const float fresnel =
      material.specular + (1.0F - material.specular) * squared * squared * grazing;
  return std::min(lobe * fresnel, 1.5F);
}

}  // namespace

ShadowMap::ShadowMap(std::span<const PosedSurface* const> surfaces, Vec3 towards_light,
                     float softness)
    : light_from_camera_(looking_from(towards_light)), depths_(kMapSide, kMapSide) {
  Vec3 low = Vec3{1, 1, 1} * std::numeric_limits<float>::max();
  Vec3 high = -low;
  std::vector<std::vector<Vec3>> turned(surfaces.size());
  for (std::size_t i = 0; i < surfaces.size(); ++i) {
    turned[i].reserve(surfaces[i]->positions_mm.size());
    for (const Vec3& position : surfaces[i]->positions_mm) {
      const Vec3 p = light_from_camera_ * position;
      low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
      turned[i].push_back(p);
    }
  }
  if (low.x > high.x) return;
  centre_mm_ = (low + high) * 0.5F - Vec3{0, 0, kLightDistance_mm};
  const float reach_mm = std::max({high.x - low.x, high.y - low.y, 1.0F}) * 0.55F;
  const float focal = 0.5F * kMapSide * kLightDistance_mm / reach_mm;
  camera_ = {focal, focal, 0.5F * (kMapSide - 1), 0.5F * (kMapSide - 1)};
  const float pixels_per_mm = focal / kLightDistance_mm;
  softness_px_ = std::clamp((1.0F + 12.0F * softness) * pixels_per_mm, 0.7F, 8.0F);
  for (std::size_t i = 0; i < surfaces.size(); ++i) {
    for (Vec3& p : turned[i]) p = p - centre_mm_;
    rasterise({.positions_mm = turned[i], .triangles = surfaces[i]->rest->triangles, .object = 1},
              camera_, depths_);
  }
}

Vec3 ShadowMap::to_light(Vec3 position_mm) const {
  return light_from_camera_ * position_mm - centre_mm_;
}

float ShadowMap::light_at(Vec3 position_mm, Vec3 normal) const {
  constexpr float kBias_mm = 3.0F;
  const Vec3 p = to_light(position_mm + normal * kBias_mm);
  if (p.z < kNearPlane_mm) return 1.0F;
  const Vec2 middle = camera_.project(p);
  const auto lit = [&](int x, int y) {
    if (x < 0 || y < 0 || x >= kMapSide || y >= kMapSide) return 1.0F;
    const Fragment& seen = depths_.at(x, y);
    return seen.empty() || seen.depth_mm > p.z - kBias_mm ? 1.0F : 0.0F;
  };
  float sum = 0.0F;
  for (const Vec2& offset : kShadowTaps) {
    const Vec2 at = middle + offset * softness_px_;
    const float left = floor_of(at.x);
    const float top = floor_of(at.y);
    const int x = static_cast<int>(left);
    const int y = static_cast<int>(top);
    const float right = at.x - left;
    sum += mix(mix(lit(x, y), lit(x + 1, y), right), mix(lit(x, y + 1), lit(x + 1, y + 1), right),
               at.y - top);
  }
  return sum / static_cast<float>(kShadowTaps.size());
}

Vec3 shade(const SurfacePoint& point, const Material& material, const Lighting& lighting,
           float shadow, float occlusion) {
  const Vec3 view = normalised(-point.position_mm);
  const Vec3 normal = normalised(point.normal + material.tilt);
  const float height = 0.5F + 0.5F * dot(normal, lighting.up);
  // light in folds has met flesh before, so occlusion reddens it
  const float open = 1.0F - occlusion;
  const float red = material.softness * 0.35F * occlusion;
  const Vec3 ambient = times(mix(lighting.ground, lighting.sky, height),
                             Vec3{open + red * 0.6F, open + red * 0.2F, open});
  Vec3 radiance = times(material.albedo, ambient);
  const float view_cosine = dot(normal, view);
  bool key = true;
  for (const Light& light : lighting.lights) {
    const float arrives = key ? shadow : open;
    key = false;
    if (arrives <= 0.0F) continue;
    const Vec3 incoming = light.radiance * arrives;
    const float cosine = dot(normal, light.towards);
    radiance =
        radiance + times(times(material.albedo, incoming), diffuse(cosine, material.softness));
    if (cosine <= 0.0F) continue;
    const Vec3 half = normalised(light.towards + view);
    radiance = radiance + incoming * (cosine * highlight(normal, half, view_cosine, material));
  }
  const float rim = 1.0F - std::clamp(view_cosine, 0.0F, 1.0F);
  const float gloss = (material.specular + 0.25F * rim * rim * rim * rim * rim) * open *
                      (1.0F - 0.6F * material.roughness);
  return radiance + mix(lighting.ground, lighting.sky, height) * gloss;
}

std::vector<float> ambient_occlusion(std::span<const float> depths_mm, int width,
                                     const Camera& camera) {
  constexpr float kReach_mm = 16.0F;
  const int height = static_cast<int>(depths_mm.size()) / std::max(width, 1);
  std::vector<float> occlusion(depths_mm.size());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                            static_cast<std::size_t>(x);
      const float depth = depths_mm[i];
      if (depth <= 0.0F) continue;
      const float reach_px = std::max(camera.focal_x_px * kReach_mm / depth, 2.0F);
      float taken = 0.0F;
      for (const Vec2& offset : kDisc) {
        const int u = x + static_cast<int>(offset.x * reach_px);
        const int v = y + static_cast<int>(offset.y * reach_px);
        if (u < 0 || v < 0 || u >= width || v >= height) continue;
        const float other =
            depths_mm[static_cast<std::size_t>(v) * static_cast<std::size_t>(width) +
                      static_cast<std::size_t>(u)];
        const float nearer = depth - other;
        if (other <= 0.0F || nearer < 1.5F) continue;
        taken += smooth_step(1.5F, 7.0F, nearer) * smooth_step(60.0F, 20.0F, nearer);
      }
      occlusion[i] = std::min(0.85F * taken / static_cast<float>(kDisc.size()) * 1.3F, 0.85F);
    }
  }
  return occlusion;
}

}  // namespace handsight::synthetic
