// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace handsight {

/// Writes one pickle of protocol 2, value by value, as Python 3 and numpy read it:
///
///   PickleWriter pickle;
///   pickle.begin_dict();
///   pickle.integer(7);                       // a key, then its value
///   pickle.matrix(numbers, rows, columns);
///   pickle.end_dict();
///   write_file(path, pickle.finish());
///
/// The caller sees to it that dicts hold keys and values in turn.
class PickleWriter {
 public:
  PickleWriter();

  void begin_dict();
  void end_dict();
  void integer(std::int32_t value);
  /// At most 2^31 - 1 bytes of UTF-8.
  void text(std::string_view value);
  /// A numpy array of float64, row-major. Throws InvalidArgument unless there are rows * columns
  /// numbers.
  void matrix(std::span<const double> numbers, int rows, int columns);

  /// The whole pickle; nothing may be added afterwards.
  [[nodiscard]] std::string finish();

 private:
  void op(char code) { bytes_.push_back(code); }
  void word(std::uint32_t value);

  std::string bytes_;
};

}  // namespace handsight
