// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/rasteriser.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "handsight/core/error.h"

namespace handsight::synthetic {
namespace {

/// A vertex on the screen.
struct Corner {
  double x = 0.0;
  double y = 0.0;
  double inverse_depth = 0.0;
};

/// A corner of what the near plane leaves of a triangle.
struct ClippedCorner {
  Vec3 position_mm{};
  std::array<float, 3> weights{};  // of the triangle's own vertices
};

Corner project(const Camera& camera, Vec3 position_mm) {
  const double inverse = 1.0 / position_mm.z;
  return {.x = camera.focal_x_px * position_mm.x * inverse + camera.centre_x_px,
          .y = camera.focal_y_px * position_mm.y * inverse + camera.centre_y_px,
          .inverse_depth = inverse};
}

/// Where a pixel lies relative to one edge: 0 on it, 1 at the corner that faces it.
struct Edge {
  double per_x = 0.0;
  double per_y = 0.0;
  double at_origin = 0.0;

  Edge(const Corner& from, const Corner& to, double area)
      : per_x((from.y - to.y) / area),
        per_y((to.x - from.x) / area),
        at_origin((from.x * to.y - from.y * to.x) / area) {}
  [[nodiscard]] double at(double x, double y) const { return at_origin + per_x * x + per_y * y; }
};

struct PixelRange {
  int first = 0;
  int last = -1;
};

/// Pixel centres between the least and the greatest of three coordinates, inside [0, size).
PixelRange covered(double a, double b, double c, int size) {
  const double low = std::max(0.0, std::ceil(std::min({a, b, c})));
  const double high = std::min(size - 1.0, std::floor(std::max({a, b, c})));
  if (low > high) return {};
  return {static_cast<int>(low), static_cast<int>(high)};
}

/// `emit(fragment index, depth, screen weights over depth)` for each pixel inside the triangle that
/// is nearer than what the buffer holds.
template <class Emit>
void scan(const std::array<Corner, 3>& corners, const FragmentBuffer& buffer, Emit&& emit) {
  const auto& [a, b, c] = corners;
  const double area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  if (!std::isfinite(area) || area == 0.0) return;
  const PixelRange columns = covered(a.x, b.x, c.x, buffer.width);
  const PixelRange rows = covered(a.y, b.y, c.y, buffer.height);
  if (columns.last < columns.first || rows.last < rows.first) return;
  const Edge facing_a(b, c, area);
  const Edge facing_b(c, a, area);
  const Edge facing_c(a, b, area);
  for (int y = rows.first; y <= rows.last; ++y) {
    double share_a = facing_a.at(columns.first, y);
    double share_b = facing_b.at(columns.first, y);
    double share_c = facing_c.at(columns.first, y);
    auto index = static_cast<std::size_t>(y) * static_cast<std::size_t>(buffer.width) +
                 static_cast<std::size_t>(columns.first);
    for (int x = columns.first; x <= columns.last; ++x, ++index) {
      if (share_a >= 0.0 && share_b >= 0.0 && share_c >= 0.0) {
        const double in_b = share_b * b.inverse_depth;
        const double in_c = share_c * c.inverse_depth;
        const double depth = 1.0 / (share_a * a.inverse_depth + in_b + in_c);
        const float held = buffer.fragments[index].depth_mm;
        if (held == 0.0F || depth < held) emit(index, depth, in_b * depth, in_c * depth);
      }
      share_a += facing_a.per_x;
      share_b += facing_b.per_x;
      share_c += facing_c.per_x;
    }
  }
}

ClippedCorner crossing(const ClippedCorner& inside, const ClippedCorner& outside) {
  const float t =
      (inside.position_mm.z - kNearPlane_mm) / (inside.position_mm.z - outside.position_mm.z);
  ClippedCorner corner;
  corner.position_mm = inside.position_mm + (outside.position_mm - inside.position_mm) * t;
  corner.position_mm.z = kNearPlane_mm;
  for (std::size_t i = 0; i < 3; ++i) {
    corner.weights[i] = inside.weights[i] + (outside.weights[i] - inside.weights[i]) * t;
  }
  return corner;
}

/// What lies beyond the near plane of a triangle that crosses it: three or four corners.
std::vector<ClippedCorner> clip(const std::array<Vec3, 3>& positions_mm) {
  std::vector<ClippedCorner> kept;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t next = (i + 1) % 3;
    ClippedCorner here{positions_mm[i], {}};
    ClippedCorner there{positions_mm[next], {}};
    here.weights[i] = 1.0F;
    there.weights[next] = 1.0F;
    const bool here_inside = here.position_mm.z >= kNearPlane_mm;
    const bool there_inside = there.position_mm.z >= kNearPlane_mm;
    if (here_inside) kept.push_back(here);
    if (here_inside && !there_inside) kept.push_back(crossing(here, there));
    if (!here_inside && there_inside) kept.push_back(crossing(there, here));
  }
  return kept;
}

void draw_clipped(const std::array<Vec3, 3>& positions_mm, const Camera& camera, Fragment proto,
                  FragmentBuffer& buffer) {
  const auto kept = clip(positions_mm);
  for (std::size_t i = 2; i < kept.size(); ++i) {
    const std::array<const ClippedCorner*, 3> fan{&kept[0], &kept[i - 1], &kept[i]};
    const std::array<Corner, 3> corners{project(camera, fan[0]->position_mm),
                                        project(camera, fan[1]->position_mm),
                                        project(camera, fan[2]->position_mm)};
    scan(corners, buffer, [&](std::size_t index, double depth, double share_1, double share_2) {
      const double share_0 = 1.0 - share_1 - share_2;
      const auto weight_of = [&](std::size_t vertex) {
        return static_cast<float>(share_0 * fan[0]->weights[vertex] +
                                  share_1 * fan[1]->weights[vertex] +
                                  share_2 * fan[2]->weights[vertex]);
      };
      proto.depth_mm = static_cast<float>(depth);
      proto.weight_1 = weight_of(1);
      proto.weight_2 = weight_of(2);
      buffer.fragments[index] = proto;
    });
  }
}

}  // namespace

void rasterise(const RasterObject& object, const Camera& camera, FragmentBuffer& buffer) {
  std::vector<Corner> corners;
  corners.reserve(object.positions_mm.size());
  for (const Vec3& position : object.positions_mm) corners.push_back(project(camera, position));
  Fragment proto{.triangle = object.first_triangle, .object = object.object};
  for (const auto& [a, b, c] : object.triangles) {
    if (std::max({a, b, c}) >= corners.size()) {
      fail("rasterise: triangle ", proto.triangle, " names vertex ", std::max({a, b, c}),
           ", expected one below ", corners.size(), "; give all positions of the mesh");
    }
    const std::array<Vec3, 3> positions{object.positions_mm[a], object.positions_mm[b],
                                        object.positions_mm[c]};
    const auto [nearest, farthest] = std::minmax({positions[0].z, positions[1].z, positions[2].z});
    if (nearest >= kNearPlane_mm) {
      scan({corners[a], corners[b], corners[c]}, buffer,
           [&](std::size_t index, double depth, double share_1, double share_2) {
             proto.depth_mm = static_cast<float>(depth);
             proto.weight_1 = static_cast<float>(share_1);
             proto.weight_2 = static_cast<float>(share_2);
             buffer.fragments[index] = proto;
           });
    } else if (farthest >= kNearPlane_mm) {
      draw_clipped(positions, camera, proto, buffer);
    }
    ++proto.triangle;
  }
}

}  // namespace handsight::synthetic
