// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/formats/checkpoint_info.h"

namespace handsight {

/// Pictures of one size as networks take them: count x 3 x height x width, normalised.
struct NetworkInput {
  int count = 1;
  int height = 0;
  int width = 0;
  std::vector<float> values{};
};

/// What a network says of them, before sigmoid or softmax: count x channels x height x width.
struct NetworkMaps {
  int count = 1;
  int channels = 0;
  int height = 0;
  int width = 0;
  std::vector<float> values{};
};

/// Neighbouring channels of a network's maps that belong together.
struct NetworkOutput {
  std::string name = "mask";
  int first = 0;
  int channels = kAll;
  static constexpr int kAll = -1;
};

/// A network in whatever runs it. Safe from several threads.
class PictureNetwork {
 public:
  virtual ~PictureNetwork() = default;
  [[nodiscard]] virtual const CheckpointInfo& info() const = 0;
  [[nodiscard]] virtual std::vector<NetworkOutput> outputs() const = 0;
  /// The maps have the pictures' size. Throws ModelError when the network cannot take pictures of
  /// that size.
  [[nodiscard]] virtual NetworkMaps run(const NetworkInput& input) const = 0;
};

struct NetworkOptions {
  std::string gives = "mask";  ///< the output that is asked for: "mask", "keypoints"; empty = any
  std::string precision =
      "auto";                  ///< auto | fp32 | bf16 | int8; a checkpoint takes the first three
  std::string device = "cpu";  ///< cpu | cuda | cuda:N; an .onnx model runs on the CPU
  int threads = 0;             ///< of one run; 0 takes all; a checkpoint takes libtorch's own
};

/// An .onnx model in the engine, anything else a checkpoint in libtorch. Throws FileError,
/// ModelError when the network in the file gives something else or this build lacks what runs it,
/// and InvalidArgument when it cannot be run as asked.
[[nodiscard]] std::unique_ptr<PictureNetwork> open_network(const std::filesystem::path& path,
                                                           const NetworkOptions& options);

[[nodiscard]] std::unique_ptr<PictureNetwork> open_onnx(const std::filesystem::path& path,
                                                        const NetworkOptions& options);
[[nodiscard]] std::unique_ptr<PictureNetwork> open_checkpoint(const std::filesystem::path& path,
                                                              const NetworkOptions& options);

/// Throws ModelError when `gives` is not empty and no part of the model's task or the model asks
/// for pictures of absurd size.
void check_task(const CheckpointInfo& info, std::string_view gives,
                const std::filesystem::path& path);

/// The output of that name, or null.
[[nodiscard]] const NetworkOutput* find_output(std::span<const NetworkOutput> outputs,
                                               std::string_view name);

/// The channels of `output` for one picture: channels x height x width. Throws ModelError when the
/// network gave fewer.
[[nodiscard]] std::span<const float> values_of(const NetworkMaps& maps, int picture,
                                               const NetworkOutput& output);

}  // namespace handsight
