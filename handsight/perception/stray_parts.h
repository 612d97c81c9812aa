// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/perception/hand.h"
#include "handsight/perception/hand_layers.h"

namespace handsight {

/// Takes back the parts of regions that the hand's mask does not reach: a hidden finger hangs
/// together with what is seen of its hand, what lies apart is a mistake. Where the mask reaches no
/// part at all, everything stays.
///
/// layers  with parts. hand  in pixels of the frame that they are laid back into
void drop_stray_parts(HandLayers& layers, const Hand& hand);

}  // namespace handsight
