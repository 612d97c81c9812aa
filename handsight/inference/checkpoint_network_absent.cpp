// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/core/error.h"
#include "handsight/inference/picture_network.h"

namespace handsight {

std::unique_ptr<PictureNetwork> open_checkpoint(const std::filesystem::path& path,
                                                const NetworkOptions&) {
  fail<ModelError>(path.string(), ": this build runs .onnx models only; turn the checkpoint into ",
                   "one with 'handsight export', or build with HANDSIGHT_TRAINING");
}

}  // namespace handsight
