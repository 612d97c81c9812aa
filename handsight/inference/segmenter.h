// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/networks/checkpoint_info.h"

namespace handsight {

struct SegmenterOptions {
  std::string precision = "auto";   ///< auto | fp32 | bf16
  std::vector<double> scales{1.0};  ///< of the network's input size; probabilities are averaged
  std::string device = "cpu";       ///< cpu | cuda | cuda:N
};

/// Runs a hand-mask network on single pictures. Safe from several threads.
class Segmenter {
 public:
  /// Throws FileError or ModelError when `checkpoint` does not hold a hand-mask network.
  Segmenter(const std::filesystem::path& checkpoint, const SegmenterOptions& options);
  ~Segmenter();
  Segmenter(Segmenter&&) noexcept;
  Segmenter& operator=(Segmenter&&) noexcept;

  [[nodiscard]] const CheckpointInfo& info() const;
  /// Probability of "hand" for each pixel of `image` (RGB).
  [[nodiscard]] ProbabilityMap hand_probability(const Image& image) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
