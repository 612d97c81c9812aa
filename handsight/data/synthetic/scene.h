// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/data/synthetic/hand_mesh.h"
#include "handsight/data/synthetic/rasteriser.h"
#include "handsight/geometry/camera.h"

namespace handsight::synthetic {

/// Posed hands and whatever else stands before the camera. Every object has a number of its own.
struct HandScene {
  int width_px = 0;  ///< of the picture that `camera` belongs to
  int height_px = 0;
  Camera camera{};
  std::vector<PosedHand> hands{};
  std::vector<PosedSurface> objects{};  ///< sleeves, held things, rings: they hide hands
};

/// The camera for a picture of another size that shows the same.
[[nodiscard]] Camera camera_for(const HandScene& scene, int width_px, int height_px);

/// All surfaces of the scene, hands, arms and objects, `samples` x `samples` per pixel of the
/// scene's own size. Throws InvalidArgument unless samples is 1 to 8.
[[nodiscard]] FragmentBuffer draw(const HandScene& scene, int samples);

}  // namespace handsight::synthetic
