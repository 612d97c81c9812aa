// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/core/error.h"

#include "export_onnx.h"

namespace handsight {

void export_onnx(const Checkpoint&, const std::filesystem::path& output, const OnnxExportOptions&) {
  fail("export: ", output.string(), ": this build writes .safetensors only; ONNX needs ",
       "HANDSIGHT_ENGINE and HANDSIGHT_IMAGING");
}

}  // namespace handsight
