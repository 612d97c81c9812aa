// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/listing.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

#include "handsight/core/error.h"
#include "handsight/formats/text.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

bool has_picture_extension(const fs::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  constexpr std::array<std::string_view, 8> kExtensions{".jpg", ".jpeg", ".png", ".bmp",
                                                        ".gif", ".webp", ".tif", ".tiff"};
  return std::ranges::find(kExtensions, extension) != kExtensions.end();
}

std::string stem_below(const fs::path& folder, const fs::path& file) {
  return file.lexically_relative(folder).replace_extension().generic_string();
}

[[noreturn]] void fail_listing(const fs::path& folder, const std::error_code& error) {
  fail<FileError>(folder.string(), ": cannot list the folder: ", error.message());
}

}  // namespace

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

PictureList list_pictures(const fs::path& folder, Depth depth) {
  PictureList pictures;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  if (error) fail_listing(folder, error);
  for (; entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (error) fail_listing(folder, error);
    const bool hidden = entry->path().filename().string().starts_with('.');
    if (hidden || depth == Depth::kTopOnly) entry.disable_recursion_pending();
    if (hidden || !has_picture_extension(entry->path()) || !is_file(entry->path())) continue;
    const auto [known, is_new] =
        pictures.try_emplace(stem_below(folder, entry->path()), entry->path());
    if (!is_new) {
      fail<FileError>(folder.string(), ": ", known->second.filename().string(), " and ",
                      entry->path().filename().string(),
                      " share a stem; expected one picture a stem, remove or rename one");
    }
  }
  if (error) fail_listing(folder, error);
  return pictures;
}

std::set<std::string, std::less<>> read_stems(const fs::path& list, const PictureList& pictures) {
  std::set<std::string, std::less<>> stems;
  for (const auto& line : read_lines(list)) {
    if (line.starts_with('#')) continue;
    if (pictures.contains(line)) {
      stems.insert(line);
      continue;
    }
    const std::string stem = fs::path(line).replace_extension().generic_string();
    if (!has_picture_extension(line) || !pictures.contains(stem)) {
      fail<FileError>(list.string(), ": there is no picture '", line.substr(0, 200), "' among the ",
                      pictures.size(), " of the folder; expected stems, one a line");
    }
    stems.insert(stem);
  }
  return stems;
}

}  // namespace handsight
