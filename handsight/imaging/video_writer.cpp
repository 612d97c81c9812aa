// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/video_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <system_error>

#include "handsight/core/error.h"
#include "handsight/imaging/ffmpeg.h"
#include "handsight/imaging/sound_track.h"

extern "C" {
#include <libavutil/opt.h>
}

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr int kTicksPerSecond = 90000;  // fine enough for any rate of frames

struct OutputDeleter {
  void operator()(AVFormatContext* context) const {
    if (context->pb != nullptr) avio_closep(&context->pb);
    avformat_free_context(context);
  }
};

struct Format {
  const char* container;
  const char* encoder;
  AVPixelFormat source;
  AVPixelFormat target;
  int channels;
};

Format format_of(VideoKind kind) {
  if (kind == VideoKind::kWebmAlpha) {
    return {"webm", "libvpx-vp9", AV_PIX_FMT_RGBA, AV_PIX_FMT_YUVA420P, 4};
  }
  return {"mp4", "libx264", AV_PIX_FMT_RGB24, AV_PIX_FMT_YUV420P, 3};
}

int even(int size) { return size + size % 2; }

// On the disk before the name is given, as AtomicFile does.
void flush_to_disk(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool kept = descriptor >= 0 && ::fsync(descriptor) == 0;
  const std::string reason = kept ? "" : std::strerror(errno);
  if (descriptor >= 0) ::close(descriptor);
  if (!kept) fail<FileError>(path.string(), ": cannot be written to the disk: ", reason);
}

}  // namespace

struct VideoWriter::Impl {
  fs::path path;
  fs::path part;  // where the bytes go until the file is finished
  VideoWriterOptions options;
  Format format;
  std::unique_ptr<AVFormatContext, OutputDeleter> container{};
  FfmpegPointer<AVCodecContext> codec{};
  AVStream* stream = nullptr;
  FfmpegPointer<SwsContext> converter{};
  FfmpegPointer<AVFrame> frame{av_frame_alloc()};
  FfmpegPointer<AVPacket> packet{av_packet_alloc()};
  std::unique_ptr<SoundTrack> sound{};
  std::int64_t last_tick = -1;
  bool finished = false;

  void check(int error) const {
    if (error >= 0) return;
    const std::string reason = ffmpeg_text(error);
    fail<FileError>(path.string(), ": the video cannot be written: ", reason,
                    error == AVERROR(ENOSPC) ? "; free some space" : "");
  }
  void open_codec();
  void open_file();
  void fill_frame(const Image& image);
  void write_packets();
};

void VideoWriter::Impl::open_codec() {
  const AVCodec* encoder = avcodec_find_encoder_by_name(format.encoder);
  if (encoder == nullptr) {
    fail<FileError>(path.string(), ": this FFmpeg lacks the encoder ", format.encoder,
                    "; install a complete libavcodec");
  }
  codec.reset(avcodec_alloc_context3(encoder));
  codec->width = even(options.width);
  codec->height = even(options.height);
  codec->pix_fmt = format.target;
  codec->time_base = {1, kTicksPerSecond};
  codec->framerate = av_d2q(std::clamp(options.frames_per_second, 1.0, 1000.0), 100000);
  codec->gop_size = static_cast<int>(std::lround(2.0 * av_q2d(codec->framerate)));
  codec->color_range = AVCOL_RANGE_MPEG;
  codec->colorspace = AVCOL_SPC_BT709;
  codec->color_primaries = AVCOL_PRI_BT709;
  codec->color_trc = AVCOL_TRC_BT709;
  codec->thread_count = 0;
  if ((container->oformat->flags & AVFMT_GLOBALHEADER) != 0) {
    codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  }
  av_opt_set_int(codec->priv_data, "crf", options.quality, 0);
  if (options.kind == VideoKind::kMp4) {
    av_opt_set(codec->priv_data, "preset", "superfast", 0);
  } else {
    av_opt_set(codec->priv_data, "deadline", "realtime", 0);
    av_opt_set_int(codec->priv_data, "cpu-used", 8, 0);
    av_opt_set_int(codec->priv_data, "row-mt", 1, 0);
    av_opt_set_int(codec->priv_data, "auto-alt-ref", 0, 0);  // alpha allows none
  }
  check(avcodec_open2(codec.get(), encoder, nullptr));
}

void VideoWriter::Impl::open_file() {
  AVFormatContext* context = nullptr;
  check(avformat_alloc_output_context2(&context, nullptr, format.container, nullptr));
  container.reset(context);
  open_codec();
  stream = avformat_new_stream(context, nullptr);
  stream->time_base = codec->time_base;
  stream->avg_frame_rate = codec->framerate;
  check(avcodec_parameters_from_context(stream->codecpar, codec.get()));
  if (!options.audio_from.empty()) {
    sound = std::make_unique<SoundTrack>(options.audio_from, *context);
  }
  check(avio_open(&context->pb, ("file:" + part.string()).c_str(), AVIO_FLAG_WRITE));
  check(avformat_write_header(context, nullptr));
}

// Converts into the encoder's frame; odd sizes repeat their last row and column.
void VideoWriter::Impl::fill_frame(const Image& image) {
  Image padded;
  if (image.width % 2 != 0 || image.height % 2 != 0) {
    padded = Image(even(image.width), even(image.height), image.channels);
    for (int y = 0; y < padded.height; ++y) {
      const int row = std::min(y, image.height - 1);
      const auto bytes = static_cast<std::size_t>(image.width) * image.channels;
      std::copy_n(image.at(0, row), bytes, padded.at(0, y));
      std::copy_n(image.at(image.width - 1, row), image.channels, padded.at(padded.width - 1, y));
    }
  }
  const Image& source = padded.empty() ? image : padded;
  converter.reset(sws_getCachedContext(converter.release(), source.width, source.height,
                                       format.source, source.width, source.height, format.target,
                                       SWS_BILINEAR, nullptr, nullptr, nullptr));
  if (!converter) throw std::bad_alloc();
  sws_setColorspaceDetails(converter.get(), sws_getCoefficients(SWS_CS_DEFAULT), 1,
                           sws_getCoefficients(SWS_CS_ITU709), 0, 0, 1 << 16, 1 << 16);
  check(av_frame_make_writable(frame.get()));
  const std::uint8_t* planes[1] = {source.pixels.data()};
  const int strides[1] = {source.width * source.channels};
  sws_scale(converter.get(), planes, strides, 0, source.height, frame->data, frame->linesize);
}

void VideoWriter::Impl::write_packets() {
  while (true) {
    const int received = avcodec_receive_packet(codec.get(), packet.get());
    if (received == AVERROR(EAGAIN) || received == AVERROR_EOF) return;
    check(received);
    av_packet_rescale_ts(packet.get(), codec->time_base, stream->time_base);
    packet->stream_index = stream->index;
    check(av_interleaved_write_frame(container.get(), packet.get()));
  }
}

VideoWriter::VideoWriter(const fs::path& path, const VideoWriterOptions& options)
    : impl_(std::make_unique<Impl>(Impl{.path = path,
                                        .part = path.string() + ".part",
                                        .options = options,
                                        .format = format_of(options.kind)})) {
  if (options.width < 1 || options.height < 1) {
    fail("video writer: expected a size of 1 or more, found ", options.width, " x ",
         options.height);
  }
  av_log_set_level(AV_LOG_QUIET);  // FFmpeg's one setting; messages come as exceptions instead
  try {
    impl_->open_file();
  } catch (...) {
    std::error_code error;
    fs::remove(impl_->part, error);
    throw;
  }
  AVFrame& frame = *impl_->frame;
  frame.format = impl_->format.target;
  frame.width = impl_->codec->width;
  frame.height = impl_->codec->height;
  frame.color_range = AVCOL_RANGE_MPEG;
  frame.colorspace = AVCOL_SPC_BT709;
  if (av_frame_get_buffer(&frame, 64) < 0) throw std::bad_alloc();
}

VideoWriter::~VideoWriter() {
  if (impl_->finished) return;
  impl_->container.reset();
  std::error_code error;
  fs::remove(impl_->part, error);
}

const std::string& VideoWriter::sound_note() const {
  static const std::string kNone;
  return impl_->sound ? impl_->sound->note() : kNone;
}

void VideoWriter::write(const Image& image, double time_s) {
  Impl& writer = *impl_;
  if (image.width != writer.options.width || image.height != writer.options.height ||
      image.channels != writer.format.channels) {
    fail("video writer: expected ", writer.options.width, " x ", writer.options.height, " with ",
         writer.format.channels, " channels, found ", image.width, " x ", image.height, " with ",
         image.channels);
  }
  writer.fill_frame(image);
  writer.last_tick = std::max(std::llround(time_s * kTicksPerSecond), writer.last_tick + 1LL);
  writer.frame->pts = writer.last_tick;
  writer.check(avcodec_send_frame(writer.codec.get(), writer.frame.get()));
  writer.write_packets();
  if (writer.sound) writer.check(writer.sound->copy_until(time_s));
}

void VideoWriter::finish() {
  Impl& writer = *impl_;
  if (writer.last_tick < 0) fail<FileError>(writer.path.string(), ": no frame was written");
  const double end_s = static_cast<double>(writer.last_tick) / kTicksPerSecond +
                       1.0 / std::max(writer.options.frames_per_second, 1.0);
  if (writer.sound) writer.check(writer.sound->copy_until(end_s));
  writer.check(avcodec_send_frame(writer.codec.get(), nullptr));
  writer.write_packets();
  writer.check(av_write_trailer(writer.container.get()));
  avio_flush(writer.container->pb);
  writer.check(writer.container->pb->error);
  writer.check(avio_closep(&writer.container->pb));
  writer.container.reset();
  flush_to_disk(writer.part);
  std::error_code error;
  fs::rename(writer.part, writer.path, error);
  if (error) fail<FileError>(writer.path.string(), ": ", error.message());
  writer.finished = true;
}

}  // namespace handsight
