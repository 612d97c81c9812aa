// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/pose_note.h"

#include <cstddef>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"

namespace handsight {

std::string text_of(const PoseNote& note) { return record_fields(note).dump(); }

PoseNote pose_note_of(const CheckpointInfo& info, std::string_view source) {
  constexpr std::size_t kMostBytes = 4096;
  const auto found = info.notes.find(kPoseNote);
  if (found == info.notes.end()) return {};
  const bool fits = found->second.size() <= kMostBytes;
  const auto json = fits ? Json::parse(found->second, nullptr, false) : Json();
  if (!json.is_object()) {
    fail<ModelError>(source, ": '", kPoseNote, "' in its header is no short JSON object");
  }
  try {
    return parse_fields<PoseNote>(json, std::string(kPoseNote));
  } catch (const InvalidArgument& error) {
    fail<ModelError>(source, ": in its header ", error.what());
  }
}

HeatmapDecoding decoding_of(const PoseNote& note) {
  return note.decoding == "mean" ? HeatmapDecoding::kMean : HeatmapDecoding::kPeak;
}

}  // namespace handsight
