// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "handsight/data/synthetic/lighting.h"
#include "handsight/data/synthetic/skin_texture.h"
#include "handsight/data/synthetic/surface.h"
#include "handsight/geometry/camera.h"

namespace handsight::synthetic {

/// What the key light sees: where it is held up.
class ShadowMap {
 public:
  /// Of the given surfaces, all in front of the camera.
  ShadowMap(std::span<const PosedSurface* const> surfaces, Vec3 towards_light, float softness);

  /// Share of the key light that reaches a point, [0, 1]; `normal` is the surface's.
  [[nodiscard]] float light_at(Vec3 position_mm, Vec3 normal) const;

 private:
  [[nodiscard]] Vec3 to_light(Vec3 position_mm) const;

  Mat3 light_from_camera_{};
  Vec3 centre_mm_{};
  Camera camera_{};
  FragmentBuffer depths_{};
  float softness_px_ = 1.0F;
};

/// Radiance towards the camera, linear RGB.
///
/// shadow     share of the key light that arrives, [0, 1]
/// occlusion  share of the ambient light that does not, [0, 1]
/// Lambert with a softened, reddened border of the light on flesh (after Jimenez et al., Separable
/// Subsurface Scattering, CGF 2015, but local), and the highlight of Blinn and Phong with Schlick's
/// Fresnel term.
[[nodiscard]] Vec3 shade(const SurfacePoint& point, const Material& material,
                         const Lighting& lighting, float shadow, float occlusion);

/// Share of the ambient light that nearby surfaces take from each pixel, [0, 1], from depths along
/// the optical axis (0 = nothing there); rows from the top.
[[nodiscard]] std::vector<float> ambient_occlusion(std::span<const float> depths_mm, int width,
                                                   const Camera& camera);

}  // namespace handsight::synthetic
