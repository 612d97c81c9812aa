// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "handsight/core/fields.h"
#include "handsight/formats/checkpoint_info.h"

namespace handsight {

/// What the depth of a network means: the note "handsight.depth" of its model.
struct DepthNote {
  std::string unit = "unknown";
};

template <class Field>
void visit_fields(DepthNote& o, Field&& field) {
  field("unit", o.unit, Choices{{"unknown", "relative", "metre"}},
        "of the network's depth: a share of the sensor's range, or metres along the optical axis");
}

inline constexpr std::string_view kDepthNote = "handsight.depth";

[[nodiscard]] std::string text_of(const DepthNote& note);

/// The defaults where the model has no such note. Throws ModelError, in the name of `source`, when
/// it makes no sense.
[[nodiscard]] DepthNote depth_note_of(const CheckpointInfo& info, std::string_view source);

}  // namespace handsight
