// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core/mat.hpp>

#include "handsight/perception/hand.h"
#include "handsight/visualisation/drawing.h"

namespace handsight {

// Only for .cpp files of this folder.

/// Bones and points of a hand, each finger in its own colour; occluded points are hollow, and what
/// leads to a point outside the picture is left out.
///
/// side_px  of the hand's longer side: lines and points of small hands are thinner
void draw_skeleton(cv::Mat& rgb, const HandKeypoints& keypoints, const DrawingScale& scale,
                   double side_px);

}  // namespace handsight
