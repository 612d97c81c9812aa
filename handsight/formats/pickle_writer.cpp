// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/pickle_writer.h"

#include <bit>

#include "handsight/core/error.h"

namespace handsight {
namespace {

// Opcodes of Python's pickletools, protocol 2.
constexpr char kProtocol = '\x80';
constexpr char kEmptyDict = '}';
constexpr char kMark = '(';
constexpr char kSetItems = 'u';
constexpr char kInteger = 'J';
constexpr char kUnicode = 'X';
constexpr char kGlobal = 'c';
constexpr char kShortBytes = 'U';
constexpr char kBytes = 'T';
constexpr char kTuple1 = '\x85';
constexpr char kTuple2 = '\x86';
constexpr char kTuple3 = '\x87';
constexpr char kTuple = 't';
constexpr char kReduce = 'R';
constexpr char kBuild = 'b';
constexpr char kNone = 'N';
constexpr char kFalse = '\x89';
constexpr char kStop = '.';

}  // namespace

PickleWriter::PickleWriter() : bytes_{kProtocol, '\x02'} {}

void PickleWriter::word(std::uint32_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8) {
    bytes_.push_back(static_cast<char>(value >> shift & 0xFFU));
  }
}

void PickleWriter::begin_dict() {
  op(kEmptyDict);
  op(kMark);
}

void PickleWriter::end_dict() { op(kSetItems); }

void PickleWriter::integer(std::int32_t value) {
  op(kInteger);
  word(static_cast<std::uint32_t>(value));
}

void PickleWriter::text(std::string_view value) {
  op(kUnicode);
  word(static_cast<std::uint32_t>(value.size()));
  bytes_.append(value);
}

void PickleWriter::matrix(std::span<const double> numbers, int rows, int columns) {
  const auto wanted = static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  if (rows < 0 || columns < 0 || numbers.size() != wanted) {
    fail("pickle: ", numbers.size(), " numbers for a matrix of ", rows, " x ", columns);
  }
  const auto global = [this](std::string_view name) {
    op(kGlobal);
    bytes_.append(name);
  };
  const auto short_bytes = [this](std::string_view value) {
    op(kShortBytes);
    bytes_.push_back(static_cast<char>(value.size()));
    bytes_.append(value);
  };
  // numpy.core.multiarray._reconstruct(ndarray, (0,), b'b'), then its state
  global("numpy.core.multiarray\n_reconstruct\n");
  global("numpy\nndarray\n");
  integer(0);
  op(kTuple1);
  short_bytes("b");
  op(kTuple3);
  op(kReduce);
  op(kMark);
  integer(1);
  integer(rows);
  integer(columns);
  op(kTuple2);
  // numpy.dtype('f8', 0, 1) with the state (3, '<', None, None, None, -1, -1, 0)
  global("numpy\ndtype\n");
  short_bytes("f8");
  integer(0);
  integer(1);
  op(kTuple3);
  op(kReduce);
  op(kMark);
  integer(3);
  short_bytes("<");
  op(kNone);
  op(kNone);
  op(kNone);
  integer(-1);
  integer(-1);
  integer(0);
  op(kTuple);
  op(kBuild);
  op(kFalse);
  op(kBytes);
  static_assert(std::endian::native == std::endian::little);
  word(static_cast<std::uint32_t>(numbers.size_bytes()));
  bytes_.append(reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes());
  op(kTuple);
  op(kBuild);
}

std::string PickleWriter::finish() {
  op(kStop);
  return std::move(bytes_);
}

}  // namespace handsight
