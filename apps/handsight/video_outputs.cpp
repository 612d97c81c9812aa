// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "video_outputs.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/imaging/video_writer.h"
#include "handsight/perception/matte.h"
#include "handsight/visualisation/overlay.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr int kMaskQuality = 10;  // edges of a mask stay sharp

struct VideoFile {
  OutputKind kind;
  std::unique_ptr<VideoWriter> writer;
};

const char* suffix_of(OutputKind kind) {
  if (kind == OutputKind::kJson) return ".jsonl";
  return kind == OutputKind::kCutout ? ".webm" : ".mp4";
}

Image union_of(const std::vector<Hand>& hands, int width, int height, std::uint8_t value) {
  Image mask(width, height, 1, 0);
  for (const Hand& hand : hands) {
    for (int y = 0; y < hand.mask.height; ++y) {
      const auto* row = hand.mask.at(0, y);
      auto* target = mask.at(hand.box.x, hand.box.y + y);
      for (int x = 0; x < hand.mask.width; ++x) {
        if (row[x] != 0) target[x] = value;
      }
    }
  }
  return mask;
}

Image as_rgb(const Image& grey) {
  Image rgb(grey.width, grey.height, 3);
  for (std::size_t i = 0; i < grey.pixels.size(); ++i) {
    std::fill_n(rgb.pixels.data() + 3 * i, 3, grey.pixels[i]);
  }
  return rgb;
}

}  // namespace

struct VideoOutputs::Impl {
  VideoOutputOptions options;
  std::vector<VideoFile> videos{};
  std::unique_ptr<AtomicFile> json{};
  std::vector<std::string> notes{};

  fs::path path_of(OutputKind kind) const {
    const auto name = output_kind_names().at(static_cast<std::size_t>(kind));
    return options.folder / name / (options.stem + suffix_of(kind));
  }
  void open(OutputKind kind, const VideoInfo& info);
  Image picture_of(OutputKind kind, const SegmentedFrame& frame) const;
};

void VideoOutputs::Impl::open(OutputKind kind, const VideoInfo& info) {
  const auto path = path_of(kind);
  std::error_code error;
  if (fs::equivalent(path, options.sound_from, error)) {
    fail<FileError>("segment: the output ", path.string(),
                    " would take the place of the input; choose another folder with -o");
  }
  make_folder(path.parent_path());
  if (kind == OutputKind::kJson) {
    json = std::make_unique<AtomicFile>(path);
    return;
  }
  VideoWriterOptions writer{.width = info.width, .height = info.height};
  if (info.frames_per_second > 0.0) writer.frames_per_second = info.frames_per_second;
  if (kind == OutputKind::kCutout) writer.kind = VideoKind::kWebmAlpha;
  if (kind == OutputKind::kMask) writer.quality = kMaskQuality;
  if (kind == OutputKind::kOverlay || kind == OutputKind::kBackdrop) {
    writer.audio_from = options.sound_from;
  }
  videos.push_back({kind, std::make_unique<VideoWriter>(path, writer)});
  const auto& note = videos.back().writer->sound_note();
  if (!note.empty()) notes.push_back(path.string() + ": " + note);
}

Image VideoOutputs::Impl::picture_of(OutputKind kind, const SegmentedFrame& frame) const {
  const Image& image = frame.frame.image;
  switch (kind) {
    case OutputKind::kOverlay:
      return draw_overlay(image, union_of(frame.hands, image.width, image.height, kHand),
                          frame.hands);
    case OutputKind::kMask:
      return as_rgb(union_of(frame.hands, image.width, image.height, 255));
    case OutputKind::kCutout:
      return keyed_out(image, alpha_matte(frame.probability, image.width, image.height,
                                          {.threshold = options.threshold}));
    default: {
      const auto alpha = alpha_matte(frame.probability, image.width, image.height,
                                     {.threshold = options.threshold});
      return composite(image, alpha, options.backdrop.value().behind(image, alpha));
    }
  }
}

VideoOutputs::VideoOutputs(const VideoOutputOptions& options, const VideoInfo& info)
    : impl_(std::make_unique<Impl>(Impl{.options = options})) {
  for (const auto kind : options.kinds) impl_->open(kind, info);
}
VideoOutputs::~VideoOutputs() = default;

const std::vector<std::string>& VideoOutputs::notes() const { return impl_->notes; }

VideoOutputs::Drawn VideoOutputs::draw(const SegmentedFrame& frame) const {
  Drawn drawn{.time_s = frame.frame.time_s};
  for (const auto& video : impl_->videos) {
    drawn.pictures.push_back(impl_->picture_of(video.kind, frame));
  }
  return drawn;
}

void VideoOutputs::write(const Drawn& drawn, const Json& record) {
  for (std::size_t i = 0; i < impl_->videos.size(); ++i) {
    impl_->videos[i].writer->write(drawn.pictures[i], drawn.time_s);
  }
  if (impl_->json) impl_->json->write(json_line(record) + "\n");
}

void VideoOutputs::finish() {
  for (const auto& video : impl_->videos) video.writer->finish();
  if (impl_->json) impl_->json->commit();
}

}  // namespace handsight
