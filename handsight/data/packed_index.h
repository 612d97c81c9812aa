// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "handsight/core/json.h"

namespace handsight {

inline constexpr int kPackedVersion = 1;
inline constexpr const char* kPackedIndexName = "index.json";

/// One .safetensors file with the tensors `<index>.image` (u8 H W 3) and, when the sample has a
/// mask, `<index>.mask` (u8 H W), index counting over the whole pack.
struct PackedShard {
  std::string file{};  ///< name inside the pack's folder
  std::size_t count = 0;
  std::uint64_t bytes = 0;
  std::uint32_t crc32 = 0;  ///< of the whole file

  friend bool operator==(const PackedShard&, const PackedShard&) = default;
};

struct PackedSampleInfo {
  std::string id{};
  std::string subject{};
  std::string split{};

  friend bool operator==(const PackedSampleInfo&, const PackedSampleInfo&) = default;
};

/// What `index.json` of a pack says. Samples lie in the order of the shards.
struct PackedIndex {
  std::size_t count = 0;              ///< of the finished pack
  std::vector<PackedShard> shards{};  ///< fewer while the pack is being written
  std::vector<PackedSampleInfo> samples{};
  std::shared_ptr<const Json> made_from{};  ///< whatever its writer needs to know it again

  [[nodiscard]] bool complete() const { return samples.size() == count; }
};

/// Throws FileError that says what is wrong: no pack, another version, counts that do not add up,
/// file names that lead out of the folder.
[[nodiscard]] PackedIndex read_packed_index(const std::filesystem::path& folder);

/// Writes `index.json` atomically.
void write_packed_index(const std::filesystem::path& folder, const PackedIndex& index);

}  // namespace handsight
