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
#include "handsight/data/sample.h"

namespace handsight {

inline constexpr int kPackedVersion = 2;
inline constexpr const char* kPackedIndexName = "index.json";

/// One .safetensors file. Sample number i, counting over the whole pack, has the tensors `i.image`
/// (u8 H W 3) and, where it has them, `i.mask`, `i.sides`, `i.parts_left`, `i.parts_right` (u8 H W)
/// and `i.depth` (f32 H W).
struct PackedShard {
  std::string file{};  ///< name inside the pack's folder
  std::size_t count = 0;
  std::uint64_t bytes = 0;
  std::uint32_t crc32 = 0;  ///< of the whole file

  friend bool operator==(const PackedShard&, const PackedShard&) = default;
};

/// What is known of a sample besides its pictures.
struct PackedSampleInfo {
  std::string id{};
  Extent parts_extent = Extent::kModal;
  DepthUnit depth_unit = DepthUnit::kMillimetre;
  std::shared_ptr<const Json> details{};  ///< see sample_details_to_json()
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
