// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/surface.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace handsight::synthetic {
namespace {

using Weights = std::array<float, 3>;

Weights weights_of(const Fragment& fragment) {
  return {1.0F - fragment.weight_1 - fragment.weight_2, fragment.weight_1, fragment.weight_2};
}

Vec3 mixed(const std::vector<Vec3>& values, const Triangle& triangle, const Weights& weights) {
  return values[triangle[0]] * weights[0] + values[triangle[1]] * weights[1] +
         values[triangle[2]] * weights[2];
}

/// The skin at one fragment. Neighbouring rays meet inside triangles, so only corners of the ray
/// that the fragment lies on take part.
struct Skin {
  SkinVertex vertex{};
  bool arm = false;
};

Skin skin_at(const TriangleMesh& hand, const Triangle& triangle, const Weights& weights) {
  const std::array<const SkinVertex*, 3> corners{&hand.skin[triangle[0]], &hand.skin[triangle[1]],
                                                 &hand.skin[triangle[2]]};
  Skin skin;
  for (std::size_t i = 0; i < 3; ++i) {
    skin.vertex.thumb_share += weights[i] * corners[i]->thumb_share;
    skin.vertex.dorsal += weights[i] * corners[i]->dorsal;
  }
  const bool thumb = skin.vertex.thumb_share > 0.0F;
  std::size_t nearest = 3;
  for (std::size_t i = 0; i < 3; ++i) {
    if ((corners[i]->finger == 0) != thumb) continue;
    if (nearest == 3 || weights[i] > weights[nearest]) nearest = i;
  }
  if (nearest == 3) nearest = 0;
  skin.vertex.finger = corners[nearest]->finger;
  float total = 0.0F;
  Vec2 nail{};
  for (std::size_t i = 0; i < 3; ++i) {
    if (corners[i]->finger != skin.vertex.finger) continue;
    total += weights[i];
    skin.vertex.along_ray += weights[i] * corners[i]->along_ray;
    nail = nail + corners[i]->nail * weights[i];
  }
  if (total > 0.0F) {
    skin.vertex.along_ray /= total;
    skin.vertex.nail = nail * (1.0F / total);
  } else {
    skin.vertex = *corners[nearest];
  }
  // The mesh is cut along the wrist, so no triangle lies on both sides of it.
  skin.arm = std::all_of(corners.begin(), corners.end(),
                         [](const SkinVertex* corner) { return corner->along_ray <= 0.0F; });
  return skin;
}

std::size_t phalanx_at(float along_ray) {
  return static_cast<std::size_t>(std::clamp(along_ray - 1.0F, 0.0F, 2.0F));
}

bool on_palm(const SkinVertex& skin) { return skin.finger != 0 && skin.along_ray < 1.0F; }

std::uint8_t part_of(const Skin& skin) {
  if (skin.arm) return 0;
  if (on_palm(skin.vertex)) return kPalmPart;
  return kPhalanxParts[skin.vertex.finger][phalanx_at(skin.vertex.along_ray)];
}

void locate_on_bone(const Skin& skin, SurfacePoint& point) {
  const float along = skin.vertex.along_ray;
  if (skin.arm) {
    point.bone = kForearmBone;
    point.along_bone = 1.0F + along;
  } else if (on_palm(skin.vertex)) {
    point.bone = kPalmBone;
    point.along_bone = along;
  } else {
    const std::size_t phalanx = phalanx_at(along);
    point.bone = phalanx_bone(skin.vertex.finger, phalanx);
    point.along_bone = std::max(0.0F, along - 1.0F - static_cast<float>(phalanx));
  }
}

}  // namespace

PosedSurface place(std::shared_ptr<const TriangleMesh> mesh,
                   const RigidTransform& camera_from_object, std::uint8_t object) {
  PosedSurface surface;
  surface.object = object;
  surface.positions_mm.reserve(mesh->positions_mm.size());
  surface.normals.reserve(mesh->normals.size());
  for (const Vec3& position : mesh->positions_mm) {
    surface.positions_mm.push_back(camera_from_object * position);
  }
  for (const Vec3& normal : mesh->normals) {
    surface.normals.push_back(camera_from_object.rotation * normal);
  }
  surface.rest = std::move(mesh);
  return surface;
}

std::uint8_t hand_part(const TriangleMesh& hand, const Fragment& fragment) {
  return part_of(skin_at(hand, hand.triangles[fragment.triangle], weights_of(fragment)));
}

SurfacePoint surface_point(const PosedSurface& surface, const Fragment& fragment) {
  const TriangleMesh& rest = *surface.rest;
  const Triangle& triangle = rest.triangles[fragment.triangle];
  const Weights weights = weights_of(fragment);
  SurfacePoint point{.position_mm = mixed(surface.positions_mm, triangle, weights),
                     .normal = normalised(mixed(surface.normals, triangle, weights)),
                     .rest_position_mm = mixed(rest.positions_mm, triangle, weights),
                     .rest_normal = normalised(mixed(rest.normals, triangle, weights)),
                     .object = surface.object};
  if (rest.skin.empty()) return point;
  const Skin skin = skin_at(rest, triangle, weights);
  point.finger = skin.vertex.finger;
  point.part = part_of(skin);
  point.dorsal = skin.vertex.dorsal;
  point.nail = skin.vertex.nail;
  locate_on_bone(skin, point);
  return point;
}

}  // namespace handsight::synthetic
