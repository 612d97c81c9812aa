// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <new>

#include "handsight/core/error.h"

namespace handsight::detail {
namespace {

class Stream {
 public:
  explicit Stream(std::span<const std::byte> packed) {
    z_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed.data()));
    z_.avail_in = static_cast<uInt>(packed.size());
    if (::inflateInit(&z_) != Z_OK) throw std::bad_alloc();
  }
  ~Stream() { ::inflateEnd(&z_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// Fills `target` as far as there is something; whether the stream has ended.
  bool read(std::span<std::byte> target, std::size_t& count, std::string_view source) {
    z_.next_out = reinterpret_cast<Bytef*>(target.data());
    z_.avail_out = static_cast<uInt>(target.size());
    const int state = ::inflate(&z_, Z_NO_FLUSH);
    count = target.size() - z_.avail_out;
    if (state != Z_STREAM_END && (state != Z_OK || count == 0)) {
      fail<FileError>(source,
                      ": its compressed data are damaged or cut short; copy the file again");
    }
    return state == Z_STREAM_END;
  }

 private:
  z_stream z_{};
};

}  // namespace

std::vector<std::byte> inflate_zlib(std::span<const std::byte> packed, std::size_t most_bytes,
                                    std::string_view source) {
  constexpr std::size_t kMostPacked = std::size_t{1} << 30U;  // zlib counts in 32 bits
  if (packed.size() > kMostPacked) {
    fail<FileError>(source, ": ", packed.size(), " compressed bytes in one piece; at most 1 GiB");
  }
  Stream stream(packed);
  std::vector<std::byte> unpacked;
  for (std::size_t length = 0;;) {
    const std::size_t room = std::clamp<std::size_t>(length, 4096, std::size_t{16} << 20U);
    unpacked.resize(length + room);
    std::size_t count = 0;
    const bool done = stream.read(std::span(unpacked).subspan(length), count, source);
    length += count;
    if (length > most_bytes) {
      fail<FileError>(source, ": unpacks to more than ", most_bytes, " bytes");
    }
    if (!done) continue;
    unpacked.resize(length);
    return unpacked;
  }
}

}  // namespace handsight::detail
