// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/shading.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/data/synthetic/linear_image.h"
#include "handsight/data/synthetic/solid_meshes.h"

namespace handsight::synthetic {
namespace {

const Vec3 kToCamera = {0.0F, 0.0F, -1.0F};

Vec3 lit_from(Vec3 towards, const Material& material) {
  const SurfacePoint point{.position_mm = {0.0F, 0.0F, 500.0F}, .normal = kToCamera};
  const Lighting lighting{.lights = {{.towards = normalised(towards)}}, .sky = {}, .ground = {}};
  return shade(point, material, lighting, 1.0F, 0.0F);
}

TEST(Shading, FollowsLambertOnADullSurface) {
  const Material dull{.albedo = {0.4F, 0.2F, 0.1F}, .roughness = 1.0F, .specular = 0.0F};
  const Vec3 radiance = lit_from({0.0F, std::sqrt(3.0F), -1.0F}, dull);  // 60 degrees
  EXPECT_NEAR(radiance.x, 0.2F, 0.01F);
  EXPECT_NEAR(radiance.y, 0.1F, 0.01F);
}

TEST(Shading, LeavesTheFarSideOfAnOpaqueThingBlack) {
  const Vec3 radiance = lit_from({0.1F, 0.0F, 1.0F}, {.roughness = 1.0F, .specular = 0.0F});
  EXPECT_EQ(luminance(radiance), 0.0F);
}

TEST(Shading, LetsRedLightCreepAroundFlesh) {
  const Vec3 radiance = lit_from({1.0F, 0.0F, 0.05F}, {.specular = 0.0F, .softness = 1.0F});
  EXPECT_GT(radiance.x, 2.0F * radiance.y);
  EXPECT_GT(radiance.y, radiance.z);
}

TEST(Shading, IsDarkInTheShadow) {
  const SurfacePoint point{.position_mm = {0.0F, 0.0F, 500.0F}, .normal = kToCamera};
  const Lighting lighting{.lights = {{.towards = kToCamera}}, .sky = {}, .ground = {}};
  EXPECT_EQ(luminance(shade(point, {}, lighting, 0.0F, 0.0F)), 0.0F);
}

TEST(ShadowMap, DarkensWhatLiesBehindABox) {
  const auto near = place(box_mesh({20, 20, 5}), {{}, {0, 0, 300}}, 1);
  const auto far = place(box_mesh({100, 100, 5}), {{}, {0, 0, 400}}, 2);
  const std::array surfaces{&near, &far};
  const ShadowMap map(surfaces, kToCamera, 0.0F);
  EXPECT_EQ(map.light_at({0, 0, 395}, kToCamera), 0.0F);
  EXPECT_EQ(map.light_at({60, 60, 395}, kToCamera), 1.0F);
  EXPECT_EQ(map.light_at({0, 0, 295}, kToCamera), 1.0F);
}

TEST(AmbientOcclusion, LeavesAPlaneAlone) {
  const std::vector<float> plane(30U * 20U, 400.0F);
  for (const float taken : ambient_occlusion(plane, 30, {60, 60, 15, 10})) EXPECT_EQ(taken, 0.0F);
}

TEST(AmbientOcclusion, DarkensAGroove) {
  std::vector<float> depths(30U * 20U, 400.0F);
  for (std::size_t y = 0; y < 20; ++y) depths[30 * y + 15] = 412.0F;
  const auto occlusion = ambient_occlusion(depths, 30, {100, 100, 15, 10});
  EXPECT_GT(occlusion[30 * 10 + 15], 0.3F);
  EXPECT_EQ(occlusion[30 * 10 + 5], 0.0F);
}

TEST(SolidMeshes, HaveNormalsThatPointOutwards) {
  const std::array<Vec2, 4> profile{{{0, -20}, {10, -20}, {10, 20}, {0, 20}}};
  for (const auto& mesh : {box_mesh({10, 20, 30}), lathe_mesh(profile, 12)}) {
    for (const Triangle& t : mesh->triangles) {
      const Vec3 a = mesh->positions_mm[t[0]];
      const Vec3 b = mesh->positions_mm[t[1]];
      const Vec3 c = mesh->positions_mm[t[2]];
      const Vec3 face = cross(b - a, c - a);
      if (length(face) == 0.0F) continue;
      EXPECT_GT(dot(face, a + b + c), 0.0F);
    }
    for (std::size_t i = 0; i < mesh->normals.size(); ++i) {
      EXPECT_GE(dot(mesh->normals[i], mesh->positions_mm[i]), 0.0F);
    }
  }
}

TEST(SolidMeshes, RefuseAProfileOfOnePoint) {
  const std::array<Vec2, 1> point{{{5, 5}}};
  EXPECT_THROW((void)lathe_mesh(point, 12), InvalidArgument);
}

TEST(LightColour, IsWarmBelowDaylightAndColdAbove) {
  EXPECT_GT(light_colour(2700.0F).x, light_colour(2700.0F).z);
  EXPECT_LT(light_colour(9000.0F).x, light_colour(9000.0F).z);
  EXPECT_NEAR(light_colour(6500.0F).x, 1.0F, 0.01F);
}

}  // namespace
}  // namespace handsight::synthetic
