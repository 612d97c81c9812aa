// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace handsight {

/// What a group of a network's maps means, and so how it is decoded and trained.
enum class OutputKind {
  kMask,      ///< one logit a pixel: hand against background, by the sigmoid
  kSoftmax,   ///< logits of classes that exclude each other
  kDepth,     ///< depth itself, in the unit of the targets; no activation
  kHeatmaps,  ///< one map a key-point, no activation; its peak is the point
  kSide,      ///< none, left, right: logits of one decision a picture, the same in every pixel
  kImage,     ///< a picture in [-1, 1]
};

/// "mask", "softmax", "depth", "heatmaps", "side", "image".
[[nodiscard]] std::string_view name_of(OutputKind kind);

/// Neighbouring channels of a network's result that belong together.
struct OutputMap {
  std::string name;  ///< "mask", "left_parts", "keypoints" ...
  OutputKind kind = OutputKind::kMask;
  std::int64_t first = 0;
  std::int64_t channels = 1;

  friend bool operator==(const OutputMap&, const OutputMap&) = default;
};

/// Channels of all maps together.
[[nodiscard]] std::int64_t channels_of(const std::vector<OutputMap>& outputs);
/// `tail`, which counts from zero, behind `outputs`.
[[nodiscard]] std::vector<OutputMap> joined(std::vector<OutputMap> outputs,
                                            const std::vector<OutputMap>& tail);

/// "mask": one logit for 1 class, else a softmax.
[[nodiscard]] std::vector<OutputMap> mask_output(std::int64_t classes);
/// "mask" and "depth".
[[nodiscard]] std::vector<OutputMap> mask_depth_outputs();
/// "left" and "right": a logit each, as a pixel may belong to both hands.
[[nodiscard]] std::vector<OutputMap> mask_sides_outputs();
/// "left_parts" and "right_parts": a softmax of `classes` a hand, as a pixel may show one hand
/// behind the other.
[[nodiscard]] std::vector<OutputMap> part_outputs(std::int64_t classes);
/// "side": none, left or right, one decision a picture.
[[nodiscard]] std::vector<OutputMap> side_output();
/// "palm": a logit of seeing the palm of the picture's hand, not its back; one decision a picture.
/// Networks learn it where they do not learn the side: it looks alike on both hands, in any
/// position. With the keypoints it tells the side; see palm_turn().
[[nodiscard]] std::vector<OutputMap> palm_output();
/// "keypoints".
[[nodiscard]] std::vector<OutputMap> keypoint_output(std::int64_t points);

}  // namespace handsight
