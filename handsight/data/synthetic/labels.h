// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/core/image.h"
#include "handsight/data/sample.h"
#include "handsight/data/synthetic/scene.h"

namespace handsight::synthetic {

/// What is known about one hand of a scene. Pictures have the size asked for.
struct RenderedHandLabels {
  HandLabel label{};    ///< side, keypoints, joints in mm, box around the visible hand
  Image mask{};         ///< kHand where it is seen
  Image amodal_mask{};  ///< kHand where it is, even if hidden; its own arm hides nothing
  Image parts{};        ///< ids of kPartNames where it is seen
  Image amodal_parts{};
  DepthMap amodal_depth{};
};

/// Exact labels of a scene. A hand ends at the plane through its wrist; its arm is none of it.
struct SceneLabels {
  Camera camera{};
  std::vector<RenderedHandLabels> hands{};  ///< in the order of the scene
  DepthMap depth{};                         ///< of the visible hands, 0 elsewhere
  Image arms{};      ///< 1 + index of the hand whose arm is seen; 0 elsewhere
  Image foremost{};  ///< 1 + index of the nearest of the hands that share a pixel; 0 elsewhere
};

/// width_px, height_px  size of the labels, whatever the size of the picture
///
/// A keypoint inside the frame counts as visible when what is seen at its pixel is its own hand
/// (the wrist: or its own arm) and lies no farther from it than the flesh around it is thick. `own`
/// is left true.
[[nodiscard]] SceneLabels label(const HandScene& scene, int width_px, int height_px);

}  // namespace handsight::synthetic
