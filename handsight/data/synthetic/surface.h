// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "handsight/data/synthetic/rasteriser.h"
#include "handsight/geometry/hand_skeleton.h"
#include "handsight/geometry/vector.h"

namespace handsight::synthetic {

/// Bones that move the skin. The rays of ring and little finger have one each in the palm, which
/// fold it when the hand grips.
inline constexpr std::size_t kBoneCount = 19;
inline constexpr std::uint8_t kForearmBone = 0;
inline constexpr std::uint8_t kPalmBone = 1;
inline constexpr std::uint8_t kRingMetacarpalBone = 17;
inline constexpr std::uint8_t kLittleMetacarpalBone = 18;
/// `phalanx` 0 (proximal; the thumb's metacarpal) to 2 (with the nail) of `finger` 0 (thumb) to 4.
[[nodiscard]] constexpr std::uint8_t phalanx_bone(std::size_t finger, std::size_t phalanx) {
  return static_cast<std::uint8_t>(2 + 3 * finger + phalanx);
}

/// Where a vertex lies on the hand. All but `finger` may be interpolated within one finger.
struct SkinVertex {
  std::uint8_t finger = 0;   ///< the ray it belongs to, 0 (thumb) to 4; also within the palm
  float along_ray = 0.0F;    ///< -1 elbow, 0 wrist, 1 base of the finger, 2, 3 joints, 4 tip
  float dorsal = 0.0F;       ///< -1 on the palm's side, 1 on the back
  float thumb_share = 0.0F;  ///< above 0 on the thumb and its ball, below elsewhere
  Vec2 nail{0.0F, -9.0F};    ///< x -1..1 across the nail (1 radial), y 0 root .. 1 free edge
};

/// Closed surface in its own frame; triangles counter-clockwise seen from outside.
///
/// A hand's frame: that of a right hand with the origin at the wrist, x towards the thumb, y to the
/// middle finger, z out of the palm. Left hands use the same mesh and are mirrored when posed.
struct TriangleMesh {
  std::vector<Vec3> positions_mm{};
  std::vector<Vec3> normals{};  ///< unit, outwards, one per vertex
  std::vector<Triangle> triangles{};
  std::vector<SkinVertex> skin{};  ///< one per vertex of a hand; empty for other objects
};

/// A mesh put in front of the camera, perhaps bent: positions in the camera's frame.
struct PosedSurface {
  std::shared_ptr<const TriangleMesh> rest{};
  std::vector<Vec3> positions_mm{};
  std::vector<Vec3> normals{};
  std::uint8_t object = 0;  ///< unique in its scene; 0 is the background

  [[nodiscard]] RasterObject raster_object() const {
    return {.positions_mm = positions_mm, .triangles = rest->triangles, .object = object};
  }
};

/// A rigid object, as it is seen.
[[nodiscard]] PosedSurface place(std::shared_ptr<const TriangleMesh> mesh,
                                 const RigidTransform& camera_from_object, std::uint8_t object);

/// What shading needs to know of the surface at one sample.
struct SurfacePoint {
  Vec3 position_mm{};       ///< in the camera's frame
  Vec3 normal{};            ///< in the camera's frame, unit, interpolated
  Vec3 rest_position_mm{};  ///< in the mesh's own frame: textures are functions of it
  Vec3 rest_normal{};
  std::uint8_t object = 0;
  // The rest is meaningful on hands only.
  std::uint8_t bone = kForearmBone;
  std::uint8_t finger = 0;
  std::uint8_t part = 0;  ///< of kPartNames; 0 on the arm
  float along_bone =
      0.0F;             ///< 0 at the end nearer to the body, 1 at the other; a little above at tips
  float dorsal = 0.0F;  ///< as in SkinVertex
  Vec2 nail{};          ///< as in SkinVertex; a nail is where |x| < 1, 0 < y < 1, dorsal > 0
};

/// `fragment` must have been drawn from `surface`.
[[nodiscard]] SurfacePoint surface_point(const PosedSurface& surface, const Fragment& fragment);

/// The part of a hand at one fragment of it, as an id of kPartNames; 0 on the arm. Borders are cut
/// through triangles.
[[nodiscard]] std::uint8_t hand_part(const TriangleMesh& hand, const Fragment& fragment);

}  // namespace handsight::synthetic
