// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/formats/checkpoint_info.h"
#include "handsight/perception/hand_maps.h"

namespace handsight {

struct SegmenterOptions {
  std::string precision = "auto";   ///< auto | fp32 | bf16 | int8 (of an 8-bit .onnx model)
  std::vector<double> scales{1.0};  ///< of the network's input size; probabilities are averaged
  std::string device = "cpu";       ///< cpu | cuda | cuda:N (of a checkpoint)
  int threads = 0;                  ///< of an .onnx model; 0 takes all
};

/// How a picture is looked at.
enum class Look {
  kOnce,
  kCloser,  ///< and small hands again, each alone and larger: look_closer()
};

/// Runs a hand-mask network on single pictures. Safe from several threads.
class Segmenter {
 public:
  /// `model`: an .onnx model, which the engine runs, or a checkpoint, which libtorch runs.
  /// Throws as open_network() does.
  Segmenter(const std::filesystem::path& model, const SegmenterOptions& options);
  ~Segmenter();
  Segmenter(Segmenter&&) noexcept;
  Segmenter& operator=(Segmenter&&) noexcept;

  [[nodiscard]] const CheckpointInfo& info() const;
  /// Whether HandMaps::right is given.
  [[nodiscard]] bool tells_sides() const;
  /// What the network says of each pixel of `image` (RGB).
  [[nodiscard]] HandMaps segment(const Image& image, Look look = Look::kOnce) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
