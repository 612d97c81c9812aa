// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "handsight/core/fields.h"
#include "handsight/formats/checkpoint_info.h"
#include "handsight/perception/heatmaps.h"

namespace handsight {

/// How a keypoint network was trained, and so how it is to be used: the note "handsight.pose" of
/// its model.
struct PoseNote {
  std::string decoding = "peak";
  double margin = 1.25;
  bool mirror_left = true;
};

template <class Field>
void visit_fields(PoseNote& o, Field&& field) {
  field("decoding", o.decoding, Choices{{"peak", "mean"}},
        "a keypoint is the peak of its heat map, or the mean of the map's softmax");
  field("margin", o.margin, Range{1.0, 4.0},
        "side of the square that is shown, against the hand's");
  field("mirror_left", o.mirror_left, Any{}, "left hands are shown mirrored");
}

inline constexpr std::string_view kPoseNote = "handsight.pose";

[[nodiscard]] std::string text_of(const PoseNote& note);

/// The defaults where the model has no such note. Throws ModelError, in the name of `source`, when
/// it makes no sense.
[[nodiscard]] PoseNote pose_note_of(const CheckpointInfo& info, std::string_view source);

[[nodiscard]] HeatmapDecoding decoding_of(const PoseNote& note);

}  // namespace handsight
