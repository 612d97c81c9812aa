// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "handsight/networks/checkpoint.h"

namespace handsight {

struct OnnxExportOptions {
  std::string precision = "fp16";        ///< fp32 | fp16 | int8
  bool for_opencv = false;               ///< as OpenCV 4.6 reads it; fp32 only
  std::vector<std::string> calibrate{};  ///< pictures, as segment takes them
  std::vector<std::string> check{};      ///< likewise; empty = no check
  double tolerance = 0.0;                ///< 0 = that of the precision
};

/// Writes the checkpoint's network as ONNX and prints how well the runtimes agree on the pictures
/// to check. Throws InvalidArgument when int8 has no pictures, ModelError when a network has an
/// operator without ONNX, and when a runtime is off by more than the tolerance.
void export_onnx(const Checkpoint& checkpoint, const std::filesystem::path& output,
                 const OnnxExportOptions& options);

}  // namespace handsight
