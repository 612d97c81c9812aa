// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace handsight::detail {

/// Owns one POSIX file descriptor; -1 means none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      value_ = std::exchange(other.value_, -1);
    }
    return *this;
  }
  [[nodiscard]] int get() const { return value_; }
  [[nodiscard]] explicit operator bool() const { return value_ >= 0; }
  void reset();
  /// Gives the descriptor up to the caller, who closes it.
  [[nodiscard]] int release() { return std::exchange(value_, -1); }

 private:
  int value_ = -1;
};

/// Opens a regular file for reading and says how long it is.
/// Throws FileError when it is missing, unreadable, a folder, a pipe or a device.
[[nodiscard]] std::pair<Descriptor, std::uint64_t> open_regular_file(
    const std::filesystem::path& path);

/// What the system says about an errno value, e.g. "No space left on device".
[[nodiscard]] std::string system_text(int error_number);

/// Text from a file, safe to show in a one-line message: short, and without control characters.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace handsight::detail
