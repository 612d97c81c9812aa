// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/reading.h"

#include <algorithm>
#include <system_error>

#include "handsight/core/error.h"
#include "handsight/data/listing.h"

namespace handsight {

namespace fs = std::filesystem;

void check_index(std::string_view owner, std::size_t index, std::size_t size) {
  if (index >= size) {
    fail(owner, ": there is no sample ", index, "; expected an index below ", size);
  }
}

void check_split(std::string_view owner, std::string_view split,
                 std::initializer_list<std::string_view> known) {
  if (split.empty() || std::ranges::find(known, split) != known.end()) return;
  std::string names;
  for (const auto name : known) names.append(names.empty() ? "" : ", ").append(name);
  fail(owner, ": unknown split '", split, "'; known splits: ", names);
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (!name.starts_with('.')) names.push_back(std::move(name));
  }
  if (error) fail<FileError>(folder.string(), ": cannot list the folder: ", error.message());
  std::ranges::sort(names);
  return names;
}

fs::path first_folder(std::string_view owner, const fs::path& root,
                      std::initializer_list<std::string_view> names) {
  std::string all;
  for (const auto name : names) {
    if (is_folder(root / name)) return root / name;
    all.append(all.empty() ? "" : " or ").append(name);
  }
  fail<FileError>(owner, ": ", root.string(), " has no folder ", all);
}

void check_label_size(const fs::path& source, int width, int height, const Image& image) {
  if (width == image.width && height == image.height) return;
  fail<FileError>(source.string(), ": the labels are for ", width, " x ", height,
                  " pixels, the picture has ", image.width, " x ", image.height,
                  "; expected equal sizes (of the picture as it is shown, EXIF applied)");
}

Image empty_label(const Image& image) { return {image.width, image.height, 1}; }

std::optional<LabelBox> box_around(const Image& label, std::uint8_t value) {
  int left = label.width;
  int right = -1;
  int top = label.height;
  int bottom = -1;
  for (int y = 0; y < label.height; ++y) {
    for (int x = 0; x < label.width; ++x) {
      if (*label.at(x, y) != value) continue;
      left = std::min(left, x);
      right = std::max(right, x);
      top = std::min(top, y);
      bottom = y;
    }
  }
  if (right < 0) return std::nullopt;
  return LabelBox{static_cast<float>(left), static_cast<float>(top),
                  static_cast<float>(right - left + 1), static_cast<float>(bottom - top + 1)};
}

}  // namespace handsight
