// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/zip_archive.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "handsight/core/error.h"

namespace handsight::detail {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kDirectoryEntry = 0x02014b50;
constexpr std::uint32_t kDirectoryEnd = 0x06054b50;
constexpr std::uint32_t kDirectoryEnd64 = 0x06064b50;
constexpr std::uint32_t kLocator64 = 0x07064b50;
constexpr std::size_t kLocalHeaderBytes = 30;
constexpr std::size_t kDirectoryEntryBytes = 46;
constexpr std::size_t kDirectoryEndBytes = 22;
constexpr std::size_t kDirectoryEnd64Bytes = 56;
constexpr std::size_t kLocator64Bytes = 20;
constexpr std::size_t kMostCommentBytes = 65535;
constexpr std::uint64_t kIn64 = 0xffffffff;  // the value is in the zip64 field
constexpr std::uint64_t kField64 = 1;

class Archive {
 public:
  Archive(Bytes file, std::string_view source) : file_(file), source_(source) {}

  std::map<std::string, Bytes, std::less<>> stored_records() const {
    std::map<std::string, Bytes, std::less<>> records;
    auto [at, count] = directory();
    for (; count > 0; --count) {
      if (number(at, 4) != kDirectoryEntry) refuse();
      const auto name_bytes = number(at + 28, 2);
      const auto extra_bytes = number(at + 30, 2);
      const auto comment_bytes = number(at + 32, 2);
      const auto name = part(at + kDirectoryEntryBytes, name_bytes);
      const auto extra = part(at + kDirectoryEntryBytes + name_bytes, extra_bytes);
      const bool encrypted = (number(at + 8, 2) & 1U) != 0;
      const bool stored = number(at + 10, 2) == 0;
      if (stored && !encrypted) {
        records.insert_or_assign(
            std::string(reinterpret_cast<const char*>(name.data()), name.size()),
            record(at, extra));
      }
      at += kDirectoryEntryBytes + name_bytes + extra_bytes + comment_bytes;
    }
    return records;
  }

 private:
  [[noreturn]] void refuse() const {
    fail<FileError>(source_,
                    ": the directory of the zip archive is missing or damaged; the file "
                    "is cut short or not what its name says");
  }
  Bytes part(std::uint64_t offset, std::uint64_t count) const {
    if (offset > file_.size() || count > file_.size() - offset) refuse();
    return file_.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(count));
  }
  std::uint64_t number(std::uint64_t offset, std::size_t size) const {
    const auto bytes = part(offset, size);
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;) {
      value = value << 8U | std::to_integer<std::uint64_t>(bytes[i]);
    }
    return value;
  }

  /// Where the directory begins and how many entries it has.
  std::pair<std::uint64_t, std::uint64_t> directory() const {
    if (file_.size() < kDirectoryEndBytes) refuse();
    std::uint64_t end = file_.size() - kDirectoryEndBytes;
    const std::uint64_t last = end - std::min<std::uint64_t>(end, kMostCommentBytes);
    while (number(end, 4) != kDirectoryEnd) {
      if (end-- == last) refuse();
    }
    if (end >= kLocator64Bytes && number(end - kLocator64Bytes, 4) == kLocator64) {
      const auto end64 = number(end - kLocator64Bytes + 8, 8);
      (void)part(end64, kDirectoryEnd64Bytes);
      if (number(end64, 4) != kDirectoryEnd64) refuse();
      return {number(end64 + 48, 8), number(end64 + 32, 8)};
    }
    return {number(end + 16, 4), number(end + 10, 2)};
  }

  /// The data of the entry at `entry`, whose extra fields are `extra`.
  Bytes record(std::uint64_t entry, Bytes extra) const {
    std::uint64_t packed = number(entry + 20, 4);
    std::uint64_t unpacked = number(entry + 24, 4);
    std::uint64_t offset = number(entry + 42, 4);
    const Archive fields(extra, source_);
    std::uint64_t at = 0;
    while (at + 4 <= extra.size() && fields.number(at, 2) != kField64) {
      at += 4 + fields.number(at + 2, 2);
    }
    at += 4;
    for (auto* value : {&unpacked, &packed, &offset}) {
      if (*value != kIn64) continue;
      *value = fields.number(at, 8);
      at += 8;
    }
    (void)part(offset, kLocalHeaderBytes);
    if (number(offset, 4) != kLocalHeader || packed != unpacked) refuse();
    const auto begin = offset + kLocalHeaderBytes + number(offset + 26, 2) + number(offset + 28, 2);
    return part(begin, packed);
  }

  Bytes file_;
  std::string_view source_;
};

}  // namespace

bool looks_like_zip(Bytes file) {
  constexpr std::string_view kMagic{"PK\x03\x04", 4};
  return file.size() >= kMagic.size() &&
         std::string_view(reinterpret_cast<const char*>(file.data()), kMagic.size()) == kMagic;
}

std::map<std::string, Bytes, std::less<>> stored_zip_records(Bytes file, std::string_view source) {
  return Archive(file, source).stored_records();
}

}  // namespace handsight::detail
