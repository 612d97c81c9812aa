// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <vector>

#include "handsight/data/synthetic/surface.h"

namespace handsight::synthetic {

/// Below 0 inside a body. Its size may not exceed the distance to the surface.
using SignedDistance = std::function<float(Vec3)>;

/// Where the planes of a grid lie along x, y and z; ascending, at least two each.
using GridPlanes = std::array<std::vector<float>, 3>;

/// Polygons of the zero set of `distance` inside the grid: one vertex in each cell that the surface
/// crosses, drawn onto the surface and spread evenly over it; normals from the distance's gradient.
///
/// The surface must not touch the grid's outermost planes. Features thinner than a cell may be
/// lost, and where two sheets cross one cell they share its vertex. Gibson, Constrained elastic
/// surface nets, MICCAI 1998, with the relaxation done on the surface.
[[nodiscard]] TriangleMesh polygonise(const SignedDistance& distance, const GridPlanes& planes);

}  // namespace handsight::synthetic
