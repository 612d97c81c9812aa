// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "handsight/api/export.h"
#include "handsight/api/image_view.h"

namespace handsight::api {

/// One hand, in pixels of the picture.
struct Hand {
  int x = 0;  ///< top left corner of its box
  int y = 0;
  int width = 0;
  int height = 0;
  float score = 0.0F;                ///< mean probability over its mask, in [0, 1]
  std::vector<std::uint8_t> mask{};  ///< width * height, 255 where the hand is, else 0
};

/// Probability of "hand" for each pixel, rows from the top.
struct Probability {
  int width = 0;
  int height = 0;
  std::vector<float> values{};
};

struct DetectorOptions {
  std::string precision = "auto";  ///< auto | fp32 | bf16 | int8
  int threads = 1;                 ///< of one call; 0 takes all
  float threshold = 0.5F;          ///< probability from which a pixel is hand
  float min_area = 0.0005F;        ///< smallest hand, as a share of the picture
  int max_hands = 16;
};

/// Finds hands in pictures. Safe to call from several threads at once.
class HANDSIGHT_API Detector {
 public:
  /// `model`: an .onnx file for hand masks. Throws std::runtime_error, in one line, when it cannot
  /// be read or run, and std::invalid_argument when an option makes no sense.
  explicit Detector(const std::string& model, const DetectorOptions& options = {});
  ~Detector();
  Detector(Detector&&) noexcept;
  Detector& operator=(Detector&&) noexcept;

  /// The largest first; none is an empty list. Throws std::invalid_argument when the view makes no
  /// sense (no pixels, a side outside [1, 16384], a stride below a row).
  [[nodiscard]] std::vector<Hand> detect(const ImageView& image) const;
  /// Throws as detect().
  [[nodiscard]] Probability probability(const ImageView& image) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight::api
