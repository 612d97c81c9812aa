// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace handsight::fuzz {

/// The input as a file, for parsers that map theirs; overwritten with each input.
inline std::filesystem::path input_file(const std::uint8_t* data, std::size_t size) {
  const auto path =
      std::filesystem::temp_directory_path() / ("handsight-fuzz-" + std::to_string(::getpid()));
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  return path;
}

}  // namespace handsight::fuzz
