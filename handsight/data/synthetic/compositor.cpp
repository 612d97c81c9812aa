// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/compositor.h"

#include <array>
#include <cmath>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/data/synthetic/shading.h"

namespace handsight::synthetic {
namespace {

/// What fragments refer to, by the number of the object.
struct Things {
  std::array<const PosedSurface*, 256> surfaces{};
  std::array<const HandLook*, 256> hands{};
  std::array<const ObjectLook*, 256> objects{};
  std::vector<const PosedSurface*> all{};
};

Things things_of(const HandScene& scene, const SceneLook& look) {
  if (look.hands.size() != scene.hands.size() || look.objects.size() != scene.objects.size()) {
    fail("paint scene: found looks of ", look.hands.size(), " hands and ", look.objects.size(),
         " objects; expected ", scene.hands.size(), " and ", scene.objects.size());
  }
  Things things;
  const auto add = [&](const PosedSurface& surface) {
    things.surfaces[surface.object] = &surface;
    things.all.push_back(&surface);
  };
  for (std::size_t i = 0; i < scene.hands.size(); ++i) {
    add(scene.hands[i].surface);
    things.hands[scene.hands[i].surface.object] = &look.hands[i];
  }
  for (std::size_t i = 0; i < scene.objects.size(); ++i) {
    add(scene.objects[i]);
    things.objects[scene.objects[i].object] = &look.objects[i];
  }
  return things;
}

/// Samples of one pixel that show the same surface.
struct Patch {
  const Fragment* fragment = nullptr;
  int count = 0;
};

/// The samples of a pixel, sorted into surfaces; at most eight of them.
class PixelPatches {
 public:
  PixelPatches(const FragmentBuffer& buffer, int x, int y, int samples) {
    constexpr float kSameSurface_mm = 8.0F;
    for (int v = 0; v < samples; ++v) {
      for (int u = 0; u < samples; ++u) {
        const Fragment& fragment = buffer.at(x * samples + u, y * samples + v);
        if (!fragment.empty()) sort_in(fragment, kSameSurface_mm);
      }
    }
  }
  [[nodiscard]] const Patch* begin() const { return patches_.data(); }
  [[nodiscard]] const Patch* end() const { return patches_.data() + count_; }

 private:
  void sort_in(const Fragment& fragment, float same_surface_mm) {
    for (std::size_t i = 0; i < count_; ++i) {
      const Fragment& known = *patches_[i].fragment;
      if (known.object != fragment.object) continue;
      if (std::abs(known.depth_mm - fragment.depth_mm) < same_surface_mm ||
          count_ == patches_.size()) {
        ++patches_[i].count;
        return;
      }
    }
    if (count_ < patches_.size()) patches_[count_++] = {&fragment, 1};
  }

  std::array<Patch, 8> patches_{};
  std::size_t count_ = 0;
};

/// Depth of the first sample of each pixel; 0 where there is none.
std::vector<float> pixel_depths(const FragmentBuffer& buffer, int width, int height, int samples) {
  std::vector<float> depths(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      depths[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
             static_cast<std::size_t>(x)] = buffer.at(x * samples, y * samples).depth_mm;
    }
  }
  return depths;
}

/// Darkens the background where the hands' silhouette, shifted and blurred, falls on it.
void cast_shadow(LinearImage& background, const std::vector<float>& depths,
                 const CastShadow& shadow) {
  const int width = background.width;
  const int height = background.height;
  const auto side = static_cast<float>(background.shorter_side());
  LinearImage dark((width + 1) / 2, (height + 1) / 2);
  for (int y = 0; y < dark.height; ++y) {
    for (int x = 0; x < dark.width; ++x) {
      const int u = 2 * x - static_cast<int>(shadow.shift.x * side);
      const int v = 2 * y - static_cast<int>(shadow.shift.y * side);
      if (u < 0 || v < 0 || u >= width || v >= height) continue;
      const std::size_t i = static_cast<std::size_t>(v) * static_cast<std::size_t>(width) +
                            static_cast<std::size_t>(u);
      dark.row(y)[x].x = depths[i] > 0.0F ? shadow.strength : 0.0F;
    }
  }
  dark = resample(blurred(dark, 0.5F * shadow.blur * side), width, height);
  for (std::size_t i = 0; i < background.pixels.size(); ++i) {
    background.pixels[i] = background.pixels[i] * (1.0F - dark.pixels[i].x);
  }
}

}  // namespace

LinearImage paint_scene(const HandScene& scene, const SceneLook& look, LinearImage background,
                        int samples) {
  if (background.width != scene.width_px || background.height != scene.height_px) {
    fail("paint scene: background is ", background.width, " x ", background.height,
         "; expected the scene's ", scene.width_px, " x ", scene.height_px);
  }
  const Things things = things_of(scene, look);
  if (things.all.empty()) return background;
  const FragmentBuffer buffer = draw(scene, samples);
  const Light& key = look.lighting.lights.front();
  const ShadowMap shadow_map(things.all, key.towards, look.lighting.shadow_softness);
  const auto depths = pixel_depths(buffer, scene.width_px, scene.height_px, samples);
  const auto occlusion = ambient_occlusion(depths, scene.width_px, scene.camera);
  if (look.cast_shadow.strength > 0.0F) cast_shadow(background, depths, look.cast_shadow);
  const float share = 1.0F / static_cast<float>(samples * samples);
  for (int y = 0; y < scene.height_px; ++y) {
    Vec3* row = background.row(y);
    for (int x = 0; x < scene.width_px; ++x) {
      const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(scene.width_px) +
                            static_cast<std::size_t>(x);
      Vec3 seen{};
      float cover = 0.0F;
      for (const Patch& patch : PixelPatches(buffer, x, y, samples)) {
        const std::uint8_t object = patch.fragment->object;
        const SurfacePoint point = surface_point(*things.surfaces[object], *patch.fragment);
        const float footprint_mm = patch.fragment->depth_mm / scene.camera.focal_x_px;
        const Material material = things.hands[object] != nullptr
                                      ? skin_material(point, *things.hands[object], footprint_mm)
                                      : object_material(point, *things.objects[object]);
        const float lit = shadow_map.light_at(point.position_mm, point.normal);
        const float weight = share * static_cast<float>(patch.count);
        seen = seen + shade(point, material, look.lighting, lit, occlusion[i]) * weight;
        cover += weight;
      }
      if (cover > 0.0F) row[x] = row[x] * (1.0F - cover) + seen;
    }
  }
  return background;
}

}  // namespace handsight::synthetic
