// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/geometry/camera.h"
#include "handsight/geometry/hand_skeleton.h"
#include "handsight/geometry/vector.h"

namespace handsight {

/// Whether labels cover what is seen, or all of a hand, also what something hides.
enum class Extent : std::uint8_t { kModal, kAmodal };

enum class Visibility : std::uint8_t {
  kUnlabelled,  ///< the data set says nothing about the point: take no notice of it
  kOutside,     ///< beyond the frame
  kOccluded,    ///< inside the frame, behind something
  kVisible,
};

/// Pixels of the picture, pixel centres at whole numbers.
struct Keypoint {
  float x = 0.0F;
  float y = 0.0F;
  Visibility visibility = Visibility::kUnlabelled;
  friend bool operator==(const Keypoint&, const Keypoint&) = default;
};
using Keypoints = std::array<Keypoint, kKeypointCount>;

/// Axis-aligned, in pixels, x and y the top left corner; may reach out of the picture.
struct LabelBox {
  float x = 0.0F;
  float y = 0.0F;
  float width = 0.0F;
  float height = 0.0F;
  friend bool operator==(const LabelBox&, const LabelBox&) = default;
};

/// What is known about one hand of a picture.
struct HandLabel {
  std::optional<Side> side{};
  std::optional<Keypoints> keypoints{};
  std::optional<std::array<Vec3, kKeypointCount>> joints_mm{};  ///< in the camera's frame
  std::optional<LabelBox> box{};
  bool own = true;  ///< of the person who wears the camera; true where nobody does
  friend bool operator==(const HandLabel&, const HandLabel&) = default;
};

/// What the numbers of a depth map count.
enum class DepthUnit : std::uint8_t {
  kRelative,    ///< [0, 1] of the sensor's range
  kMillimetre,  ///< along the optical axis
};

/// What networks learn depth in shares of, and what 5 % of the depth metrics are taken of: a metre
/// is about as far as an own hand can be.
[[nodiscard]] constexpr float depth_range(DepthUnit unit) {
  return unit == DepthUnit::kRelative ? 1.0F : 1000.0F;
}

/// One float a pixel, rows from the top; 0 = no reading.
struct DepthMap {
  int width = 0;
  int height = 0;
  DepthUnit unit = DepthUnit::kMillimetre;
  std::vector<float> values{};

  [[nodiscard]] bool empty() const { return values.empty(); }
  friend bool operator==(const DepthMap&, const DepthMap&) = default;
};

// Values of a map of sides.
inline constexpr std::uint8_t kNoSide = 0;
inline constexpr std::uint8_t kLeftSide = 1;
inline constexpr std::uint8_t kRightSide = 2;

/// One picture with whatever is known about it. Absent parts are empty. Label pictures have one
/// channel and the size of the image.
struct Sample {
  std::string id{};     ///< unique within its data set
  Image image{};        ///< RGB
  Image mask{};         ///< kBackground, kHand, kIgnore
  Image sides{};        ///< kNoSide, kLeftSide, kRightSide, kIgnore where the side is not known
  Image parts_left{};   ///< 0 or a part id of kPartNames, kIgnore
  Image parts_right{};  ///< likewise
  Image body_parts{};   ///< 0, 1 head, 2 torso, 3 upper and 4 lower arm, 5 upper and 6 lower leg
  Extent parts_extent = Extent::kModal;
  DepthMap depth{};
  std::optional<Camera> camera{};
  std::vector<HandLabel> hands{};  ///< hands that carry more than their pixels
  std::string subject{};
  std::string video{};
  std::int64_t frame = -1;         ///< number within its video; -1 = no video
  std::string split{};             ///< "train", "val", "test" when the data set names one
  std::filesystem::path source{};  ///< the picture's file, for messages; empty when made
};

}  // namespace handsight
