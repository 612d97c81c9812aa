// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/core/error.h"
#include "handsight/inference/picture_network.h"

namespace handsight {

std::unique_ptr<PictureNetwork> open_onnx(const std::filesystem::path& path,
                                          const NetworkOptions&) {
  fail<ModelError>(path.string(),
                   ": this build has no engine for .onnx models; give a checkpoint, ",
                   "or build with HANDSIGHT_ENGINE");
}

}  // namespace handsight
