// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace handsight {

/// The whole file. Throws FileError when it is missing, a folder, unreadable, or longer than
/// `max_bytes`.
[[nodiscard]] std::string read_text(const std::filesystem::path& path,
                                    std::uint64_t max_bytes = 64U << 20U);

/// Lines without their ends and without surrounding blanks; empty lines are left out.
[[nodiscard]] std::vector<std::string> read_lines(const std::filesystem::path& path,
                                                  std::uint64_t max_bytes = 64U << 20U);

/// Fields of one comma-separated table whose first line names the columns. Quotes as in RFC 4180.
/// Throws FileError, with the line number, when a row has another number of fields.
struct CsvTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  /// Index of a column; throws FileError naming the columns there are.
  [[nodiscard]] std::size_t column(const std::string& name) const;
  std::string source;
};
[[nodiscard]] CsvTable read_csv(const std::filesystem::path& path,
                                std::uint64_t max_bytes = 64U << 20U);

}  // namespace handsight
