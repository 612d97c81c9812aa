// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/reporting/event_file.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>

#include "handsight/core/error.h"

namespace handsight {
namespace {

constexpr std::uint32_t kPolynomial = 0x82f63b78U;  // reflected

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value & 1U) != 0 ? (value >> 1U) ^ kPolynomial : value >> 1U;
    }
    table[i] = value;
  }
  return table;
}

template <class Unsigned>
std::string little_endian(Unsigned value) {
  std::string bytes;
  for (std::size_t i = 0; i < sizeof value; ++i) {
    bytes.push_back(static_cast<char>((value >> (8 * i)) & 0xffU));
  }
  return bytes;
}

// The wire format of Protocol Buffers: a key (field number and type), then the value.
enum class Wire : std::uint64_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80U; value >>= 7U) bytes.push_back(static_cast<char>((value & 0x7fU) | 0x80U));
  bytes.push_back(static_cast<char>(value));
  return bytes;
}

std::string key(std::uint64_t field, Wire wire) {
  return varint(field << 3U | static_cast<std::uint64_t>(wire));
}

std::string bytes_field(std::uint64_t field, std::string_view bytes) {
  return key(field, Wire::kBytes) + varint(bytes.size()) + std::string(bytes);
}

std::string double_field(std::uint64_t field, double value) {
  return key(field, Wire::kFixed64) + little_endian(std::bit_cast<std::uint64_t>(value));
}

std::string float_field(std::uint64_t field, float value) {
  return key(field, Wire::kFixed32) + little_endian(std::bit_cast<std::uint32_t>(value));
}

std::string version_event() { return double_field(1, 0.0) + bytes_field(3, "brain.Event:2"); }

std::string row_event(const EventRow& row) {
  std::string summary;
  for (const auto& [tag, value] : row.values) {
    if (!std::isfinite(value)) continue;
    summary += bytes_field(1, bytes_field(1, tag) + float_field(2, static_cast<float>(value)));
  }
  return double_field(1, row.wall_time_s) + key(2, Wire::kVarint) +
         varint(static_cast<std::uint64_t>(row.step)) + bytes_field(5, summary);
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  constexpr auto kTable = crc_table();
  std::uint32_t crc = 0xffffffffU;
  for (const char c : bytes) {
    crc = (crc >> 8U) ^ kTable[(crc ^ static_cast<unsigned char>(c)) & 0xffU];
  }
  return ~crc;
}

std::uint32_t masked_crc32c(std::string_view bytes) {
  return std::rotr(crc32c(bytes), 15) + 0xa282ead8U;
}

std::string tf_record(std::string_view data) {
  const auto length = little_endian(static_cast<std::uint64_t>(data.size()));
  return length + little_endian(masked_crc32c(length)) + std::string(data) +
         little_endian(masked_crc32c(data));
}

std::string event_file(std::span<const EventRow> rows) {
  auto file = tf_record(version_event());
  for (const auto& row : rows) file += tf_record(row_event(row));
  return file;
}

void append_event(const std::filesystem::path& path, const EventRow& row) {
  std::ofstream file(path, std::ios::binary | std::ios::app);
  const auto record = tf_record(row_event(row));
  file.write(record.data(), static_cast<std::streamsize>(record.size()));
  file.flush();
  if (!file) fail<FileError>("cannot write ", path.string(), ": ", std::strerror(errno));
}

}  // namespace handsight
