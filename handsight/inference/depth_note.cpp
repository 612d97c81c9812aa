// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/depth_note.h"

#include <nlohmann/json.hpp>

#include "handsight/inference/model_note.h"

namespace handsight {

std::string text_of(const DepthNote& note) { return record_fields(note).dump(); }

DepthNote depth_note_of(const CheckpointInfo& info, std::string_view source) {
  return read_note<DepthNote>(info, kDepthNote, source);
}

}  // namespace handsight
