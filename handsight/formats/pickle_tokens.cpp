// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/pickle_tokens.h"

#include <charconv>

#include "handsight/core/error.h"
#include "handsight/formats/descriptor.h"

namespace handsight::detail {
namespace {

enum class Argument : std::uint8_t {
  kNone,
  kUnsigned1,
  kUnsigned2,
  kUnsigned4,
  kSigned4,
  kUnsigned8,
  kFloat8,
  kLine,
  kIndexLine,  // a memo index in decimal
  kTwoLines,
  kCounted1,  // bytes with their count before them, of 1, 4 or 8 bytes
  kCounted4,
  kCounted8,
  kNotRead,
};

Argument argument_of(PickleOp op) {
  switch (op) {
    case PickleOp::kMark:
    case PickleOp::kStop:
    case PickleOp::kPop:
    case PickleOp::kPopMark:
    case PickleOp::kNone:
    case PickleOp::kBinPersistentId:
    case PickleOp::kReduce:
    case PickleOp::kAppend:
    case PickleOp::kBuild:
    case PickleOp::kDict:
    case PickleOp::kEmptyDict:
    case PickleOp::kAppends:
    case PickleOp::kList:
    case PickleOp::kEmptyList:
    case PickleOp::kSetItem:
    case PickleOp::kTuple:
    case PickleOp::kEmptyTuple:
    case PickleOp::kSetItems:
    case PickleOp::kTuple1:
    case PickleOp::kTuple2:
    case PickleOp::kTuple3:
    case PickleOp::kTrue:
    case PickleOp::kFalse:
    case PickleOp::kEmptySet:
    case PickleOp::kAddItems:
    case PickleOp::kFrozenSet:
    case PickleOp::kStackGlobal:
    case PickleOp::kMemoize:
      return Argument::kNone;
    case PickleOp::kBinInt1:
    case PickleOp::kBinGet:
    case PickleOp::kBinPut:
    case PickleOp::kProtocol:
      return Argument::kUnsigned1;
    case PickleOp::kBinInt2:
      return Argument::kUnsigned2;
    case PickleOp::kLongBinGet:
    case PickleOp::kLongBinPut:
      return Argument::kUnsigned4;
    case PickleOp::kBinInt:
      return Argument::kSigned4;
    case PickleOp::kFrame:
      return Argument::kUnsigned8;
    case PickleOp::kBinFloat:
      return Argument::kFloat8;
    case PickleOp::kFloat:
    case PickleOp::kInt:
    case PickleOp::kLong:
    case PickleOp::kString:
    case PickleOp::kUnicode:
      return Argument::kLine;
    case PickleOp::kGet:
    case PickleOp::kPut:
      return Argument::kIndexLine;
    case PickleOp::kGlobal:
      return Argument::kTwoLines;
    case PickleOp::kShortBinString:
    case PickleOp::kShortBinBytes:
    case PickleOp::kShortBinUnicode:
    case PickleOp::kLong1:
      return Argument::kCounted1;
    case PickleOp::kBinString:
    case PickleOp::kBinUnicode:
    case PickleOp::kBinBytes:
    case PickleOp::kLong4:
      return Argument::kCounted4;
    case PickleOp::kBinUnicode8:
    case PickleOp::kBinBytes8:
      return Argument::kCounted8;
  }
  return Argument::kNotRead;
}

}  // namespace

PickleTokens::PickleTokens(std::span<const std::byte> bytes, std::string_view source)
    : text_(reinterpret_cast<const char*>(bytes.data()), bytes.size()), source_(source) {}

std::string_view PickleTokens::take(std::uint64_t count) {
  if (count > text_.size() - at_) {
    fail<FileError>("pickle ", source_, ": ", count, " bytes expected at offset ", at_, ", only ",
                    text_.size() - at_, " are left; it is cut short or damaged");
  }
  const auto taken = text_.substr(at_, static_cast<std::size_t>(count));
  at_ += taken.size();
  return taken;
}

std::string_view PickleTokens::take_line() {
  const auto end = text_.find('\n', at_);
  const auto line = take((end == std::string_view::npos ? text_.size() : end) + 1 - at_);
  return line.substr(0, line.size() - 1);
}

std::uint64_t PickleTokens::take_number(std::size_t size) {
  const auto bytes = take(size);
  std::uint64_t number = 0;
  for (std::size_t i = size; i-- > 0;) number = number << 8U | static_cast<unsigned char>(bytes[i]);
  return number;
}

void PickleTokens::read_argument(PickleToken& token) {
  switch (argument_of(token.op)) {
    case Argument::kNone:
      return;
    case Argument::kUnsigned1:
      token.number = static_cast<std::int64_t>(take_number(1));
      return;
    case Argument::kUnsigned2:
      token.number = static_cast<std::int64_t>(take_number(2));
      return;
    case Argument::kUnsigned4:
      token.number = static_cast<std::int64_t>(take_number(4));
      return;
    case Argument::kSigned4:
      token.number = static_cast<std::int32_t>(take_number(4));
      return;
    case Argument::kUnsigned8:
    case Argument::kFloat8:
      token.text = take(8);
      return;
    case Argument::kLine:
      token.text = take_line();
      return;
    case Argument::kIndexLine:
      token.number = pickle_decimal(take_line(), source_);
      return;
    case Argument::kTwoLines:
      token.text = take_line();
      token.second = take_line();
      return;
    case Argument::kCounted1:
      token.text = take(take_number(1));
      return;
    case Argument::kCounted4:
      token.text = take(take_number(4));
      return;
    case Argument::kCounted8:
      token.text = take(take_number(8));
      return;
    case Argument::kNotRead:
      fail<FileError>("pickle ", source_, ": the instruction ", static_cast<int>(token.op),
                      " at offset ", token.position,
                      " is not read; only numpy arrays, containers and tensors are, in protocols 0 "
                      "to 4");
  }
}

PickleToken PickleTokens::next() {
  PickleToken token{.position = at_};
  token.op = static_cast<PickleOp>(take_number(1));
  read_argument(token);
  return token;
}

std::int64_t pickle_long(std::string_view bytes, std::string_view source) {
  const bool negative = !bytes.empty() && (static_cast<unsigned char>(bytes.back()) & 0x80U) != 0;
  std::uint64_t number = negative ? ~std::uint64_t{0} : 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const bool fits = i < 7 || (i == 7 && ((byte & 0x80U) != 0) == negative) ||
                      (i > 7 && byte == (negative ? 0xff : 0));
    if (!fits) {
      fail<FileError>("pickle ", source, ": a whole number of ", bytes.size(),
                      " bytes; at most 64 bits are read");
    }
    if (i < 8) number = number << 8U | byte;
  }
  return static_cast<std::int64_t>(number);
}

std::int64_t pickle_decimal(std::string_view line, std::string_view source) {
  const auto digits = line.ends_with('L') ? line.substr(0, line.size() - 1) : line;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    fail<FileError>("pickle ", source, ": '", printable(line),
                    "' is no whole number of at most 64 bits");
  }
  return number;
}

}  // namespace handsight::detail
