// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace handsight {

/// A file that appears under its name only when it is complete.
///
/// Bytes go to a temporary name in the same folder; commit() flushes them to the disk and renames.
/// Without commit() the destructor removes the temporary file, so that an interrupted or failed
/// write leaves whatever stood there before.
class AtomicFile {
 public:
  /// Throws FileError when the folder does not exist or cannot be written.
  explicit AtomicFile(const std::filesystem::path& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Throws FileError, naming the file and the reason (e.g. "No space left on device").
  void write(std::span<const std::byte> bytes);
  void write(std::string_view text);
  void commit();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Writes a whole file by way of AtomicFile.
void write_file(const std::filesystem::path& path, std::string_view text);
void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);

/// Creates `folder` and its parents. Throws FileError with the reason.
void make_folder(const std::filesystem::path& folder);

}  // namespace handsight
