// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "handsight/data/synthetic/surface.h"

namespace handsight::synthetic {

/// Half its measures, centre at the origin; six flat sides.
[[nodiscard]] std::shared_ptr<const TriangleMesh> box_mesh(Vec3 half_mm);

/// A profile turned about the y axis. `profile` holds at least two points of radius (x) and height
/// (y), from the lower end upwards; ends of radius 0 are closed. `sides` is 3 or more.
/// Throws InvalidArgument otherwise.
[[nodiscard]] std::shared_ptr<const TriangleMesh> lathe_mesh(std::span<const Vec2> profile,
                                                             int sides);

}  // namespace handsight::synthetic
