// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "handsight/data/sample.h"
#include "handsight/geometry/vector.h"

namespace handsight {

inline constexpr std::size_t kInterHandJointCount = 2 * kKeypointCount;

enum class InterHandType : std::uint8_t { kUnknown, kLeft, kRight, kInteracting };

/// One picture and its annotation; names that many pictures share are numbers.
struct InterHandImage {
  std::int64_t id = 0;
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::int32_t frame = 0;
  std::uint32_t capture = 0;   ///< index into InterHandFiles::names
  std::uint32_t sequence = 0;  ///< likewise
  std::uint32_t camera = 0;    ///< likewise
  std::uint32_t subject = 0;   ///< likewise
  std::uint32_t folder = 0;    ///< of the picture's file, likewise
  std::uint32_t file = 0;      ///< the file's own name, likewise
  LabelBox box{};
  std::bitset<kInterHandJointCount> joint_valid{};
  InterHandType type = InterHandType::kUnknown;
};

/// Camera of one capture; camera = rotation (world - position), millimetres.
struct InterHandCamera {
  Mat3 rotation{};
  Vec3 position_mm{};
  Camera lens{};
};

/// Joints 0-20 of the right, 21-41 of the left hand, fingers from tip to base, wrist last.
using InterHandJoints = std::array<Vec3, kInterHandJointCount>;

/// The annotation files of one split, read entry by entry: memory is taken for what is kept.
struct InterHandFiles {
  std::vector<std::string> names{};
  std::vector<InterHandImage> images{};                ///< in the order of their ids
  std::map<std::string, InterHandCamera> cameras{};    ///< by "capture/camera"
  std::map<std::string, InterHandJoints> joints_mm{};  ///< by "capture/frame"

  [[nodiscard]] std::string file_name(const InterHandImage& image) const;
  [[nodiscard]] const InterHandCamera* camera_of(const InterHandImage& image) const;
  [[nodiscard]] const InterHandJoints* joints_of(const InterHandImage& image) const;
};

/// Reads `prefix`_data.json, _camera.json and _joint_3d.json. Throws FileError, with the file, when
/// one is missing or an entry makes no sense.
[[nodiscard]] InterHandFiles read_interhand(const std::filesystem::path& folder,
                                            const std::string& prefix);

}  // namespace handsight
