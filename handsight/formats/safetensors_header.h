// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/formats/safetensors.h"

namespace handsight::detail {

inline constexpr std::uint64_t kLengthBytes = 8;  // the header's length, little-endian
inline constexpr std::uint64_t kMostHeaderBytes = 100'000'000;  // limit of the reference reader
inline constexpr std::string_view kMetadataKey = "__metadata__";

/// One tensor as the header describes it; the offsets count from the end of the header.
struct TensorEntry {
  std::string name{};
  DType dtype = DType::kF32;
  std::vector<std::int64_t> shape{};
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

struct SafetensorsHeader {
  Metadata metadata{};
  std::vector<TensorEntry> tensors{};  ///< in the order of their bytes
};

/// Reads the JSON text of a header and checks it against the `data_bytes` that follow it.
/// Throws FileError that begins with `source`.
[[nodiscard]] SafetensorsHeader parse_safetensors_header(std::string_view text,
                                                         std::uint64_t data_bytes,
                                                         std::string_view source);

[[nodiscard]] std::optional<DType> dtype_of(std::string_view name);

/// Elements times their size; nothing when a size is negative or the product overflows.
[[nodiscard]] std::optional<std::uint64_t> bytes_of(const std::vector<std::int64_t>& shape,
                                                    DType dtype);

}  // namespace handsight::detail
