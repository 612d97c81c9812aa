// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/metrics/protocol.h"

namespace handsight {

/// What a part counts that is predicted where the truth has none of it.
enum class Hallucination {
  kForgiven,  ///< nothing, as in the published number
  kPunished,  ///< an IoU of 0, once it has 20 pixels
};

/// IoU of each part with at least 20 true pixels, averaged over the parts of a hand, then over all
/// hands of all pictures. A hand without such a part takes no part; without any hand, NaN.
[[nodiscard]] std::vector<NamedValue> measure_amodal(Pictures pictures,
                                                     Hallucination hallucination);

}  // namespace handsight
