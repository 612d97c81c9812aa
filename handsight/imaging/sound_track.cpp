// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/sound_track.h"

#include <cstdint>

#include "handsight/imaging/ffmpeg.h"

namespace handsight {

struct SoundTrack::Impl {
  AVFormatContext& target;
  FfmpegPointer<AVFormatContext> source{};
  FfmpegPointer<AVPacket> packet{av_packet_alloc()};
  AVStream* from = nullptr;
  AVStream* to = nullptr;
  std::int64_t video_start = 0;  // in the time base of `from`
  bool pending = false;          // a packet is read, but it comes later
  std::string note{};

  bool open(const std::filesystem::path& path);
  bool next();
};

bool SoundTrack::Impl::open(const std::filesystem::path& path) {
  AVFormatContext* opened = nullptr;
  if (avformat_open_input(&opened, ("file:" + path.string()).c_str(), nullptr, nullptr) < 0) {
    return false;
  }
  source.reset(opened);
  if (avformat_find_stream_info(opened, nullptr) < 0) return false;
  const int sound = av_find_best_stream(opened, AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
  const int video = av_find_best_stream(opened, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (sound < 0) return false;
  from = opened->streams[sound];
  for (unsigned i = 0; i < opened->nb_streams; ++i) {
    if (static_cast<int>(i) != sound) opened->streams[i]->discard = AVDISCARD_ALL;
  }
  if (video >= 0 && opened->streams[video]->start_time != AV_NOPTS_VALUE) {
    video_start = av_rescale_q(opened->streams[video]->start_time,
                               opened->streams[video]->time_base, from->time_base);
  }
  return true;
}

// Reads the next packet of the sound, its times counted from the first picture.
bool SoundTrack::Impl::next() {
  while (av_read_frame(source.get(), packet.get()) >= 0) {
    const bool known = packet->pts != AV_NOPTS_VALUE && packet->dts != AV_NOPTS_VALUE;
    if (packet->stream_index == from->index && known && packet->pts >= video_start) {
      packet->pts -= video_start;
      packet->dts -= video_start;
      return true;
    }
    av_packet_unref(packet.get());
  }
  return false;
}

SoundTrack::SoundTrack(const std::filesystem::path& source, AVFormatContext& target)
    : impl_(std::make_unique<Impl>(Impl{.target = target})) {
  if (!impl_->open(source)) {
    impl_->from = nullptr;
    return;  // no sound is no news
  }
  const auto codec = impl_->from->codecpar->codec_id;
  if (avformat_query_codec(target.oformat, codec, FF_COMPLIANCE_NORMAL) != 1) {
    impl_->note = std::string("the sound is ") + avcodec_get_name(codec) + ", which " +
                  target.oformat->name + " files cannot hold; it is left out";
    return;
  }
  impl_->to = avformat_new_stream(&target, nullptr);
  avcodec_parameters_copy(impl_->to->codecpar, impl_->from->codecpar);
  impl_->to->codecpar->codec_tag = 0;  // each container has its own
  impl_->to->time_base = impl_->from->time_base;
}

SoundTrack::~SoundTrack() = default;

const std::string& SoundTrack::note() const { return impl_->note; }

int SoundTrack::copy_until(double time_s) {
  Impl& track = *impl_;
  if (track.to == nullptr) return 0;
  while (track.pending || track.next()) {
    track.pending = true;
    if (static_cast<double>(track.packet->pts) * av_q2d(track.from->time_base) >= time_s) return 0;
    track.pending = false;
    av_packet_rescale_ts(track.packet.get(), track.from->time_base, track.to->time_base);
    track.packet->stream_index = track.to->index;
    track.packet->pos = -1;
    if (const int error = av_interleaved_write_frame(&track.target, track.packet.get());
        error < 0) {
      return error;
    }
  }
  return 0;
}

}  // namespace handsight
