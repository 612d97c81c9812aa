// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/formats/checkpoint_info.h"

namespace handsight {

/// The JSON object in the note `name` of a model's header; an empty one where the model has no such
/// note. Throws ModelError, in the name of `source`, when it is no short JSON object.
[[nodiscard]] Json note_json(const CheckpointInfo& info, std::string_view name,
                             std::string_view source);

/// The note as a record of options, defaults where it says nothing. Throws ModelError, in the name
/// of `source`, when it makes no sense.
template <class Note>
[[nodiscard]] Note read_note(const CheckpointInfo& info, std::string_view name,
                             std::string_view source) {
  try {
    return parse_fields<Note>(note_json(info, name, source), std::string(name));
  } catch (const InvalidArgument& error) {
    fail<ModelError>(source, ": in its header ", error.what());
  }
}

}  // namespace handsight
