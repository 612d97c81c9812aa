// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core/mat.hpp>

#include "handsight/core/image.h"

namespace handsight {

// Only for .cpp files of the folders that see OpenCV; no public header includes this one.

/// The picture's own pixels as a matrix; valid while `image` lives and keeps its size.
[[nodiscard]] inline cv::Mat as_mat(Image& image) {
  return {image.height, image.width, CV_8UC(image.channels), image.pixels.data()};
}

/// As above, for reading: OpenCV has no matrix of constant pixels.
[[nodiscard]] inline cv::Mat as_mat(const Image& image) {
  return as_mat(const_cast<Image&>(image));
}

}  // namespace handsight
