// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/mapped_file.h"

#include <sys/mman.h>

#include <cerrno>

#include "handsight/core/error.h"
#include "handsight/formats/descriptor.h"

namespace handsight::detail {

MappedFile::MappedFile(const std::filesystem::path& path) {
  const auto [file, size] = open_regular_file(path);
  if (size == 0) return;  // an empty file cannot be mapped
  auto* const begin =
      ::mmap(nullptr, static_cast<std::size_t>(size), PROT_READ, MAP_SHARED, file.get(), 0);
  if (begin == MAP_FAILED) {
    fail<FileError>("cannot read '", path.string(), "': ", system_text(errno));
  }
  bytes_ = {static_cast<const std::byte*>(begin), static_cast<std::size_t>(size)};
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

}  // namespace handsight::detail
