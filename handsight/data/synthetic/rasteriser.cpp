// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/rasteriser.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

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

struct PixelRange {
  int first = 0;
  int last = -1;
};

/// Whole numbers from `low` to `high`, inside [0, size). Written out because std::ceil and
/// std::floor are calls on processors that this must run on.
PixelRange whole_between(double low, double high, int size) {
  if (!(high >= 0.0 && low <= size - 1.0)) return {};
  const double from = std::max(low, 0.0);
  const int truncated = static_cast<int>(from);
  return {truncated + (truncated < from ? 1 : 0), static_cast<int>(std::min(high, size - 1.0))};
}

/// A value that is linear on the screen.
struct Plane {
  double per_x = 0.0;
  double per_y = 0.0;
  double at_origin = 0.0;

  [[nodiscard]] double at(double x, double y) const { return at_origin + per_x * x + per_y * y; }
  friend Plane operator*(const Plane& p, double s) {
    return {p.per_x * s, p.per_y * s, p.at_origin * s};
  }
  friend Plane operator+(const Plane& a, const Plane& b) {
    return {a.per_x + b.per_x, a.per_y + b.per_y, a.at_origin + b.at_origin};
  }
};

/// 0 on the edge between two corners, 1 at the corner that faces it.
Plane share_of_facing(const Corner& from, const Corner& to, double inverse_area) {
  return {(from.y - to.y) * inverse_area, (to.x - from.x) * inverse_area,
          (from.x * to.y - from.y * to.x) * inverse_area};
}

/// Narrows the interval [low, high] of x to where the plane is not below 0 in row y.
void narrow(const Plane& plane, double y, double& low, double& high) {
  // Neighbours round the same crossing differently: sharing a pixel is better than leaving a gap.
  constexpr double kOverlap_px = 1e-6;
  const double at_zero = plane.at_origin + plane.per_y * y;
  if (plane.per_x > 0.0) {
    low = std::max(low, -at_zero / plane.per_x - kOverlap_px);
  } else if (plane.per_x < 0.0) {
    high = std::min(high, -at_zero / plane.per_x + kOverlap_px);
  } else if (at_zero < 0.0) {
    high = low - 1.0;
  }
}

bool faces_away(double area, Faces faces) {
  return (faces == Faces::kClockwise && area < 0.0) ||
         (faces == Faces::kCounterClockwise && area > 0.0);
}

/// `emit(fragment index, depth, weight 1, weight 2)` for each pixel inside the triangle that is
/// nearer than what the buffer holds.
template <class Emit>
void scan(const std::array<Corner, 3>& corners, Faces faces, const FragmentBuffer& buffer,
          Emit&& emit) {
  const auto& [a, b, c] = corners;
  const double area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  if (!std::isfinite(area) || area == 0.0 || faces_away(area, faces)) return;
  const auto [left, right] = std::minmax({a.x, b.x, c.x});
  const auto [top, bottom] = std::minmax({a.y, b.y, c.y});
  const PixelRange rows = whole_between(top, bottom, buffer.height);
  const PixelRange columns = whole_between(left, right, buffer.width);
  if (rows.last < rows.first || columns.last < columns.first) return;
  const double inverse_area = 1.0 / area;
  const Plane share_a = share_of_facing(b, c, inverse_area);
  const Plane share_b = share_of_facing(c, a, inverse_area);
  const Plane share_c = share_of_facing(a, b, inverse_area);
  const Plane in_b = share_b * b.inverse_depth;
  const Plane in_c = share_c * c.inverse_depth;
  const Plane inverse_depth = share_a * a.inverse_depth + in_b + in_c;
  for (int y = rows.first; y <= rows.last; ++y) {
    double low = columns.first;
    double high = columns.last;
    for (const Plane* share : {&share_a, &share_b, &share_c}) narrow(*share, y, low, high);
    const PixelRange span = whole_between(low, high, buffer.width);
    auto index = static_cast<std::size_t>(y) * static_cast<std::size_t>(buffer.width) +
                 static_cast<std::size_t>(span.first);
    for (int x = span.first; x <= span.last; ++x, ++index) {
      const double inverse = inverse_depth.at(x, y);
      const double held = buffer.fragments[index].depth_mm;
      if (held != 0.0 && held * inverse <= 1.0) continue;
      const double depth = 1.0 / inverse;
      emit(index, depth, in_b.at(x, y) * depth, in_c.at(x, y) * depth);
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

void draw_clipped(const std::array<Vec3, 3>& positions_mm, const Camera& camera, Faces faces,
                  Fragment proto, FragmentBuffer& buffer) {
  const auto kept = clip(positions_mm);
  for (std::size_t i = 2; i < kept.size(); ++i) {
    const std::array<const ClippedCorner*, 3> fan{&kept[0], &kept[i - 1], &kept[i]};
    const std::array<Corner, 3> corners{project(camera, fan[0]->position_mm),
                                        project(camera, fan[1]->position_mm),
                                        project(camera, fan[2]->position_mm)};
    scan(corners, faces, buffer,
         [&](std::size_t index, double depth, double share_1, double share_2) {
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
      scan({corners[a], corners[b], corners[c]}, object.faces, buffer,
           [&](std::size_t index, double depth, double share_1, double share_2) {
             proto.depth_mm = static_cast<float>(depth);
             proto.weight_1 = static_cast<float>(share_1);
             proto.weight_2 = static_cast<float>(share_2);
             buffer.fragments[index] = proto;
           });
    } else if (farthest >= kNearPlane_mm) {
      draw_clipped(positions, camera, object.faces, proto, buffer);
    }
    ++proto.triangle;
  }
}

}  // namespace handsight::synthetic
