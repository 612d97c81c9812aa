// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/surface_nets.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace handsight::synthetic {
namespace {

constexpr std::uint32_t kNoVertex = std::numeric_limits<std::uint32_t>::max();
constexpr int kBlock = 4;  // cells along the side of a block that is skipped as a whole
constexpr int kRelaxations = 3;

using Cell = std::array<int, 3>;

/// Values at the crossings of the planes; only their signs are right far from the surface.
class Samples {
 public:
  Samples(const SignedDistance& distance, const GridPlanes& planes);

  [[nodiscard]] const GridPlanes& planes() const { return planes_; }
  [[nodiscard]] int count(std::size_t axis) const { return static_cast<int>(planes_[axis].size()); }
  [[nodiscard]] std::size_t index(const Cell& at) const {
    return (static_cast<std::size_t>(at[2]) * static_cast<std::size_t>(count(1)) +
            static_cast<std::size_t>(at[1])) *
               static_cast<std::size_t>(count(0)) +
           static_cast<std::size_t>(at[0]);
  }
  [[nodiscard]] float value(const Cell& at) const { return values_[index(at)]; }
  [[nodiscard]] Vec3 position(const Cell& at) const {
    return {planes_[0][static_cast<std::size_t>(at[0])],
            planes_[1][static_cast<std::size_t>(at[1])],
            planes_[2][static_cast<std::size_t>(at[2])]};
  }

 private:
  void fill_block(const SignedDistance& distance, const Cell& first, const Cell& last);

  const GridPlanes& planes_;
  std::vector<float> values_{};
};

Samples::Samples(const SignedDistance& distance, const GridPlanes& planes) : planes_(planes) {
  values_.resize(planes[0].size() * planes[1].size() * planes[2].size());
  for (int z = 0; z < count(2); z += kBlock) {
    for (int y = 0; y < count(1); y += kBlock) {
      for (int x = 0; x < count(0); x += kBlock) {
        fill_block(distance, {x, y, z},
                   {std::min(x + kBlock, count(0)) - 1, std::min(y + kBlock, count(1)) - 1,
                    std::min(z + kBlock, count(2)) - 1});
      }
    }
  }
}

void Samples::fill_block(const SignedDistance& distance, const Cell& first, const Cell& last) {
  const Vec3 low = position(first);
  const Vec3 high = position(last);
  const float at_centre = distance((low + high) * 0.5F);
  const bool far = std::abs(at_centre) > 0.5F * length(high - low);
  for (int z = first[2]; z <= last[2]; ++z) {
    for (int y = first[1]; y <= last[1]; ++y) {
      for (int x = first[0]; x <= last[0]; ++x) {
        values_[index({x, y, z})] = far ? at_centre : distance(position({x, y, z}));
      }
    }
  }
}

Vec3 gradient(const SignedDistance& distance, Vec3 at, float here) {
  constexpr float kStep_mm = 0.05F;
  return Vec3{distance(at + Vec3{kStep_mm, 0, 0}) - here,
              distance(at + Vec3{0, kStep_mm, 0}) - here,
              distance(at + Vec3{0, 0, kStep_mm}) - here} *
         (1.0F / kStep_mm);
}

/// One step of Newton's method towards the surface, limited so that a kink cannot throw it off.
Vec3 drawn_to_surface(const SignedDistance& distance, Vec3 at, float limit_mm) {
  const float here = distance(at);
  const Vec3 slope = gradient(distance, at, here);
  const float step = -here / std::max(dot(slope, slope), 0.05F);
  return at + slope * std::clamp(step, -limit_mm, limit_mm);
}

/// Mean of the points where the surface crosses the cell's edges; none when it does not.
bool cell_vertex(const Samples& samples, const Cell& cell, Vec3& vertex) {
  Vec3 sum{};
  int crossings = 0;
  for (int axis = 0; axis < 3; ++axis) {
    for (int corner = 0; corner < 4; ++corner) {
      Cell from = cell;
      from[static_cast<std::size_t>((axis + 1) % 3)] += corner & 1;
      from[static_cast<std::size_t>((axis + 2) % 3)] += corner >> 1;
      Cell to = from;
      ++to[static_cast<std::size_t>(axis)];
      const float a = samples.value(from);
      const float b = samples.value(to);
      if ((a < 0.0F) == (b < 0.0F)) continue;
      sum = sum + samples.position(from) +
            (samples.position(to) - samples.position(from)) * (a / (a - b));
      ++crossings;
    }
  }
  if (crossings > 0) vertex = sum * (1.0F / static_cast<float>(crossings));
  return crossings > 0;
}

class Net {
 public:
  explicit Net(const Samples& samples) : samples_(samples) {
    vertex_of_.assign(
        samples.planes()[0].size() * samples.planes()[1].size() * samples.planes()[2].size(),
        kNoVertex);
    for_each_cell([this](const Cell& cell) {
      Vec3 vertex;
      if (!cell_vertex(samples_, cell, vertex)) return;
      vertex_of_[samples_.index(cell)] = static_cast<std::uint32_t>(mesh_.positions_mm.size());
      mesh_.positions_mm.push_back(vertex);
    });
    for_each_cell([this](const Cell& cell) { add_faces(cell); });
  }
  [[nodiscard]] TriangleMesh take() { return std::move(mesh_); }

 private:
  template <class Visit>
  void for_each_cell(Visit&& visit) const {
    for (int z = 0; z + 1 < samples_.count(2); ++z) {
      for (int y = 0; y + 1 < samples_.count(1); ++y) {
        for (int x = 0; x + 1 < samples_.count(0); ++x) visit(Cell{x, y, z});
      }
    }
  }
  /// One square around each grid edge that starts at the cell's first corner and is crossed.
  void add_faces(const Cell& cell) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::size_t u = (axis + 1) % 3;
      const std::size_t v = (axis + 2) % 3;
      if (cell[u] == 0 || cell[v] == 0) continue;
      Cell end = cell;
      ++end[axis];
      const bool inside = samples_.value(cell) < 0.0F;
      if (inside == (samples_.value(end) < 0.0F)) continue;
      Cell beside_u = cell;
      --beside_u[u];
      Cell beside_v = cell;
      --beside_v[v];
      Cell beside_both = beside_u;
      --beside_both[v];
      std::array<std::uint32_t, 4> square{vertex(beside_both), vertex(beside_v), vertex(cell),
                                          vertex(beside_u)};
      if (!inside) std::swap(square[1], square[3]);
      add_square(square);
    }
  }
  /// Split along the shorter diagonal.
  void add_square(const std::array<std::uint32_t, 4>& s) {
    const auto span = [this](std::uint32_t a, std::uint32_t b) {
      return length(mesh_.positions_mm[a] - mesh_.positions_mm[b]);
    };
    if (span(s[0], s[2]) <= span(s[1], s[3])) {
      mesh_.triangles.push_back({s[0], s[1], s[2]});
      mesh_.triangles.push_back({s[0], s[2], s[3]});
    } else {
      mesh_.triangles.push_back({s[1], s[2], s[3]});
      mesh_.triangles.push_back({s[1], s[3], s[0]});
    }
  }
  [[nodiscard]] std::uint32_t vertex(const Cell& cell) const {
    return vertex_of_[samples_.index(cell)];
  }

  const Samples& samples_;
  TriangleMesh mesh_{};
  std::vector<std::uint32_t> vertex_of_{};
};

/// Each vertex half the way to the mean of its neighbours.
void even_out(TriangleMesh& mesh) {
  std::vector<Vec3> sums(mesh.positions_mm.size());
  std::vector<float> counts(mesh.positions_mm.size());
  for (const Triangle& triangle : mesh.triangles) {
    for (std::size_t i = 0; i < 3; ++i) {
      sums[triangle[i]] = sums[triangle[i]] + mesh.positions_mm[triangle[(i + 1) % 3]] +
                          mesh.positions_mm[triangle[(i + 2) % 3]];
      counts[triangle[i]] += 2.0F;
    }
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    mesh.positions_mm[i] = (mesh.positions_mm[i] + sums[i] * (1.0F / counts[i])) * 0.5F;
  }
}

}  // namespace

TriangleMesh polygonise(const SignedDistance& distance, const GridPlanes& planes) {
  const Samples samples(distance, planes);
  TriangleMesh mesh = Net(samples).take();
  const float limit_mm = planes[0][1] - planes[0][0];
  for (int i = 0; i < kRelaxations; ++i) {
    even_out(mesh);
    for (Vec3& position : mesh.positions_mm) {
      position = drawn_to_surface(distance, position, limit_mm);
    }
  }
  mesh.normals.reserve(mesh.positions_mm.size());
  for (const Vec3& position : mesh.positions_mm) {
    mesh.normals.push_back(normalised(gradient(distance, position, distance(position))));
  }
  return mesh;
}

}  // namespace handsight::synthetic
