// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "handsight/core/json.h"
#include "handsight/perception/hand.h"

namespace handsight {

/// The picture that hands were looked for in.
struct PictureInfo {
  std::string path{};  ///< as the user wrote it, or "stdin"
  int width = 0;       ///< after orientation
  int height = 0;
};

/// {"image", "width", "height", "model", "hands": [{"track"?, "side"?, "score", "box": [x, y, w,
/// h], "keypoints"?: [[x, y, confidence, state] x 21], "depth_mm"?, "hidden"?, "mask": {"size": [h,
/// w], "counts": text}}]}, masks as compressed COCO run lengths over the whole picture, scores
/// rounded to 6 digits. The box is the smooth one where there is one.
[[nodiscard]] Json hands_json(const PictureInfo& picture, const Json& model,
                              std::span<const Hand> hands);

}  // namespace handsight
