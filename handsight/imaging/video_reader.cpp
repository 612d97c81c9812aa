// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/video_reader.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <system_error>

#include "handsight/core/error.h"
#include "handsight/imaging/exif.h"
#include "handsight/imaging/ffmpeg.h"

extern "C" {
#include <libavdevice/avdevice.h>
#include <libavutil/display.h>
}

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMaxPixels = std::int64_t{1} << 26;
constexpr int kMaxDamagedInARow = 500;  // packets; then nothing is to be expected any more
// Demuxers of single files: no playlists, no network, no scripts.
constexpr auto kFormats =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,mpegvideo,flv,ogg,asf,mjpeg,h264,hevc";

class Dictionary {
 public:
  Dictionary() = default;
  ~Dictionary() { av_dict_free(&entries_); }
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;
  void set(const char* key, const std::string& value) {
    av_dict_set(&entries_, key, value.c_str(), 0);
  }
  AVDictionary** get() { return &entries_; }

 private:
  AVDictionary* entries_ = nullptr;
};

// EXIF's number for the turn that a phone wrote beside the stream.
int orientation_of(const AVStream& stream) {
  const auto* matrix = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr);
  if (matrix == nullptr) return 1;
  const double anticlockwise =
      av_display_rotation_get(reinterpret_cast<const std::int32_t*>(matrix));
  if (!std::isfinite(anticlockwise)) return 1;
  const auto quarter_turns = ((std::lround(-anticlockwise / 90.0) % 4) + 4) % 4;  // clockwise
  constexpr int kOrientations[4] = {1, 6, 3, 8};
  return kOrientations[quarter_turns];
}

// Old standard-definition video is BT.601 where nothing is said, the rest BT.709.
int colour_space_of(const AVFrame& frame) {
  if (frame.colorspace != AVCOL_SPC_UNSPECIFIED) return frame.colorspace;
  return frame.height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601;
}

double seconds(std::int64_t ticks, AVRational base) {
  return static_cast<double>(ticks) * av_q2d(base);
}

}  // namespace

struct VideoReader::Impl {
  std::string name;
  bool camera = false;
  FfmpegPointer<AVFormatContext> format;
  AVStream* stream = nullptr;
  FfmpegPointer<AVCodecContext> codec;
  FfmpegPointer<AVPacket> packet{av_packet_alloc()};
  FfmpegPointer<AVFrame> decoded{av_frame_alloc()};
  FfmpegPointer<AVFrame> rgb{av_frame_alloc()};
  FfmpegPointer<SwsContext> converter;
  VideoInfo info{};
  int orientation = 1;
  std::int64_t first_tick = AV_NOPTS_VALUE;
  std::int64_t frames_read = 0;
  double last_time_s = 0.0;
  double last_lasts_s = 0.0;    // that frame
  double pictures_end_s = 0.0;  // as the file announces it; 0 where it does not
  std::int64_t damaged = 0;
  int damaged_in_a_row = 0;
  bool draining = false;
  bool ended = false;

  void open(const std::string& url, const AVInputFormat* input, Dictionary& options);
  void open_codec();
  void describe();
  bool feed();
  std::optional<VideoFrame> decode();
  VideoFrame converted();
  double time_of_decoded();
  [[nodiscard]] double frame_s() const {
    return 1.0 / (info.frames_per_second > 0.0 ? info.frames_per_second : 30.0);
  }
  void say_what_is_missing() const;
};

void VideoReader::Impl::open(const std::string& url, const AVInputFormat* input,
                             Dictionary& options) {
  av_log_set_level(AV_LOG_QUIET);  // FFmpeg's one setting; messages come as exceptions instead
  AVFormatContext* opened = nullptr;
  const int error = avformat_open_input(&opened, url.c_str(), input, options.get());
  if (error < 0) {
    fail<FileError>(name,
                    camera ? ": the camera cannot be opened: " : ": not a video that can be read: ",
                    ffmpeg_text(error));
  }
  format.reset(opened);
  if (const int found = avformat_find_stream_info(opened, nullptr); found < 0) {
    fail<FileError>(name, ": the video is damaged: ", ffmpeg_text(found));
  }
  const int index = av_find_best_stream(opened, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (index < 0) fail<FileError>(name, ": there is no picture in this file, expected a video");
  stream = opened->streams[index];
  for (unsigned i = 0; i < opened->nb_streams; ++i) {
    if (static_cast<int>(i) != index) opened->streams[i]->discard = AVDISCARD_ALL;
  }
  open_codec();
  describe();
}

void VideoReader::Impl::open_codec() {
  const AVCodecParameters& parameters = *stream->codecpar;
  const auto pixels = std::int64_t{parameters.width} * parameters.height;
  if (parameters.width < 1 || parameters.height < 1 || pixels > kMaxPixels) {
    fail<FileError>(name, ": the video has ", parameters.width, " x ", parameters.height,
                    " pixels, expected 1 to ", kMaxPixels);
  }
  const AVCodec* decoder = avcodec_find_decoder(parameters.codec_id);
  if (decoder == nullptr) {
    fail<FileError>(name, ": no decoder for ", avcodec_get_name(parameters.codec_id),
                    "; convert the video to H.264 first");
  }
  codec.reset(avcodec_alloc_context3(decoder));
  avcodec_parameters_to_context(codec.get(), &parameters);
  codec->max_pixels = kMaxPixels;
  codec->thread_count = 0;  // as many as there are processors
  codec->pkt_timebase = stream->time_base;
  if (camera) codec->flags |= AV_CODEC_FLAG_LOW_DELAY;
  if (const int error = avcodec_open2(codec.get(), decoder, nullptr); error < 0) {
    fail<FileError>(name, ": the video cannot be decoded: ", ffmpeg_text(error));
  }
}

void VideoReader::Impl::describe() {
  orientation = orientation_of(*stream);
  info.width = stream->codecpar->width;
  info.height = stream->codecpar->height;
  if (orientation >= 5) std::swap(info.width, info.height);
  const AVRational rate = av_guess_frame_rate(format.get(), stream, nullptr);
  if (rate.num > 0 && rate.den > 0) info.frames_per_second = av_q2d(rate);
  if (camera) return;
  if (stream->duration > 0) {
    info.duration_s = seconds(stream->duration, stream->time_base);
    pictures_end_s = info.duration_s;
  } else if (format->duration > 0) {
    info.duration_s = static_cast<double>(format->duration) / AV_TIME_BASE;
    // the sound may last longer
    if (format->nb_streams == 1) pictures_end_s = info.duration_s;
  }
  info.frames = stream->nb_frames > 0
                    ? stream->nb_frames
                    : std::llround(std::min(info.duration_s * info.frames_per_second, 1e12));
}

// Sends the next packet of the video to the decoder; false when there is none left.
bool VideoReader::Impl::feed() {
  while (true) {
    const int read = av_read_frame(format.get(), packet.get());
    if (read == AVERROR(EAGAIN)) continue;
    if (read < 0) {
      if (camera) fail<FileError>(name, ": the camera gives no more pictures: ", ffmpeg_text(read));
      if (read != AVERROR_EOF) ++damaged;
      draining = true;
      avcodec_send_packet(codec.get(), nullptr);
      return false;
    }
    const bool wanted = packet->stream_index == stream->index;
    const bool broken = wanted && (packet->flags & AV_PKT_FLAG_CORRUPT) != 0;
    const int sent = wanted ? avcodec_send_packet(codec.get(), packet.get()) : 0;
    av_packet_unref(packet.get());
    if (!wanted) continue;
    const bool bad = broken || (sent < 0 && sent != AVERROR(EAGAIN));
    damaged += bad ? 1 : 0;
    damaged_in_a_row = bad ? damaged_in_a_row + 1 : 0;
    if (damaged_in_a_row > kMaxDamagedInARow) {
      draining = true;
      avcodec_send_packet(codec.get(), nullptr);
      return false;
    }
    return true;
  }
}

double VideoReader::Impl::time_of_decoded() {
  const auto ticks = decoded->best_effort_timestamp;
  if (ticks == AV_NOPTS_VALUE) return frames_read == 0 ? 0.0 : last_time_s + frame_s();
  if (first_tick == AV_NOPTS_VALUE) first_tick = ticks;
  const double time_s = seconds(ticks - first_tick, stream->time_base);
  // times of a damaged file may jump; they go on, so that what follows can rely on it
  return frames_read == 0 || time_s > last_time_s ? time_s : last_time_s + frame_s();
}

VideoFrame VideoReader::Impl::converted() {
  const int width = decoded->width;
  const int height = decoded->height;
  if (width < 1 || height < 1 || std::int64_t{width} * height > kMaxPixels) {
    fail<FileError>(name, ": frame ", frames_read, " has ", width, " x ", height,
                    " pixels, expected 1 to ", kMaxPixels);
  }
  converter.reset(sws_getCachedContext(converter.release(), width, height,
                                       static_cast<AVPixelFormat>(decoded->format), width, height,
                                       AV_PIX_FMT_RGB24, SWS_BILINEAR, nullptr, nullptr, nullptr));
  if (!converter) fail<FileError>(name, ": the pixel format of frame ", frames_read, " is unknown");
  const int* source = sws_getCoefficients(colour_space_of(*decoded));
  const int full_range = decoded->color_range == AVCOL_RANGE_JPEG ? 1 : 0;
  sws_setColorspaceDetails(converter.get(), source, full_range, sws_getCoefficients(SWS_CS_DEFAULT),
                           1, 0, 1 << 16, 1 << 16);
  if (rgb->width != width || rgb->height != height) {
    av_frame_unref(rgb.get());
    rgb->format = AV_PIX_FMT_RGB24;
    rgb->width = width;
    rgb->height = height;
    // rows with room behind them: vectorised conversions write past a row's end
    if (av_frame_get_buffer(rgb.get(), 64) < 0) throw std::bad_alloc();
  }
  sws_scale(converter.get(), decoded->data, decoded->linesize, 0, height, rgb->data, rgb->linesize);
  VideoFrame frame{.image = Image(width, height, 3), .number = frames_read};
  for (int y = 0; y < height; ++y) {
    std::copy_n(rgb->data[0] + std::ptrdiff_t{y} * rgb->linesize[0], std::size_t{3} * width,
                frame.image.at(0, y));
  }
  if (orientation != 1) frame.image = apply_orientation(frame.image, orientation);
  return frame;
}

std::optional<VideoFrame> VideoReader::Impl::decode() {
  while (true) {
    const int received = avcodec_receive_frame(codec.get(), decoded.get());
    if (received == 0) {
      VideoFrame frame = converted();
      frame.time_s = time_of_decoded();
      last_time_s = frame.time_s;
      last_lasts_s = std::max(seconds(decoded->pkt_duration, stream->time_base), frame_s());
      ++frames_read;
      if ((decoded->flags & AV_FRAME_FLAG_CORRUPT) != 0) ++damaged;
      av_frame_unref(decoded.get());
      return frame;
    }
    if (received == AVERROR_EOF) return std::nullopt;
    if (received != AVERROR(EAGAIN)) {
      ++damaged;
      if (draining) return std::nullopt;
    }
    if (draining && received == AVERROR(EAGAIN)) return std::nullopt;
    (void)feed();
  }
}

void VideoReader::Impl::say_what_is_missing() const {
  if (frames_read == 0) {
    fail<FileError>(name, ": not a single frame of the video can be decoded; the file is damaged");
  }
  if (damaged > 0) {
    fail<FileError>(name, ": the video is damaged in ", damaged, " place", damaged == 1 ? "" : "s",
                    "; ", frames_read, " frames could be read");
  }
  constexpr double kTolerance_s = 0.5;  // announced lengths are rounded
  const double end_s = last_time_s + last_lasts_s;
  if (pictures_end_s > 0.0 && end_s < 0.98 * pictures_end_s - kTolerance_s) {
    fail<FileError>(name, ": the video is cut short: it ends after ", end_s, " s of ",
                    pictures_end_s, " s; ", frames_read, " frames could be read");
  }
}

VideoReader::VideoReader(const fs::path& path) : impl_(std::make_unique<Impl>()) {
  impl_->name = path.string();
  std::error_code error;
  if (!fs::exists(path, error)) {
    fail<FileError>(impl_->name, ": no such file; check the path");
  }
  if (!fs::is_regular_file(path, error)) {
    fail<FileError>(impl_->name, ": not a regular file, expected a video");
  }
  if (fs::file_size(path, error) == 0) fail<FileError>(impl_->name, ": the file is empty");
  Dictionary options;
  options.set("protocol_whitelist", "file");
  options.set("format_whitelist", kFormats);
  impl_->open("file:" + path.string(), nullptr, options);
}

VideoReader::VideoReader(int camera, const CameraOptions& options)
    : impl_(std::make_unique<Impl>()) {
  impl_->name = "camera:" + std::to_string(camera);
  impl_->camera = true;
  avdevice_register_all();
  const AVInputFormat* input = av_find_input_format("v4l2");
  if (input == nullptr) fail<FileError>(impl_->name, ": this FFmpeg cannot read cameras");
  Dictionary settings;
  settings.set("video_size", std::to_string(options.width) + "x" + std::to_string(options.height));
  settings.set("framerate", std::to_string(options.frames_per_second));
  impl_->open("/dev/video" + std::to_string(camera), input, settings);
}

VideoReader::~VideoReader() = default;
VideoReader::VideoReader(VideoReader&&) noexcept = default;
VideoReader& VideoReader::operator=(VideoReader&&) noexcept = default;

const VideoInfo& VideoReader::info() const { return impl_->info; }

std::optional<VideoFrame> VideoReader::read() {
  if (impl_->ended) return std::nullopt;
  auto frame = impl_->decode();
  if (!frame) {
    impl_->ended = true;
    impl_->say_what_is_missing();
  }
  return frame;
}

}  // namespace handsight
