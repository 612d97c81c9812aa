// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/scene.h"

#include "handsight/core/error.h"

namespace handsight::synthetic {

Camera camera_for(const HandScene& scene, int width_px, int height_px) {
  return resized(scene.camera, static_cast<float>(width_px) / static_cast<float>(scene.width_px),
                 static_cast<float>(height_px) / static_cast<float>(scene.height_px));
}

FragmentBuffer draw(const HandScene& scene, int samples) {
  if (samples < 1 || samples > 8) {
    fail("draw: ", samples, " x ", samples, " samples per pixel, expected 1 to 8");
  }
  FragmentBuffer buffer(samples * scene.width_px, samples * scene.height_px);
  const Camera camera = camera_for(scene, buffer.width, buffer.height);
  for (const PosedHand& hand : scene.hands) {
    rasterise(hand.whole(), camera, buffer);
  }
  for (const PosedSurface& object : scene.objects) {
    rasterise(object.raster_object(), camera, buffer);
  }
  return buffer;
}

}  // namespace handsight::synthetic
