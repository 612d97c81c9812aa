// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace handsight::test {

/// Instructions of pickle protocol 2, for the annotation files of the tests.
namespace pickled {

inline std::string text(const std::string& value) {
  std::string bytes = "U";
  bytes.push_back(static_cast<char>(value.size()));
  return bytes.append(value);
}
inline std::string number(int value) {
  std::string bytes(4, '\0');
  std::memcpy(bytes.data(), &value, 4);
  return "J" + bytes;
}
/// rows x 3 doubles.
inline std::string array(const std::vector<double>& values) {
  std::string bytes(8 * values.size(), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  std::string length(4, '\0');
  const auto count = static_cast<std::uint32_t>(bytes.size());
  std::memcpy(length.data(), &count, 4);
  const std::string dtype = "cnumpy\ndtype\n" + text("f8") + number(0) + number(1) + "\x87R(" +
                            number(3) + text("<") + "NNN" + number(-1) + number(-1) + number(0) +
                            "tb";
  return "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n" + number(0) + "\x85" +
         text("b") + "\x87R(" + number(1) + number(static_cast<int>(values.size() / 3)) +
         number(3) + "\x86" + dtype + "\x89T" + length + bytes + "tb";
}

}  // namespace pickled
}  // namespace handsight::test
