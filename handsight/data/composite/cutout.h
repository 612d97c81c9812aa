// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/data/composite/bounded_cache.h"
#include "handsight/data/keypoint_table.h"

namespace handsight::composite {

struct Colour {
  double r = 0.0;  ///< in [0, 255]
  double g = 0.0;
  double b = 0.0;
};

struct Point {
  double x = 0.0;
  double y = 0.0;
};

/// Where a cut-out was cut from its arm: a line across the wrist, in pixels of the cut-out.
struct WristSection {
  static constexpr std::size_t kSamples = 24;
  Point centre{};
  Point direction{};       ///< unit vector towards the elbow
  double width_px = 0.0;   ///< of the arm at the line
  double palm_px = 0.0;    ///< wrist to middle of the knuckles
  double hand_end_px = 0;  ///< from the line, along `direction`, to the end of the hand
  std::array<Colour, kSamples> profile{};  ///< skin across the line
};

/// What is skin of what, as levels that may be interpolated: around the wrist, where nobody can say
/// to the pixel where a hand ends, lies a stretch that is neither.
inline constexpr std::uint8_t kHandLevel = 255;
inline constexpr std::uint8_t kWristLevel = 128;
inline constexpr std::uint8_t kArmLevel = 0;

/// A hand without its background.
struct Cutout {
  Image rgba{};  ///< colours go on beyond the edge; alpha covers hand and forearm
  Image hand{};  ///< one channel of kHandLevel, kWristLevel, kArmLevel; empty when all is hand
  Point centre{};
  double extent_px = 0.0;  ///< longer side of the hand's box
  Colour mean{};           ///< of the hand
  std::optional<WristSection> wrist{};
  std::optional<HandPoints> keypoints{};
  std::optional<Side> side{};
};

/// One row of a cut-out table.
struct CutoutFiles {
  std::filesystem::path image{};
  std::filesystem::path mask{};        ///< 0, 1 = hand, 255 = skin that is no hand
  std::filesystem::path foreground{};  ///< hand and forearm, where a file of its own says so
  std::optional<HandPoints> keypoints{};
  std::optional<Side> side{};
};

/// Reads and prepares one cut-out. Throws FileError naming the file, also when its mask is empty.
[[nodiscard]] Cutout read_cutout(const CutoutFiles& files);

/// The cut-outs of one folder: `<folder>/<folder>.csv` with columns file, mask, split and
/// optionally foreground and hand (left or right). Or whole frames whose masks say what is hand:
/// images/, masks/, a list of stems `<split>.txt` and perhaps excluded.txt.
class CutoutLibrary {
 public:
  /// folder     of the table, to which its paths are relative, or of the frames
  /// split      rows to keep; empty keeps all
  /// keypoints  a keypoint table, or a path where nothing is
  ///
  /// Throws FileError when table and frames are missing, a table is not one, or there is no cut-out
  /// of the split.
  CutoutLibrary(const std::filesystem::path& folder, const std::string& split,
                const std::filesystem::path& keypoints, std::size_t cache_bytes);

  [[nodiscard]] std::size_t size() const { return files_.size(); }
  [[nodiscard]] std::shared_ptr<const Cutout> get(std::size_t index) const;

 private:
  void read_table(const std::filesystem::path& source, const std::string& split);
  void list_frames(const std::filesystem::path& folder, const std::string& split);

  std::vector<CutoutFiles> files_{};
  std::unique_ptr<BoundedCache<Cutout>> cache_{};
};

}  // namespace handsight::composite
