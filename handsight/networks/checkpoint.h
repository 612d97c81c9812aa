// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "handsight/formats/checkpoint_info.h"
#include "handsight/networks/network.h"
#include "handsight/networks/weights.h"

namespace handsight {

struct Checkpoint {
  CheckpointInfo info;
  std::shared_ptr<Network> network;  ///< in evaluation mode
};

/// How floating-point weights are stored in the file.
enum class Storage { kFloat32, kFloat16 };

/// Writes parameters and buffers under their module names, atomically. kFloat16 halves what has
/// more than one dimension and fits; statistics, biases and scales stay float32.
/// Throws InvalidArgument when `info` makes no sense, ModelError when a weight is not finite,
/// FileError when the disk does not take it.
void save_checkpoint(const std::filesystem::path& path, const Network& network,
                     const CheckpointInfo& info, Storage storage = Storage::kFloat32);

/// Reads only the header: cheap. Throws FileError (no safetensors file) or ModelError (a
/// safetensors file without handsight's metadata, or with metadata that makes no sense).
[[nodiscard]] CheckpointInfo read_checkpoint_info(const std::filesystem::path& path);

/// Builds the network and fills it. Throws ModelError when this build has no such network, when its
/// options are not allowed, and naming missing, unexpected and misshaped tensors.
[[nodiscard]] Checkpoint load_checkpoint(const std::filesystem::path& path);

}  // namespace handsight
