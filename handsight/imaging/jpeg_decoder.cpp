// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/jpeg_decoder.h"

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <string>

// libjpeg's headers need <cstdio> before them.
#include <jerror.h>
#include <jpeglib.h>

#include "handsight/core/error.h"
#include "handsight/imaging/exif.h"
#include "handsight/imaging/picture_kind.h"

namespace handsight {
namespace {

// Encoders write about ten; a small file of thousands of scans could keep the decoder busy for
// hours ("Two Issues with the JPEG Standard", libjpeg-turbo project, 2015).
constexpr int kMaxScans = 100;
constexpr int kExifMarker = JPEG_APP0 + 1;
constexpr unsigned kMaxMarkerBytes = 0xffff;

struct ErrorManager {
  jpeg_error_mgr base;  // first, so that libjpeg's pointer to it is a pointer to the whole
  std::jmp_buf escape;
  char message[JMSG_LENGTH_MAX];
  bool damaged;
};

ErrorManager& errors_of(j_common_ptr info) { return *reinterpret_cast<ErrorManager*>(info->err); }

[[noreturn]] void on_error(j_common_ptr info) {
  ErrorManager& errors = errors_of(info);
  errors.base.format_message(info, errors.message);
  std::longjmp(errors.escape, 1);
}

bool means_damage(int code) {
  return code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE ||
         code == JWRN_MUST_RESYNC;
}

// Keeps the first warning about damage; others, e.g. padding between markers, cost no pixel.
void on_message(j_common_ptr info, int level) {
  ErrorManager& errors = errors_of(info);
  if (level >= 0 || errors.damaged || !means_damage(errors.base.msg_code)) return;
  errors.base.format_message(info, errors.message);
  errors.damaged = true;
}

void on_progress(j_common_ptr info) {
  const auto* decoder = reinterpret_cast<j_decompress_ptr>(info);
  if (decoder->input_scan_number <= kMaxScans) return;
  ErrorManager& errors = errors_of(info);
  std::snprintf(errors.message, sizeof errors.message, "more than %d scans", kMaxScans);
  std::longjmp(errors.escape, 1);
}

// longjmp skips destructors: the functions that call setjmp have no local object with one, and
// every object that owns memory lives in their caller.
class Decoder {
 public:
  explicit Decoder(std::span<const std::byte> bytes) : bytes_(bytes) {
    info_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = on_error;
    errors_.base.emit_message = on_message;
  }
  ~Decoder() { jpeg_destroy_decompress(&info_); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  bool read_header() {
    if (setjmp(errors_.escape) != 0) return false;
    jpeg_create_decompress(&info_);
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
    jpeg_save_markers(&info_, kExifMarker, kMaxMarkerBytes);
    jpeg_read_header(&info_, TRUE);
    return true;
  }
  /// Samples a pixel that decode() writes.
  int choose_colours(JpegColours colours) {
    const bool four = info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK;
    if (four) {
      info_.out_color_space = JCS_CMYK;
      return 4;
    }
    const bool grey = colours == JpegColours::kGrey && info_.jpeg_color_space == JCS_GRAYSCALE;
    info_.out_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
    return grey ? 1 : 3;
  }
  bool decode(std::uint8_t* pixels, std::size_t row_bytes) {
    if (setjmp(errors_.escape) != 0) return false;
    progress_.progress_monitor = on_progress;
    info_.progress = &progress_;
    jpeg_start_decompress(&info_);
    while (info_.output_scanline < info_.output_height) {
      JSAMPROW row = pixels + info_.output_scanline * row_bytes;
      jpeg_read_scanlines(&info_, &row, 1);
    }
    jpeg_finish_decompress(&info_);
    return !errors_.damaged;
  }

  [[nodiscard]] const jpeg_decompress_struct& info() const { return info_; }
  [[nodiscard]] const char* message() const { return errors_.message; }
  [[nodiscard]] bool damaged() const { return errors_.damaged; }

  [[nodiscard]] int orientation() const {
    static constexpr char kSignature[] = "Exif\0";  // and the 0 at the end of the literal
    for (const auto* marker = info_.marker_list; marker != nullptr; marker = marker->next) {
      if (marker->marker != kExifMarker || marker->data_length < sizeof kSignature ||
          std::memcmp(marker->data, kSignature, sizeof kSignature) != 0) {
        continue;
      }
      const std::span block(reinterpret_cast<const std::byte*>(marker->data), marker->data_length);
      return exif_orientation(block.subspan(sizeof kSignature));
    }
    return 1;
  }

 private:
  std::span<const std::byte> bytes_;
  jpeg_decompress_struct info_{};
  ErrorManager errors_{};
  jpeg_progress_mgr progress_{};
};

// Adobe's encoders store ink as 255 = none, others as 0 = none. No colour profile is applied.
Image cmyk_to_rgb(const Image& cmyk, bool inverted) {
  Image rgb(cmyk.width, cmyk.height, 3);
  const std::uint8_t* ink = cmyk.pixels.data();
  for (std::size_t i = 0; i < rgb.pixels.size(); i += 3, ink += 4) {
    const int paper = inverted ? ink[3] : 255 - ink[3];
    for (std::size_t c = 0; c < 3; ++c) {
      const int light = inverted ? ink[c] : 255 - ink[c];
      rgb.pixels[i + c] = static_cast<std::uint8_t>((light * paper + 127) / 255);
    }
  }
  return rgb;
}

[[noreturn]] void refuse(std::string_view name, const Decoder& decoder) {
  fail<FileError>("picture ", name, ": the JPEG data is cut short or damaged (", decoder.message(),
                  "); copy or export the file again");
}

}  // namespace

DecodedJpeg decode_jpeg(std::span<const std::byte> bytes, std::string_view name,
                        JpegColours colours) {
  Decoder decoder(bytes);
  if (!decoder.read_header()) refuse(name, decoder);
  const auto& info = decoder.info();
  check_picture_size(name, info.image_width, info.image_height);
  const int orientation = decoder.orientation();  // decoding forgets the markers
  const int channels = decoder.choose_colours(colours);
  Image image(static_cast<int>(info.image_width), static_cast<int>(info.image_height), channels);
  const auto row_bytes = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(channels);
  if (!decoder.decode(image.pixels.data(), row_bytes)) refuse(name, decoder);
  if (channels == 4) image = cmyk_to_rgb(image, info.saw_Adobe_marker == TRUE);
  return {.image = std::move(image), .orientation = orientation};
}

}  // namespace handsight
