// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/fields.h"
#include "handsight/core/image.h"
#include "handsight/data/dataset.h"

namespace handsight {

// What readers of data sets share. `owner` is e.g. "data set egohands" and begins messages.

/// Throws InvalidArgument when there is no such sample.
void check_index(std::string_view owner, std::size_t index, std::size_t size);

/// Throws InvalidArgument naming the known splits; an empty split, all of them, is always known.
void check_split(std::string_view owner, std::string_view split,
                 std::initializer_list<std::string_view> known);

/// Names in a folder, sorted by their bytes, without hidden ones. Throws FileError when it cannot
/// be listed.
[[nodiscard]] std::vector<std::string> names_in(const std::filesystem::path& folder);

/// The first of the folders below `root` that is there. Throws FileError naming all of them.
[[nodiscard]] std::filesystem::path first_folder(std::string_view owner,
                                                 const std::filesystem::path& root,
                                                 std::initializer_list<std::string_view> names);

/// Throws FileError, with both sizes, when a label does not fit its picture.
void check_label_size(const std::filesystem::path& source, int width, int height,
                      const Image& image);

/// A label picture of the size of `image`, all 0.
[[nodiscard]] Image empty_label(const Image& image);

/// The smallest box around all pixels of that value; nothing when there is none.
[[nodiscard]] std::optional<LabelBox> box_around(const Image& label, std::uint8_t value);

/// Opens a reader with its options parsed.
template <class Reader, class Options>
[[nodiscard]] std::unique_ptr<Dataset> open_reader(const DatasetRequest& request) {
  const Json options = request.options ? *request.options : Json();
  return std::make_unique<Reader>(request,
                                  parse_fields<Options>(options, "data set " + request.name));
}

}  // namespace handsight
