// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "inputs.h"

#include <glob.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <map>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "handsight/core/error.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 7> kPictureSuffixes{".jpg",  ".jpeg", ".png", ".bmp",
                                                           ".webp", ".tif",  ".tiff"};
constexpr auto kStandardInput = "-";

template <std::size_t N>
bool has_suffix(const fs::path& path, const std::array<std::string_view, N>& suffixes) {
  std::string suffix = path.extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(suffixes.begin(), suffixes.end(), suffix) != suffixes.end();
}

class Expander {
 public:
  void add(const std::string& argument) {
    std::error_code error;
    if (argument == kStandardInput) {
      if (!std::exchange(has_standard_input_, true)) found_.pictures.push_back({.stem = "stdin"});
    } else if (fs::is_directory(argument, error)) {
      add_folder(argument);
    } else if (!fs::exists(argument, error) && argument.find_first_of("*?[") != std::string::npos) {
      add_pattern(argument);
    } else {
      add_file(argument);
    }
  }
  ExpandedInputs take() { return std::move(found_); }

 private:
  void add_file(const fs::path& path) {
    std::error_code error;
    auto same = fs::weakly_canonical(path, error);
    if (error) same = path;
    if (!seen_.insert(same).second) return;
    found_.pictures.push_back({.path = path, .stem = path.stem().string()});
  }
  void add_folder(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      std::error_code unreadable;
      if (has_suffix(entry->path(), kPictureSuffixes) && !entry->is_directory(unreadable)) {
        files.push_back(entry->path());
      }
    }
    if (error) {
      found_.problems.push_back("input " + folder.string() + ": " + error.message());
    } else if (files.empty()) {
      found_.problems.push_back("input " + folder.string() +
                                ": no picture in this folder; expected files named .jpg, .jpeg, "
                                ".png, .bmp, .webp, .tif or .tiff");
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) add_file(file);
  }
  void add_pattern(const std::string& pattern) {
    glob_t matches{};
    const int result = glob(pattern.c_str(), 0, nullptr, &matches);
    std::vector<fs::path> files;
    std::error_code error;
    for (std::size_t i = 0; result == 0 && i < matches.gl_pathc; ++i) {
      const fs::path path = matches.gl_pathv[i];
      if (!fs::is_directory(path, error)) files.push_back(path);
    }
    globfree(&matches);
    if (files.empty()) {
      found_.problems.push_back("input " + pattern +
                                ": no file of that name, and as a pattern it matches none; check "
                                "the path");
    }
    for (const auto& file : files) add_file(file);
  }

  ExpandedInputs found_;
  std::set<fs::path> seen_;
  bool has_standard_input_ = false;
};

std::map<std::string, int> count_stems(const std::vector<PictureInput>& inputs) {
  std::map<std::string, int> counts;
  for (const auto& input : inputs) ++counts[input.stem];
  return counts;
}

// Renames every input whose stem is taken by another one too.
template <class Rename>
void tell_apart(std::vector<PictureInput>& inputs, Rename rename) {
  const auto counts = count_stems(inputs);
  for (auto& input : inputs) {
    if (counts.at(input.stem) > 1 && !input.path.empty()) input.stem = rename(input);
  }
}

std::string with_folder(const PictureInput& input) {
  std::error_code error;
  const auto folder = fs::absolute(input.path, error).lexically_normal().parent_path().filename();
  return folder.empty() ? input.stem : folder.string() + "_" + input.stem;
}

std::string with_suffix(const PictureInput& input) {
  const auto suffix = input.path.extension().string();
  return suffix.empty() ? input.stem : input.stem + "_" + suffix.substr(1);
}

void number_the_rest(std::vector<PictureInput>& inputs) {
  std::set<std::string> taken;
  for (auto& input : inputs) {
    const std::string stem = input.stem;
    for (int number = 2; !taken.insert(input.stem).second; ++number) {
      input.stem = stem + "_" + std::to_string(number);
    }
  }
}

}  // namespace

ExpandedInputs expand_inputs(const std::vector<std::string>& arguments) {
  Expander expander;
  for (const auto& argument : arguments) expander.add(argument);
  auto found = expander.take();
  tell_apart(found.pictures, with_folder);
  tell_apart(found.pictures, with_suffix);
  number_the_rest(found.pictures);
  for (const auto& input : found.pictures) {
    if (input.path.empty() || input.stem == input.path.stem()) continue;
    found.notes.push_back("input " + input.path.string() +
                          ": another input has the same name; its outputs are called " +
                          input.stem);
  }
  return found;
}

Image read_input(const PictureInput& input, const ReadOptions& options) {
  if (!input.path.empty()) return read_picture(input.path, options);
  if (isatty(STDIN_FILENO) == 1) {
    fail<FileError>("input -: standard input is a terminal; pipe a picture into it");
  }
  constexpr std::size_t kChunkBytes = 1U << 20U;
  std::vector<std::byte> bytes;
  std::size_t size = 0;
  do {
    bytes.resize(size + kChunkBytes);
    size += std::fread(bytes.data() + size, 1, kChunkBytes, stdin);
    // read_picture_bytes() says what is wrong with more than it takes
  } while (size == bytes.size() && size <= static_cast<std::size_t>(kMaxPictureFileBytes));
  bytes.resize(size);
  if (std::ferror(stdin) != 0) fail<FileError>("input -: standard input cannot be read");
  return read_picture_bytes(bytes, name_of(input), options);
}

std::string name_of(const PictureInput& input) {
  return input.path.empty() ? "stdin" : input.path.string();
}

}  // namespace handsight
