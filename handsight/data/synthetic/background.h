// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/core/image.h"
#include "handsight/core/seed.h"
#include "handsight/data/synthetic/linear_image.h"

namespace handsight::synthetic {

/// What stands behind the hands.
inline constexpr std::string_view kBackgroundKinds[] = {
    "plain", "gradient", "room",  "shelf",   "desk",   "clutter",  "wood",
    "cloth", "tiles",    "brick", "foliage", "blinds", "skin_like"};

struct BackgroundOptions {
  std::vector<std::string> kinds{};  ///< empty = all
  double faces = 0.15;
  double arms = 0.08;
  double blurred = 0.45;
  double photographs = 0.5;
};

template <class Field>
void visit_fields(BackgroundOptions& o, Field&& field) {
  field("backgrounds", o.kinds, Choices{{std::begin(kBackgroundKinds), std::end(kBackgroundKinds)}},
        "kinds of made-up backgrounds; empty = all");
  field("faces", o.faces, Range{0, 1}, "share of backgrounds with people but no hands of theirs");
  field("arms", o.arms, Range{0, 1}, "share of backgrounds with a bare arm without its hand");
  field("background_blur", o.blurred, Range{0, 1}, "share of backgrounds out of focus");
  field("photographs", o.photographs, Range{0, 1},
        "share of backgrounds that are photographs, where there are any");
}

/// A picture in which nothing is a hand, about 0.02 to 1 bright.
///
/// `photographs` are RGB and without hands; random parts of them are used. Throws InvalidArgument
/// when a side is below 1 or a photograph is not RGB.
[[nodiscard]] LinearImage make_background(const BackgroundOptions& options, int width, int height,
                                          std::span<const Image> photographs, Seed seed);

/// A made-up background of one kind of kBackgroundKinds.
[[nodiscard]] LinearImage made_up_background(std::string_view kind, int width, int height,
                                             Seed seed);

}  // namespace handsight::synthetic
