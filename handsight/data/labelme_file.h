// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/data/hand_words.h"
#include "handsight/data/shapes.h"

namespace handsight {

/// What one file of the LabelMe tools says about a picture.
struct LabelMeFile {
  std::string picture{};  ///< its name, without folders; may be empty
  int width = 0;          ///< 0 = not stated
  int height = 0;
  std::vector<Shape> shapes{};  ///< only those that `words` call something
};

/// The JSON of labelme (wkentaro): polygons, rectangles and circles.
/// Throws FileError, with the file, when it is no such JSON.
[[nodiscard]] LabelMeFile read_labelme_json(const std::filesystem::path& path,
                                            const HandWords& words);

/// The XML of the older web tool (MIT LabelMe), as HOF has it: polygons; deleted objects are left
/// out. A side is taken from the name or from the attributes.
/// Throws FileError, with the file, when it is no such XML. Nothing outside the file is fetched.
[[nodiscard]] LabelMeFile read_labelme_xml(const std::filesystem::path& path,
                                           const HandWords& words);
/// As read_labelme_xml(), from memory.
[[nodiscard]] LabelMeFile parse_labelme_xml(std::string_view text, std::string_view source,
                                            const HandWords& words);

}  // namespace handsight
