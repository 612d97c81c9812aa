// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "segment_video.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <exception>
#include <string_view>
#include <thread>
#include <utility>

#include "handsight/core/bounded_queue.h"
#include "handsight/core/error.h"
#include "handsight/geometry/letter_box.h"
#include "handsight/imaging/video_reader.h"
#include "handsight/perception/hands_json.h"
#include "handsight/perception/pose_perception.h"

#include "interrupt.h"
#include "video_outputs.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kCamera = "camera:";
constexpr std::array<std::string_view, 8> kVideoSuffixes{".mp4", ".m4v",  ".mov", ".avi",
                                                         ".mkv", ".webm", ".mpg", ".mpeg"};
constexpr std::size_t kQueueFrames = 4;  // enough to even out, little memory

bool is_camera(const std::string& argument) { return argument.starts_with(kCamera); }

int camera_number(const std::string& argument) {
  const auto digits = std::string_view(argument).substr(kCamera.size());
  int number = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number < 0) {
    fail("segment: input ", argument,
         " is no camera; expected camera: and a number, e.g. camera:0");
  }
  return number;
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// A frame on its way from the networks.
struct FoundFrame {
  VideoFrame frame{};
  FrameHands found{};
};

/// A frame ready to be written.
struct FinishedFrame {
  VideoOutputs::Drawn drawn{};
  Json record{};
  std::int64_t number = 0;
  std::size_t hands = 0;
};

/// The stages of one video; each runs on its own thread, the last on the caller's.
class VideoJob {
 public:
  VideoJob(const std::string& input, const VideoJobOptions& options, const FrameModel& model,
           Progress& progress)
      : input_(input),
        options_(options),
        model_(model),
        progress_(progress),
        camera_(is_camera(input)),
        reader_(camera_ ? VideoReader(camera_number(input), {}) : VideoReader(fs::path(input))),
        outputs_({.folder = options.folder,
                  .stem = options.stem,
                  .kinds = options.kinds,
                  .sound_from = camera_ ? fs::path() : fs::path(input),
                  .threshold = options.threshold,
                  .backdrop = options.backdrop},
                 reader_.info()) {}

  VideoSummary run() {
    for (const auto& note : outputs_.notes()) progress_.log(note);
    progress_.start(options_.stem, reader_.info().frames);
    const auto start = Clock::now();
    std::thread reading([this] { stage(read_error_, [this] { read(); }); });
    std::thread finding([this] { stage(find_error_, [this] { find(); }); });
    std::thread posing([this] { stage(pose_error_, [this] { pose(); }); });
    std::thread drawing([this] { stage(draw_error_, [this] { draw(); }); });
    std::exception_ptr write_error;
    stage(write_error, [&] { write(start); });
    reading.join();
    finding.join();
    posing.join();
    drawing.join();
    for (const auto& error : {write_error, draw_error_, pose_error_, find_error_}) {
      if (error) std::rethrow_exception(error);
    }
    // what could be read is worth keeping, even where the video then turned out damaged
    if (summary_.frames > 0) outputs_.finish();
    if (read_error_) std::rethrow_exception(read_error_);
    summary_.dropped = dropped_;
    summary_.seconds = seconds_since(start);
    summary_.interrupted = InterruptGuard::interrupted();
    return summary_;
  }

 private:
  /// Runs one stage; whatever ends it, the stages before and after come to an end too.
  template <class Work>
  void stage(std::exception_ptr& error, Work work) {
    try {
      work();
      return;
    } catch (...) {
      error = std::current_exception();
    }
    if (&error == &read_error_) {
      frames_.close();  // what was read before goes on
      return;
    }
    frames_.close();
    seen_.close();
    found_.close();
    finished_.close();
  }

  void read() {
    const VideoInfo& info = reader_.info();
    while (!InterruptGuard::interrupted()) {
      auto frame = reader_.read();
      if (!frame) break;
      if (frame->image.width != info.width || frame->image.height != info.height) {
        frame->image = place_picture(
            frame->image,
            letter_box(frame->image.width, frame->image.height, info.width, info.height));
      }
      if (camera_) {
        const auto dropped = frames_.push_newest(std::move(*frame));
        if (!dropped) break;
        dropped_ += static_cast<std::int64_t>(*dropped);
      } else if (!frames_.push(std::move(*frame))) {
        break;
      }
    }
    frames_.close();
  }

  void find() {
    FramePerception perception(options_.perception);
    while (auto frame = frames_.pop()) {
      auto found = perception.update(observation_of(*frame));
      if (!seen_.push({.frame = std::move(*frame), .found = std::move(found)})) break;
    }
    seen_.close();
  }

  // Beside the other network: while keypoints of one frame are looked for, the next one's hands
  // are.
  void pose() {
    PosePerception pose(options_.perception);
    while (auto seen = seen_.pop()) {
      if (model_.keypoints) {
        seen->found = pose.update(std::move(seen->found), seen->frame.image, model_.keypoints);
      }
      if (!found_.push(std::move(*seen))) break;
    }
    found_.close();
  }

  FrameObservation observation_of(const VideoFrame& frame) const {
    return observe(frame.image, frame.time_s, model_.longest_px, model_.hand_maps);
  }

  void draw() {
    while (auto found = found_.pop()) {
      const Image& image = found->frame.image;
      SegmentedFrame frame;
      frame.hands = hands_in_frame(found->found, image.width, image.height, options_.threshold);
      frame.probability = kept_probability(found->found);
      frame.frame = std::move(found->frame);
      FinishedFrame finished{.drawn = outputs_.draw(frame),
                             .record = record_of(frame),
                             .number = frame.frame.number,
                             .hands = frame.hands.size()};
      if (!finished_.push(std::move(finished))) break;
    }
    finished_.close();
  }

  Json record_of(const SegmentedFrame& frame) const {
    Json record = hands_json(
        {.path = input_, .width = frame.frame.image.width, .height = frame.frame.image.height},
        model_.description, frame.hands);
    record["frame"] = frame.frame.number;
    record["time"] = std::round(frame.frame.time_s * 1e6) / 1e6;
    return record;
  }

  void write(Clock::time_point start) {
    while (auto frame = finished_.pop()) {
      outputs_.write(frame->drawn, frame->record);
      if (options_.on_record) options_.on_record(frame->record);
      ++summary_.frames;
      summary_.hands += static_cast<std::int64_t>(frame->hands);
      std::array<char, 64> note{};
      std::snprintf(note.data(), note.size(), "%.1f frames/s, %zu hand%s",
                    static_cast<double>(summary_.frames) / std::max(seconds_since(start), 1e-3),
                    frame->hands, frame->hands == 1 ? "" : "s");
      progress_.update(frame->number + 1, note.data());
    }
  }

  const std::string& input_;
  const VideoJobOptions& options_;
  const FrameModel& model_;
  Progress& progress_;
  bool camera_;
  VideoReader reader_;
  VideoOutputs outputs_;
  BoundedQueue<VideoFrame> frames_{kQueueFrames};
  BoundedQueue<FoundFrame> seen_{1};  // a frame that waits longer is a late one
  BoundedQueue<FoundFrame> found_{kQueueFrames};
  BoundedQueue<FinishedFrame> finished_{kQueueFrames};
  std::exception_ptr read_error_{};
  std::exception_ptr find_error_{};
  std::exception_ptr pose_error_{};
  std::exception_ptr draw_error_{};
  std::atomic<std::int64_t> dropped_ = 0;
  VideoSummary summary_{};
};

}  // namespace

bool is_video_argument(const std::string& argument) {
  if (is_camera(argument)) return true;
  std::string suffix = fs::path(argument).extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kVideoSuffixes.begin(), kVideoSuffixes.end(), suffix) != kVideoSuffixes.end();
}

std::string video_stem(const std::string& argument) {
  if (is_camera(argument)) return "camera" + argument.substr(kCamera.size());
  return fs::path(argument).stem().string();
}

VideoSummary segment_video(const std::string& input, const VideoJobOptions& options,
                           const FrameModel& model, Progress& progress) {
  const InterruptGuard guard;
  return VideoJob(input, options, model, progress).run();
}

}  // namespace handsight
