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

enum class Side { kUnknown = 0, kLeft = 1, kRight = 2 };

enum class KeypointState { kVisible = 0, kOccluded = 1, kOutside = 2 };

/// A point of a hand, in pixels of the picture, pixel centres at whole numbers.
struct Keypoint {
  float x = 0.0F;
  float y = 0.0F;
  float confidence = 0.0F;  ///< in [0, 1]
  KeypointState state = KeypointState::kVisible;
};

/// One hand, in pixels of the picture.
struct Hand {
  int x = 0;  ///< top left corner of its box
  int y = 0;
  int width = 0;
  int height = 0;
  float score = 0.0F;                ///< mean probability over its mask, in [0, 1]
  std::vector<std::uint8_t> mask{};  ///< width * height, 255 where the hand is, else 0
  Side side = Side::kUnknown;        ///< of models that tell sides
  /// 21 with a pose model, else none: the wrist, then thumb, index, middle, ring and little finger
  /// with four each, from base to tip. Hands below 24 pixels have none.
  std::vector<Keypoint> keypoints{};
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
  std::string pose_model{};  ///< an .onnx file for keypoints; empty = hands have none
  bool mirrored = false;     ///< pictures are mirror images, as of a selfie camera
  bool closer_look =
      false;  ///< small hands again, each alone, and twice for keypoints: twice the time
};

/// Finds hands in pictures. Safe to call from several threads at once.
class HANDSIGHT_API Detector {
 public:
  /// `model`: an .onnx file for hand masks; it may tell left from right hands too. Throws
  /// std::runtime_error, in one line, when it cannot be read or run, and std::invalid_argument when
  /// an option makes no sense.
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
