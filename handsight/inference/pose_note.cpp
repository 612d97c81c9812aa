// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/pose_note.h"

#include <nlohmann/json.hpp>

#include "handsight/inference/model_note.h"

namespace handsight {

std::string text_of(const PoseNote& note) { return record_fields(note).dump(); }

PoseNote pose_note_of(const CheckpointInfo& info, std::string_view source) {
  return read_note<PoseNote>(info, kPoseNote, source);
}

HeatmapDecoding decoding_of(const PoseNote& note) {
  return note.decoding == "mean" ? HeatmapDecoding::kMean : HeatmapDecoding::kPeak;
}

}  // namespace handsight
