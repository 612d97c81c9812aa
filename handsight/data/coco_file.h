// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "handsight/data/hand_words.h"
#include "handsight/data/keypoint_numbers.h"

namespace handsight {

/// A mask of a COCO file: polygons, or run lengths as numbers or as text.
struct CocoMask {
  std::vector<std::vector<float>> polygons{};  ///< x, y, x, y ...
  std::vector<std::uint32_t> counts{};
  std::string counts_text{};
  int width = 0;  ///< of the run lengths; 0 = polygons
  int height = 0;

  [[nodiscard]] bool empty() const { return polygons.empty() && width == 0; }
};

/// One hand of a picture.
struct CocoHand {
  std::int64_t category = 0;
  std::uint8_t meaning = 0;  ///< kHand or kIgnore
  std::optional<Side> side{};
  std::optional<LabelBox> box{};
  CocoMask mask{};
  std::vector<float> keypoints{};  ///< 21 times x, y, v, or empty
};

struct CocoImage {
  std::string file_name{};
  int width = 0;  ///< 0 = not stated
  int height = 0;
  std::vector<CocoHand> hands{};
};

struct CocoFile {
  std::map<std::int64_t, CocoImage> images{};  ///< by id
  VisibilityCode code = VisibilityCode::kLabelled;
  bool has_masks = false;  ///< whether some hand has more than the outline of its box
};

/// Reads images, annotations and categories of a COCO file of any length, entry by entry, and keeps
/// what `words` call a hand; COCO-WholeBody's lefthand_kpts and righthand_kpts of persons as well.
/// Crowds become kIgnore. OneHand10K stores boxes as polygons: these count as no masks.
///
/// Throws FileError, with the file, when it is no COCO file or an annotation makes no sense.
/// cocodataset.org, format-data; jin-s13/COCO-WholeBody, data_format.md.
[[nodiscard]] CocoFile read_coco(const std::filesystem::path& path, const HandWords& words);

}  // namespace handsight
