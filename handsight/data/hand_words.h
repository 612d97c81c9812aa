// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "handsight/core/fields.h"
#include "handsight/core/image.h"
#include "handsight/geometry/hand_skeleton.h"

namespace handsight {

/// Which names of classes in somebody's annotations mean a hand.
struct HandWords {
  std::string hand = "hand";
  std::string ignore = "ignore";
};

template <class Field>
void visit_fields(HandWords& o, Field&& field) {
  field("hand", o.hand, Any{}, "classes whose name contains this word are hands, any case");
  field("ignore", o.ignore, Any{}, "classes whose name contains this word are left out of losses");
}

/// What a class of that name means: kHand, kIgnore or kBackground.
[[nodiscard]] std::uint8_t meaning_of(std::string_view class_name, const HandWords& words);

/// The side that a name tells of: "left_hand", "Right", "hand-l", "rhand".
[[nodiscard]] std::optional<Side> side_in(std::string_view class_name);

}  // namespace handsight
