// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/data/sample.h"

namespace handsight {

/// The sample with parts by its keypoints, where it has keypoints and sides but no parts: each
/// pixel of a side belongs to the bone of that side's hands that is nearest. Not known (kIgnore)
/// stays what lies behind the other hand, pixels whose side is not known, and a side one of whose
/// hands has an unlabelled keypoint or none. Where a hand hides itself, such parts are a guess.
[[nodiscard]] Sample with_keypoint_parts(Sample sample);

}  // namespace handsight
