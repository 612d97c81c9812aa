// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/mask_network.h"

#include "handsight/core/error.h"

namespace handsight {

void check_mask_task(const CheckpointInfo& info, const std::filesystem::path& path) {
  constexpr std::int64_t kShortestSide = 16;
  constexpr std::int64_t kLongestSide = 4096;
  if (info.task != "hand-mask") {
    fail<ModelError>(path.string(), ": this model is for the task '", info.task,
                     "', segment needs 'hand-mask'");
  }
  for (const auto side : {info.input_height, info.input_width}) {
    if (side < kShortestSide || side > kLongestSide) {
      fail<ModelError>(path.string(), ": input size ", info.input_height, " x ", info.input_width,
                       " in its header is outside [16, 4096]");
    }
  }
}

}  // namespace handsight
