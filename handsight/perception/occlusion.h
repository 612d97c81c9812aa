// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/core/image.h"
#include "handsight/perception/hand.h"

namespace handsight {

/// Share of a hand that something hides, in [0, 1]: of the pixels of its amodal mask (all of the
/// hand, also behind things) those that its modal mask (what is seen) lacks. 0 for an empty mask.
///
/// Both masks 1 channel, 0 = not set. Throws InvalidArgument when their sizes differ.
[[nodiscard]] double hidden_share(const Image& amodal, const Image& modal);

/// Marks keypoints of a hand that lie in its amodal but not in its modal mask as kOccluded, and
/// those beyond the picture as kOutside; others stay as they are.
[[nodiscard]] HandKeypoints with_occlusion(HandKeypoints keypoints, const Image& amodal,
                                           const Image& modal);

}  // namespace handsight
