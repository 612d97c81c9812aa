// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/text.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/formats/descriptor.h"

namespace handsight {
namespace {

constexpr std::size_t kMostPieces = std::size_t{1} << 23U;  // lines or fields of one file
constexpr std::size_t kMostColumns = 4096;
constexpr std::string_view kBlanks = " \t\r\f\v";

std::string_view without_mark(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// Splits a table of comma-separated values record by record.
class CsvReader {
 public:
  CsvReader(std::string_view text, std::string source) : text_(text), source_(std::move(source)) {}

  /// The next record that is no empty line, with at most `most` fields; false at the end.
  bool read(std::vector<std::string>& fields, std::size_t most) {
    while (at_ < text_.size() && skip_line_end()) {
    }
    if (at_ >= text_.size()) return false;
    record_line_ = line_;
    fields.clear();
    do {
      if (fields.size() == most) fail_here("more than ", most, " fields");
      fields.push_back(text_.substr(at_).starts_with('"') ? quoted() : plain());
    } while (skip_comma());
    if (at_ < text_.size() && !skip_line_end()) {
      fail_here("expected a comma or the end of the line after a closing quote");
    }
    return true;
  }

  template <class... Parts>
  [[noreturn]] void fail_here(const Parts&... parts) const {
    fail<FileError>(source_, ": line ", record_line_, ": ", parts...);
  }

 private:
  bool skip_comma() {
    if (at_ >= text_.size() || text_[at_] != ',') return false;
    ++at_;
    return true;
  }
  bool skip_line_end() {
    const auto rest = text_.substr(at_);
    const std::size_t length = rest.starts_with("\r\n") ? 2 : rest.starts_with('\n') ? 1 : 0;
    at_ += length;
    line_ += length > 0 ? 1 : 0;
    return length > 0;
  }
  std::string plain() {
    const auto end = std::min(text_.find_first_of(",\n", at_), text_.size());
    const auto field = text_.substr(at_, end - at_);
    const bool has_return = field.ends_with('\r') && end < text_.size() && text_[end] == '\n';
    at_ = end - (has_return ? 1 : 0);
    return std::string(field.substr(0, field.size() - (has_return ? 1 : 0)));
  }
  std::string quoted() {
    std::string field;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        if (at_ >= text_.size() || text_[at_] != '"') return field;
      }
      line_ += text_[at_] == '\n' ? 1 : 0;
      field += text_[at_];
    }
    fail_here("a quoted field has no closing quote");
  }

  std::string_view text_;
  std::string source_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t record_line_ = 1;
};

}  // namespace

std::string read_text(const std::filesystem::path& path, std::uint64_t max_bytes) {
  const auto [file, size] = detail::open_regular_file(path);
  std::string text;
  const auto refuse_length = [&path, max_bytes](std::uint64_t found) {
    fail<FileError>("cannot read '", path.string(), "': ", found,
                    " bytes or more, expected at most ", max_bytes);
  };
  if (size > max_bytes) refuse_length(size);
  // files of /proc say that they are empty, so the length is only a first guess
  text.resize(static_cast<std::size_t>(size) + 1);
  std::size_t length = 0;
  while (true) {
    const auto count = ::read(file.get(), text.data() + length, text.size() - length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      fail<FileError>("cannot read '", path.string(), "': ", detail::system_text(errno));
    }
    if (count == 0) break;
    length += static_cast<std::size_t>(count);
    if (length > max_bytes) refuse_length(length);
    if (length == text.size()) text.resize(text.size() * 2 + 4096);
  }
  text.resize(length);
  return text;
}

std::vector<std::string> read_lines(const std::filesystem::path& path, std::uint64_t max_bytes) {
  const auto text = read_text(path, max_bytes);
  auto rest = without_mark(text);
  std::vector<std::string> lines;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) continue;
    if (lines.size() == kMostPieces) {
      fail<FileError>(path.string(), ": more than ", kMostPieces, " lines; split the file");
    }
    lines.emplace_back(line);
  }
  return lines;
}

std::size_t CsvTable::column(const std::string& name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
  std::string names;
  for (const auto& known : columns) names += (names.empty() ? "" : ", ") + known;
  fail<FileError>(source, ": no column '", name, "'; it has: ", detail::printable(names));
}

CsvTable read_csv(const std::filesystem::path& path, std::uint64_t max_bytes) {
  const auto text = read_text(path, max_bytes);
  CsvTable table;
  table.source = path.string();
  CsvReader reader(without_mark(text), table.source);
  if (!reader.read(table.columns, kMostColumns)) {
    fail<FileError>(table.source, ": empty, expected a first line that names the columns");
  }
  std::vector<std::string> fields;
  while (reader.read(fields, kMostColumns)) {
    if (fields.size() != table.columns.size()) {
      reader.fail_here(fields.size(), " fields, expected ", table.columns.size());
    }
    if ((table.rows.size() + 1) * fields.size() > kMostPieces) {
      reader.fail_here("more than ", kMostPieces, " fields in the file; split it");
    }
    table.rows.push_back(std::move(fields));
    fields = {};
  }
  return table;
}

}  // namespace handsight
