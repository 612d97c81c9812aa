// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "handsight/networks/checkpoint_info.h"
#include "handsight/networks/network.h"

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

/// What came of filling a module from a file of another origin.
struct WeightReport {
  std::vector<std::string> loaded;
  std::vector<std::string> missing;     ///< wanted by the module, not in the file
  std::vector<std::string> unexpected;  ///< in the file, not wanted
};

/// Copies the file's tensors into parameters and buffers of the same name below `module`. A file of
/// a bare encoder, which has none of those names, fills the child `encoder` of a whole network.
/// Floating point of any width is converted; `num_batches_tracked` may be absent.
/// Throws ModelError, before anything is copied, on another shape or type, a value that is not
/// finite, or a negative variance.
WeightReport load_weights(torch::nn::Module& module, const Safetensors& file);

}  // namespace handsight
