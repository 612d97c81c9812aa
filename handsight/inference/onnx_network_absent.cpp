// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/core/error.h"
#include "handsight/inference/mask_network.h"

namespace handsight {

std::unique_ptr<MaskNetwork> open_onnx(const std::filesystem::path& path,
                                       const MaskNetworkOptions&) {
  fail<ModelError>(path.string(),
                   ": this build has no engine for .onnx models; give a checkpoint, ",
                   "or build with HANDSIGHT_ENGINE");
}

}  // namespace handsight
