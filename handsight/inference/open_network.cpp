// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
// Apart from the rest: libhandsight.so, which opens .onnx models only, leaves it out and with it
// libtorch.
#include "handsight/inference/picture_network.h"

namespace handsight {

std::unique_ptr<PictureNetwork> open_network(const std::filesystem::path& path,
                                             const NetworkOptions& options) {
  return path.extension() == ".onnx" ? open_onnx(path, options) : open_checkpoint(path, options);
}

}  // namespace handsight
