// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/png_decoder.h"

#include <png.h>

#include <csetjmp>
#include <cstdio>
#include <cstring>

#include "handsight/core/error.h"
#include "handsight/imaging/exif.h"
#include "handsight/imaging/picture_kind.h"

namespace handsight {
namespace {

constexpr png_alloc_size_t kMaxChunkBytes = 16U << 20U;  // of profiles and texts, unpacked
constexpr png_uint_32 kMaxChunks = 1000;

struct Source {
  std::span<const std::byte> left;
  char message[160];
};

[[noreturn]] void on_error(png_structp png, png_const_charp message) {
  auto* source = static_cast<Source*>(png_get_error_ptr(png));
  std::snprintf(source->message, sizeof source->message, "%s", message);
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

void on_read(png_structp png, png_bytep target, png_size_t count) {
  auto* source = static_cast<Source*>(png_get_io_ptr(png));
  if (source->left.size() < count) png_error(png, "the file ends early");
  std::memcpy(target, source->left.data(), count);
  source->left = source->left.subspan(count);
}

// longjmp skips destructors: the functions that call setjmp have no local object with one, and
// every object that owns memory lives in their caller.
class Decoder {
 public:
  explicit Decoder(std::span<const std::byte> bytes) : source_{bytes, {}} {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source_, on_error, on_warning);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
    if (info_ == nullptr) throw std::bad_alloc();
  }
  ~Decoder() { png_destroy_read_struct(&png_, &info_, nullptr); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  bool read_header() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_read_fn(png_, &source_, on_read);
    png_set_chunk_malloc_max(png_, kMaxChunkBytes);
    png_set_chunk_cache_max(png_, kMaxChunks);
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // the caller checks, and says so
    png_read_info(png_, info_);
    return true;
  }
  bool prepare(PngSamples wanted) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    if (wanted == PngSamples::kRgb) {
      png_set_palette_to_rgb(png_);
      png_set_expand_gray_1_2_4_to_8(png_);
      png_set_strip_16(png_);
      png_set_gray_to_rgb(png_);
    } else {
      png_set_packing(png_);
    }
    png_set_strip_alpha(png_);
    passes_ = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    return true;
  }
  bool decode(std::uint8_t* samples, std::size_t row_bytes) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    const png_uint_32 height = png_get_image_height(png_, info_);
    for (int pass = 0; pass < passes_; ++pass) {
      for (png_uint_32 y = 0; y < height; ++y) png_read_row(png_, samples + y * row_bytes, nullptr);
    }
    png_read_end(png_, info_);
    return true;
  }

  [[nodiscard]] std::int64_t width() const { return png_get_image_width(png_, info_); }
  [[nodiscard]] std::int64_t height() const { return png_get_image_height(png_, info_); }
  [[nodiscard]] int channels() const { return png_get_channels(png_, info_); }
  [[nodiscard]] int bytes_per_sample() const {
    return png_get_bit_depth(png_, info_) == 16 ? 2 : 1;
  }
  [[nodiscard]] std::size_t row_bytes() const { return png_get_rowbytes(png_, info_); }
  [[nodiscard]] const char* message() const { return source_.message; }
  [[nodiscard]] int orientation() const {
    png_bytep block = nullptr;
    png_uint_32 count = 0;
    if (png_get_eXIf_1(png_, info_, &count, &block) == 0 || block == nullptr) return 1;
    return exif_orientation({reinterpret_cast<const std::byte*>(block), count});
  }

 private:
  Source source_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  int passes_ = 1;
};

[[noreturn]] void refuse(std::string_view name, const Decoder& decoder) {
  fail<FileError>("picture ", name, ": the PNG data is cut short or damaged (", decoder.message(),
                  "); copy or export the file again");
}

}  // namespace

DecodedPng decode_png(std::span<const std::byte> bytes, std::string_view name, PngSamples wanted) {
  Decoder decoder(bytes);
  if (!decoder.read_header()) refuse(name, decoder);
  check_picture_size(name, decoder.width(), decoder.height());
  if (!decoder.prepare(wanted)) refuse(name, decoder);
  DecodedPng decoded{.width = static_cast<int>(decoder.width()),
                     .height = static_cast<int>(decoder.height()),
                     .channels = decoder.channels(),
                     .bytes_per_sample = decoder.bytes_per_sample()};
  decoded.samples.resize(decoder.row_bytes() * static_cast<std::size_t>(decoded.height));
  if (!decoder.decode(decoded.samples.data(), decoder.row_bytes())) refuse(name, decoder);
  decoded.orientation = decoder.orientation();
  return decoded;
}

}  // namespace handsight
