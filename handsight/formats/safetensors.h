// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace handsight {

enum class DType { kBool, kU8, kI8, kI16, kI32, kI64, kF16, kBF16, kF32, kF64 };

[[nodiscard]] std::size_t size_of(DType dtype);
/// As the file format spells it: "F32", "BF16", "U8" ...
[[nodiscard]] std::string_view name_of(DType dtype);

using Metadata = std::map<std::string, std::string, std::less<>>;

/// One tensor inside a mapped file. Valid as long as the file object lives.
struct TensorView {
  DType dtype = DType::kF32;
  std::vector<std::int64_t> shape{};
  std::span<const std::byte> bytes{};  ///< little-endian, row-major; may be unaligned
};

/// A memory-mapped .safetensors file (huggingface/safetensors, format 1).
///
/// The whole header is checked when the file is opened: lengths against the file, offsets against
/// each other (no overlap, no hole), bytes against shape and dtype, no name twice. Reading costs
/// nothing until the bytes are touched. Safe from several threads.
class Safetensors {
 public:
  /// Throws FileError that says what is wrong with the file.
  explicit Safetensors(const std::filesystem::path& path);
  ~Safetensors();
  Safetensors(Safetensors&&) noexcept;
  Safetensors& operator=(Safetensors&&) noexcept;

  [[nodiscard]] const std::filesystem::path& path() const;
  [[nodiscard]] const Metadata& metadata() const;
  /// In the order of their bytes.
  [[nodiscard]] const std::vector<std::string>& names() const;
  [[nodiscard]] bool contains(std::string_view name) const;
  /// Throws FileError when there is no such tensor.
  [[nodiscard]] const TensorView& tensor(std::string_view name) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct NamedTensor {
  std::string name;
  TensorView tensor;
};

/// Writes atomically; the same input gives the same bytes.
/// Throws InvalidArgument when a tensor's bytes do not fit its shape, FileError when the disk does
/// not take it.
void write_safetensors(const std::filesystem::path& path, const Metadata& metadata,
                       std::span<const NamedTensor> tensors);

}  // namespace handsight
