// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace handsight {

/// A database of the Lightning Memory-Mapped Database library, opened for reading only: no lock
/// file is written, so that it also opens on disks that cannot be written; nobody else may write
/// into it meanwhile. Safe from several threads.
class LmdbPack {
 public:
  /// path  the folder of data.mdb, or the data file itself
  ///
  /// Throws FileError when it is missing or no such database. Only its first pages are checked;
  /// the library trusts the rest.
  explicit LmdbPack(const std::filesystem::path& path);
  ~LmdbPack();
  LmdbPack(LmdbPack&&) noexcept;
  LmdbPack& operator=(LmdbPack&&) noexcept;

  [[nodiscard]] std::size_t size() const;
  /// A copy of the value; nothing when there is no such key. Throws FileError when it cannot be
  /// read.
  [[nodiscard]] std::optional<std::vector<std::byte>> find(std::string_view key) const;
  /// All keys in the order of their bytes.
  void visit_keys(const std::function<void(std::string_view key)>& visit) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
