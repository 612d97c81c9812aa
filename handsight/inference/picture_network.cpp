// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/picture_network.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "handsight/core/error.h"

namespace handsight {
namespace {

/// Tasks are words joined by hyphens: "hand-mask", "hand-mask-left-right", "hand-keypoints".
bool has_word(std::string_view task, std::string_view word) {
  while (true) {
    const auto end = task.find('-');
    if (task.substr(0, end) == word) return true;
    if (end == std::string_view::npos) return false;
    task.remove_prefix(end + 1);
  }
}

}  // namespace

void check_task(const CheckpointInfo& info, std::string_view gives,
                const std::filesystem::path& path) {
  constexpr std::int64_t kShortestSide = 16;
  constexpr std::int64_t kLongestSide = 4096;
  if (!gives.empty() && !has_word(info.task, gives)) {
    fail<ModelError>(path.string(), ": this model is for the task '", info.task,
                     "'; expected 'hand-", gives, "' or one with it");
  }
  for (const auto side : {info.input_height, info.input_width}) {
    if (side < kShortestSide || side > kLongestSide) {
      fail<ModelError>(path.string(), ": input size ", info.input_height, " x ", info.input_width,
                       " in its header is outside [16, 4096]");
    }
  }
}

const NetworkOutput* find_output(std::span<const NetworkOutput> outputs, std::string_view name) {
  const auto found = std::find_if(outputs.begin(), outputs.end(),
                                  [&](const NetworkOutput& output) { return output.name == name; });
  return found == outputs.end() ? nullptr : &*found;
}

std::span<const float> values_of(const NetworkMaps& maps, int picture,
                                 const NetworkOutput& output) {
  const int channels =
      output.channels == NetworkOutput::kAll ? maps.channels - output.first : output.channels;
  if (output.first < 0 || channels < 1 || channels > maps.channels - output.first) {
    fail<ModelError>("network: output '", output.name, "' is channels ", output.first, " to ",
                     output.first + channels, ", found ", maps.channels, " maps");
  }
  const auto pixels = static_cast<std::size_t>(maps.height) * static_cast<std::size_t>(maps.width);
  const auto before = static_cast<std::size_t>(picture) * static_cast<std::size_t>(maps.channels) +
                      static_cast<std::size_t>(output.first);
  return std::span(maps.values)
      .subspan(before * pixels, static_cast<std::size_t>(channels) * pixels);
}

}  // namespace handsight
