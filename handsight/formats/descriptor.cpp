// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "handsight/core/error.h"

namespace handsight::detail {

void Descriptor::reset() {
  if (value_ >= 0) ::close(std::exchange(value_, -1));
}

std::pair<Descriptor, std::uint64_t> open_regular_file(const std::filesystem::path& path) {
  // O_NONBLOCK: opening a pipe must not wait for somebody to write into it
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) {
    fail<FileError>("cannot read '", path.string(), "': ", system_text(errno));
  }
  if (S_ISDIR(status.st_mode)) {
    fail<FileError>("cannot read '", path.string(), "': it is a folder, expected a file");
  }
  if (!S_ISREG(status.st_mode)) {
    fail<FileError>("cannot read '", path.string(),
                    "': it is a pipe or a device, expected a regular file");
  }
  return {std::move(file), static_cast<std::uint64_t>(status.st_size)};
}

std::string system_text(int error_number) { return std::generic_category().message(error_number); }

std::string printable(std::string_view text) {
  constexpr std::size_t kMost = 80;
  std::string shown(text.substr(0, kMost));
  for (char& c : shown) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7f) c = '?';
  }
  if (text.size() > kMost) {
    // an UTF-8 sequence cut in two is no text
    while (!shown.empty() && (static_cast<unsigned char>(shown.back()) & 0x80U) != 0) {
      shown.pop_back();
    }
    shown += "...";
  }
  return shown;
}

}  // namespace handsight::detail
