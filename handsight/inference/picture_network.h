// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "handsight/formats/checkpoint_info.h"

namespace handsight {

/// One picture as networks take it: 3 x height x width, normalised.
struct NetworkInput {
  int height = 0;
  int width = 0;
  std::vector<float> values{};
};

/// What a hand-mask network says of it: `classes` maps of its size.
struct MaskLogits {
  int classes = 0;
  int height = 0;
  int width = 0;
  std::vector<float> values{};
};

/// A hand-mask network in whatever runs it. Safe from several threads.
class MaskNetwork {
 public:
  virtual ~MaskNetwork() = default;
  [[nodiscard]] virtual const CheckpointInfo& info() const = 0;
  /// Throws ModelError when the network cannot take a picture of that size.
  [[nodiscard]] virtual MaskLogits run(const NetworkInput& input) const = 0;
};

struct MaskNetworkOptions {
  std::string precision =
      "auto";                  ///< auto | fp32 | bf16 | int8; a checkpoint takes the first three
  std::string device = "cpu";  ///< cpu | cuda | cuda:N; an .onnx model runs on the CPU
  int threads = 0;             ///< of one run; 0 takes all; a checkpoint takes libtorch's own
};

/// An .onnx model in the engine, anything else a checkpoint in libtorch. Throws FileError,
/// ModelError when the file holds no hand-mask network or this build lacks what runs it, and
/// InvalidArgument when it cannot be run as asked.
[[nodiscard]] std::unique_ptr<MaskNetwork> open_mask_network(const std::filesystem::path& path,
                                                             const MaskNetworkOptions& options);

[[nodiscard]] std::unique_ptr<MaskNetwork> open_onnx(const std::filesystem::path& path,
                                                     const MaskNetworkOptions& options);
[[nodiscard]] std::unique_ptr<MaskNetwork> open_checkpoint(const std::filesystem::path& path,
                                                           const MaskNetworkOptions& options);

/// Throws ModelError when the model is for another task or asks for pictures of absurd size.
void check_mask_task(const CheckpointInfo& info, const std::filesystem::path& path);

}  // namespace handsight
