// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/data/synthetic/lighting.h"
#include "handsight/data/synthetic/linear_image.h"
#include "handsight/data/synthetic/props.h"
#include "handsight/data/synthetic/scene.h"
#include "handsight/data/synthetic/skin_texture.h"

namespace handsight::synthetic {

/// The shadow that hands cast on what stands behind them.
struct CastShadow {
  float strength = 0.0F;  ///< 0 none to 1 black
  Vec2 shift{};           ///< of the shorter side of the picture
  float blur = 0.02F;     ///< standard deviation, of the shorter side
};

/// How the things of a scene look.
struct SceneLook {
  std::vector<HandLook> hands{};      ///< one for each hand of the scene
  std::vector<ObjectLook> objects{};  ///< one for each object
  Lighting lighting{};
  CastShadow cast_shadow{};
};

/// The scene in front of `background`, which has the scene's size, with `samples` x `samples` per
/// pixel. Throws InvalidArgument when sizes or counts do not agree.
[[nodiscard]] LinearImage paint_scene(const HandScene& scene, const SceneLook& look,
                                      LinearImage background, int samples);

}  // namespace handsight::synthetic
