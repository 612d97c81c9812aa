// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "handsight/networks/network.h"

namespace handsight {

/// How far the logits of a runtime are from libtorch's.
struct ExportAgreement {
  std::string runtime{};    ///< "engine", "onnxruntime"
  double difference = 0.0;  ///< root mean square of the difference, as a share of libtorch's
  double changed = 0.0;     ///< share of the logits whose sign is another one
};

/// Runs the network, and its ONNX file in the engine (8-bit files as such, others in fp32) and,
/// where $HANDSIGHT_ORT names a folder with onnxruntime-node, in ONNX Runtime. Recurrent networks
/// begin with zeros.
///
/// images   1 C H W each, float, normalised, of sizes that the file takes
/// Throws ModelError when a runtime refuses the file.
[[nodiscard]] std::vector<ExportAgreement> check_export(Network& network,
                                                        const std::filesystem::path& file,
                                                        const std::vector<at::Tensor>& images);

}  // namespace handsight
