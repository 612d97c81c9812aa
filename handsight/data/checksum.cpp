// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/checksum.h"

#include <array>
#include <fstream>
#include <vector>

#include "handsight/core/error.h"

namespace handsight {
namespace {

constexpr std::size_t kSlices = 8;
using Tables = std::array<std::array<std::uint32_t, 256>, kSlices>;

// table[k][b]: what byte b does to the remainder k bytes later, so that eight bytes are taken at
// once (Kounavis and Berry, "A systematic approach to building high performance software-based CRC
// generators", ISCC 2005)
constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t b = 0; b < 256; ++b) {
    std::uint32_t value = b;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value & 1U) != 0 ? (value >> 1U) ^ 0xEDB88320U : value >> 1U;
    }
    tables[0][b] = value;
  }
  for (std::size_t k = 1; k < kSlices; ++k) {
    for (std::size_t b = 0; b < 256; ++b) {
      const std::uint32_t value = tables[k - 1][b];
      tables[k][b] = (value >> 8U) ^ tables[0][value & 0xFFU];
    }
  }
  return tables;
}

constexpr Tables kTables = make_tables();

}  // namespace

std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before) {
  const auto at = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };
  std::uint32_t rest = ~before;
  std::size_t i = 0;
  for (; i + kSlices <= bytes.size(); i += kSlices) {
    rest ^= at(i) | at(i + 1) << 8U | at(i + 2) << 16U | at(i + 3) << 24U;
    rest = kTables[7][rest & 0xFFU] ^ kTables[6][(rest >> 8U) & 0xFFU] ^
           kTables[5][(rest >> 16U) & 0xFFU] ^ kTables[4][rest >> 24U] ^ kTables[3][at(i + 4)] ^
           kTables[2][at(i + 5)] ^ kTables[1][at(i + 6)] ^ kTables[0][at(i + 7)];
  }
  for (; i < bytes.size(); ++i) rest = (rest >> 8U) ^ kTables[0][(rest ^ at(i)) & 0xFFU];
  return ~rest;
}

std::uint32_t crc32_of_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail<FileError>(path.string(), ": cannot open the file to check it");
  std::vector<char> piece(std::size_t{1} << 20U);
  std::uint32_t sum = 0;
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto read = std::span(piece).first(static_cast<std::size_t>(file.gcount()));
    sum = crc32(std::as_bytes(read), sum);
  }
  if (!file.eof()) fail<FileError>(path.string(), ": cannot read the file to its end");
  return sum;
}

}  // namespace handsight
