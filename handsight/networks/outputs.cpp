// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/outputs.h"

namespace handsight {

std::string_view name_of(OutputKind kind) {
  switch (kind) {
    case OutputKind::kMask:
      return "mask";
    case OutputKind::kSoftmax:
      return "softmax";
    case OutputKind::kDepth:
      return "depth";
    case OutputKind::kHeatmaps:
      return "heatmaps";
    case OutputKind::kSide:
      return "side";
    case OutputKind::kImage:
      return "image";
  }
  return "unknown";
}

std::int64_t channels_of(const std::vector<OutputMap>& outputs) {
  std::int64_t sum = 0;
  for (const auto& output : outputs) sum += output.channels;
  return sum;
}

std::vector<OutputMap> joined(std::vector<OutputMap> outputs, const std::vector<OutputMap>& tail) {
  const auto offset = channels_of(outputs);
  for (auto output : tail) {
    output.first += offset;
    outputs.push_back(output);
  }
  return outputs;
}

std::vector<OutputMap> mask_output(std::int64_t classes) {
  const auto kind = classes == 1 ? OutputKind::kMask : OutputKind::kSoftmax;
  return {{.name = "mask", .kind = kind, .first = 0, .channels = classes}};
}

std::vector<OutputMap> mask_depth_outputs() {
  return {{.name = "mask", .kind = OutputKind::kMask, .first = 0, .channels = 1},
          {.name = "depth", .kind = OutputKind::kDepth, .first = 1, .channels = 1}};
}

std::vector<OutputMap> mask_sides_outputs() {
  return {{.name = "left", .kind = OutputKind::kMask, .first = 0, .channels = 1},
          {.name = "right", .kind = OutputKind::kMask, .first = 1, .channels = 1}};
}

std::vector<OutputMap> part_outputs(std::int64_t classes) {
  return {
      {.name = "left_parts", .kind = OutputKind::kSoftmax, .first = 0, .channels = classes},
      {.name = "right_parts", .kind = OutputKind::kSoftmax, .first = classes, .channels = classes}};
}

std::vector<OutputMap> side_output() {
  constexpr std::int64_t kSides = 3;  // none, left, right
  return {{.name = "side", .kind = OutputKind::kSide, .first = 0, .channels = kSides}};
}

std::vector<OutputMap> palm_output() {
  return {{.name = "palm", .kind = OutputKind::kMask, .first = 0, .channels = 1}};
}

std::vector<OutputMap> keypoint_output(std::int64_t points) {
  return {{.name = "keypoints", .kind = OutputKind::kHeatmaps, .first = 0, .channels = points}};
}

}  // namespace handsight
