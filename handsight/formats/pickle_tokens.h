// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace handsight::detail {

/// Opcodes of pickle protocols 0 to 4 (Python, Lib/pickletools.py). Left out are those that only
/// serve to build objects of any class: INST, OBJ, NEWOBJ, EXT.
enum class PickleOp : std::uint8_t {
  kMark = '(',
  kStop = '.',
  kPop = '0',
  kPopMark = '1',
  kFloat = 'F',
  kInt = 'I',
  kBinInt = 'J',
  kBinInt1 = 'K',
  kLong = 'L',
  kBinInt2 = 'M',
  kNone = 'N',
  kBinPersistentId = 'Q',
  kReduce = 'R',
  kString = 'S',
  kBinString = 'T',
  kShortBinString = 'U',
  kUnicode = 'V',
  kBinUnicode = 'X',
  kAppend = 'a',
  kBuild = 'b',
  kGlobal = 'c',
  kDict = 'd',
  kEmptyDict = '}',
  kAppends = 'e',
  kGet = 'g',
  kBinGet = 'h',
  kLongBinGet = 'j',
  kList = 'l',
  kEmptyList = ']',
  kPut = 'p',
  kBinPut = 'q',
  kLongBinPut = 'r',
  kSetItem = 's',
  kTuple = 't',
  kEmptyTuple = ')',
  kSetItems = 'u',
  kBinFloat = 'G',
  kBinBytes = 'B',
  kShortBinBytes = 'C',
  kProtocol = 0x80,
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kTrue = 0x88,
  kFalse = 0x89,
  kLong1 = 0x8a,
  kLong4 = 0x8b,
  kShortBinUnicode = 0x8c,
  kBinUnicode8 = 0x8d,
  kBinBytes8 = 0x8e,
  kEmptySet = 0x8f,
  kAddItems = 0x90,
  kFrozenSet = 0x91,
  kStackGlobal = 0x93,
  kMemoize = 0x94,
  kFrame = 0x95,
};

/// One instruction with its argument.
struct PickleToken {
  PickleOp op = PickleOp::kStop;
  std::size_t position = 0;   ///< of the opcode
  std::int64_t number = 0;    ///< of integers, memo indices, lengths
  std::string_view text{};    ///< of texts, bytes and lines, without the line's end
  std::string_view second{};  ///< the second line of kGlobal
};

/// Cuts a pickle into instructions; every length is checked against the bytes that are left.
class PickleTokens {
 public:
  PickleTokens(std::span<const std::byte> bytes, std::string_view source);

  /// Throws FileError at the end of the bytes and on an instruction that is not read.
  [[nodiscard]] PickleToken next();

 private:
  [[nodiscard]] std::string_view take(std::uint64_t count);
  [[nodiscard]] std::string_view take_line();
  [[nodiscard]] std::uint64_t take_number(std::size_t size);
  void read_argument(PickleToken& token);

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view source_;
};

/// Two's complement, little-endian, as LONG1 and LONG4 store whole numbers.
/// Throws FileError when the number needs more than 64 bits.
[[nodiscard]] std::int64_t pickle_long(std::string_view bytes, std::string_view source);

/// A whole number in decimal, as protocol 0 writes it; a trailing L is allowed.
[[nodiscard]] std::int64_t pickle_decimal(std::string_view line, std::string_view source);

}  // namespace handsight::detail
