// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace handsight {

enum class Side : std::uint8_t { kLeft, kRight };
[[nodiscard]] constexpr Side other(Side side) {
  return side == Side::kLeft ? Side::kRight : Side::kLeft;
}
[[nodiscard]] constexpr std::string_view side_name(Side side) {
  return side == Side::kLeft ? "left" : "right";
}

/// 0 wrist, then thumb, index, middle, ring and little finger with four each, from base to tip:
/// the order of MediaPipe and OpenPose.
inline constexpr std::size_t kKeypointCount = 21;
inline constexpr std::size_t kWrist = 0;
inline constexpr std::size_t kFingerCount = 5;
/// `joint` 0 (base) to 3 (tip) of `finger` 0 (thumb) to 4 (little finger).
[[nodiscard]] constexpr std::size_t keypoint_of(std::size_t finger, std::size_t joint) {
  return 1 + 4 * finger + joint;
}
/// The keypoint nearer to the wrist on the same chain; the wrist's is the wrist itself.
[[nodiscard]] constexpr std::size_t keypoint_parent(std::size_t keypoint) {
  return keypoint == 0 || keypoint % 4 == 1 ? 0 : keypoint - 1;
}

inline constexpr std::array<std::string_view, kKeypointCount> kKeypointNames{
    "wrist",     "thumb_cmc", "thumb_mcp",  "thumb_ip",   "thumb_tip",  "index_mcp",  "index_pip",
    "index_dip", "index_tip", "middle_mcp", "middle_pip", "middle_dip", "middle_tip", "ring_mcp",
    "ring_pip",  "ring_dip",  "ring_tip",   "little_mcp", "little_pip", "little_dip", "little_tip"};

/// Part ids of one hand, 0 = no part: the order of render_mano_ih, which the amodal data set uses.
/// The thumb counts its metacarpal as its base.
inline constexpr std::size_t kPartCount = 16;
inline constexpr std::array<std::string_view, kPartCount + 1> kPartNames{
    "none",          "ring_proximal",  "index_middle", "little_proximal", "middle_proximal",
    "middle_tip",    "ring_tip",       "little_tip",   "thumb_base",      "palm",
    "thumb_middle",  "index_proximal", "index_tip",    "thumb_tip",       "little_middle",
    "middle_middle", "ring_middle"};
/// The part of phalanx 0 (proximal) to 2 (tip) of `finger` 0 (thumb) to 4 (little finger).
inline constexpr std::array<std::array<std::uint8_t, 3>, kFingerCount> kPhalanxParts{
    {{8, 10, 13}, {11, 2, 12}, {4, 15, 5}, {1, 16, 6}, {3, 14, 7}}};
inline constexpr std::uint8_t kPalmPart = 9;

}  // namespace handsight
