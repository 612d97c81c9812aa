// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <iterator>
#include <memory>
#include <new>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/inference/segmenter.h"
#include "handsight/perception/hands.h"
#include "handsight/perception/hands_json.h"
#include "handsight/perception/pose_perception.h"
#include "handsight/perception/stages.h"

#include "command.h"
#include "console.h"
#include "inputs.h"
#include "layer_model.h"
#include "models.h"
#include "pose_model.h"
#include "segment_options.h"
#include "segment_outputs.h"
#include "segment_video.h"
#include "tensor_runtime.h"

namespace handsight {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Verbosity verbosity_of(const SegmentArguments& arguments) {
  if (arguments.quiet) return Verbosity::kQuiet;
  return arguments.verbose ? Verbosity::kVerbose : Verbosity::kNormal;
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

Json model_json(const std::filesystem::path& path, const CheckpointInfo& info,
                const std::optional<PoseModel>& pose, const std::vector<LayerModel>& layers) {
  Json json{{"name", path.stem().string()}, {"network", info.network}, {"task", info.task}};
  if (pose) json["pose"] = pose->name;
  if (!layers.empty()) json["layer_model"] = names_of(layers);
  return json;
}

/// Only masks can be told without knowing where a hand's keypoints are, and which side it is.
bool needs_keypoints(const SegmentArguments& arguments) {
  const auto writes = [&](const char* kind) {
    return arguments.writes_files &&
           std::find(arguments.write.begin(), arguments.write.end(), kind) != arguments.write.end();
  };
  return !arguments.json.empty() || writes("overlay") || writes("json") || writes("parts") ||
         writes("depth");
}

std::optional<PoseModel> pose_model_of(const SegmentArguments& arguments) {
  if (!needs_keypoints(arguments)) return std::nullopt;
  return open_pose_model(arguments.pose, {.precision = arguments.precision,
                                          .device = arguments.device,
                                          .threads = arguments.pose_threads});
}

/// The networks of a video run side by side, so that each gets its own threads.
void share_threads(SegmentArguments& arguments) {
  arguments.threads = threads_beside_others(arguments.threads);
  if (!needs_keypoints(arguments)) return;
  arguments.pose_threads = std::max(1, arguments.threads / 2);
  arguments.threads = std::max(1, arguments.threads - arguments.pose_threads);
}

/// What tells depth, and parts where it can; these also come from keypoints.
std::vector<LayerModel> layer_models_of(const SegmentArguments& arguments,
                                        const std::vector<OutputKind>& kinds, bool has_keypoints) {
  if (!arguments.writes_files || !wants_layers(kinds)) return {};
  auto models = open_layer_models(
      arguments.layers,
      {.parts = wants(kinds, OutputKind::kParts), .depth = wants(kinds, OutputKind::kDepth)},
      arguments.field_of_view_deg,
      {.precision = arguments.precision, .device = arguments.device, .threads = arguments.threads});
  check_layers(kinds, models, has_keypoints);
  return models;
}

/// INPUT arguments by what reads them.
struct SplitInputs {
  std::vector<std::string> pictures{};
  std::vector<std::string> videos{};
};

SplitInputs split_inputs(const std::vector<std::string>& arguments) {
  SplitInputs inputs;
  std::partition_copy(arguments.begin(), arguments.end(), std::back_inserter(inputs.videos),
                      std::back_inserter(inputs.pictures), is_video_argument);
  return inputs;
}

/// Thresholds in the proportions of the defaults; without --smooth hands are still numbered.
PerceptionOptions perception_of(const SegmentArguments& arguments,
                                const std::optional<PoseModel>& pose) {
  PerceptionOptions options;
  if (pose) options.pose.crop.margin = pose->margin;
  options.pose.crop.looks = arguments.closer == "no" ? 1 : 2;
  options.hysteresis.grow = 0.7 * arguments.threshold;
  options.hysteresis.seed = std::min(1.0, 1.2 * arguments.threshold);
  options.handedness.mirrored = arguments.mirror == "yes";
  if (!arguments.smooth) {
    options = without_time(options);
    options.tracker.enabled = true;
    options.tracker.smooth = false;
    options.tracker.birth_frames = 1;
  }
  for (const auto& stage : arguments.without) options = without_stage(options, stage);
  return options;
}

void print_json_line(const Json& record) {
  const auto line = json_line(record) + "\n";
  if (std::fputs(line.c_str(), stdout) < 0 || std::fflush(stdout) != 0) {
    fail<FileError>("segment --json: standard output does not take the line; is the disk full?");
  }
}

/// One run of the command over its pictures.
class SegmentRun {
 public:
  SegmentRun(const SegmentArguments& arguments, const std::vector<OutputKind>& kinds,
             std::size_t pictures)
      : arguments_(arguments),
        pictures_(pictures),
        progress_(make_progress(verbosity_of(arguments))),
        model_path_(find_inference_model(arguments.model, arguments.precision)),
        segmenter_(model_path_, {.precision = arguments.precision,
                                 .scales = arguments.scales,
                                 .device = arguments.device,
                                 .threads = arguments.threads}),
        pose_(pose_model_of(arguments)),
        layers_(layer_models_of(arguments, kinds, pose_.has_value())),
        writes_layers_(arguments.writes_files && wants_layers(kinds)),
        perception_(perception_of(arguments, pose_)),
        model_(model_json(model_path_, segmenter_.info(), pose_, layers_)) {
    if (!arguments_.verbose) return;
    progress_->log("model " + model_path_.string());
    if (pose_) progress_->log("pose model " + pose_->path.string());
    for (const auto& model : layers_) progress_->log("model of layers " + model.path.string());
  }

  void report(std::string_view message) {
    progress_->finish({});
    report_error(message);
    failed_ = true;
  }
  void note(const std::string& message) {
    if (!arguments_.quiet) warn(message);
  }

  /// A picture that cannot be read is reported; outputs that cannot be written end the run, since
  /// the next ones would fare no better.
  void add(const PictureInput& input, const SegmentOutputs* outputs) {
    const auto start = Clock::now();
    const auto picture = segment(input);
    if (!picture) return;
    Json record;
    if (outputs != nullptr || !arguments_.json.empty()) {
      record = hands_json(
          {.path = name_of(input), .width = picture->image.width, .height = picture->image.height},
          model_, picture->hands);
    }
    if (outputs != nullptr) outputs->write(input.stem, *picture, record);
    if (!arguments_.json.empty()) print_json_line(record);
    ++done_;
    hands_ += picture->hands.size();
    if (arguments_.verbose) {
      progress_->log(name_of(input) + ": " + std::to_string(picture->image.width) + " x " +
                     std::to_string(picture->image.height) + ", " +
                     counted(picture->hands.size(), "hand") + ", " +
                     fixed(1e3 * seconds_since(start), "%.0f ms"));
    }
  }

  /// A video that cannot be read to its end is reported; the next input follows.
  void add_video(const std::string& input, const VideoJobOptions& options) {
    const auto& info = segmenter_.info();
    const FrameModel model{
        .hand_maps = [this, look = arguments_.closer == "yes" ? Look::kCloser : Look::kOnce](
                         const Image& image) { return segmenter_.segment(image, look); },
        .longest_px = static_cast<int>(std::max(info.input_width, info.input_height)),
        .keypoints = pose_ ? pose_->keypoints : nullptr,
        .description = model_};
    try {
      const auto summary = segment_video(input, options, model, *progress_);
      auto text = input + ": " + counted(static_cast<std::size_t>(summary.frames), "frame") +
                  " in " + fixed(summary.seconds, "%.1f s");
      if (summary.dropped > 0) text += ", " + std::to_string(summary.dropped) + " dropped";
      progress_->finish(text);
      interrupted_ = summary.interrupted;
      if (summary.interrupted && !input.starts_with("camera:")) {
        report(input + ": interrupted; the frames so far are written");
      }
    } catch (const InvalidArgument&) {
      throw;
    } catch (const std::exception& error) {
      const std::string message = error.what();
      report(message.substr(0, message.find('\n')));
    }
  }

  void end() const {
    if (failed_) throw AlreadyReported();
  }

  void run(const std::vector<PictureInput>& inputs, const SegmentOutputs* outputs) {
    progress_->start("segment", static_cast<std::int64_t>(pictures_));
    std::int64_t tried = 0;
    for (const auto& input : inputs) {
      add(input, outputs);
      progress_->update(++tried, name_of(input));
    }
    auto summary = counted(done_, "picture") + ", " + counted(hands_, "hand") + ", " +
                   fixed(seconds_since(started_), "%.1f s");
    if (outputs != nullptr && done_ > 0) summary += ", in " + arguments_.folder;
    progress_->finish(summary);
  }

  /// Ctrl-C ends the video at hand; what follows is left alone.
  [[nodiscard]] bool interrupted() const { return interrupted_; }
  [[nodiscard]] const PerceptionOptions& perception() const { return perception_; }

 private:
  FrameHands hands_of(const Image& image) const {
    const auto look = arguments_.closer == "no" ? Look::kOnce : Look::kCloser;
    return hands_of_picture(segmenter_.segment(image, look), image,
                            {.threshold = arguments_.threshold}, perception_,
                            pose_ ? pose_->keypoints : KeypointNetwork());
  }

  void add_layers(SegmentedPicture& picture) const {
    auto crop = perception_.pose.crop;
    if (!layers_.empty()) crop.margin = layers_.front().margin;
    const auto& image = picture.image;
    std::vector<LayerNetwork> networks;
    for (const auto& model : layers_) networks.push_back(model.layers);
    const auto layers =
        layers_of(image, picture.hands, networks, crop, perception_.handedness.mirrored);
    for (std::size_t i = 0; i < layers.size(); ++i) {
      picture.hands[i] =
          with_layers(std::move(picture.hands[i]), layers[i], image.width, image.height);
    }
    picture.parts = part_maps(picture.hands, layers, image.width, image.height);
    picture.depth = depth_map(picture.hands, layers, image.width, image.height);
  }

  std::optional<SegmentedPicture> segment(const PictureInput& input) {
    try {
      SegmentedPicture picture;
      picture.image = read_input(input, {.exif = arguments_.no_exif ? Exif::kSkip : Exif::kApply});
      auto found = hands_of(picture.image);
      picture.probability = std::move(found.probability);
      picture.hands = std::move(found.hands);
      if (writes_layers_) add_layers(picture);
      return picture;
    } catch (const std::bad_alloc&) {
      report("picture " + name_of(input) + ": out of memory; shrink the picture first");
    } catch (const std::exception& error) {
      const std::string message = error.what();
      report(message.substr(0, message.find('\n')));
    }
    return std::nullopt;
  }

  const SegmentArguments& arguments_;
  std::size_t pictures_;
  std::unique_ptr<Progress> progress_;
  std::filesystem::path model_path_;
  Segmenter segmenter_;
  std::optional<PoseModel> pose_;
  std::vector<LayerModel> layers_;
  bool writes_layers_;
  PerceptionOptions perception_;
  Json model_;
  Clock::time_point started_ = Clock::now();
  std::size_t done_ = 0;
  std::size_t hands_ = 0;
  bool failed_ = false;
  bool interrupted_ = false;
};

/// The stem, or with the first number behind it that makes it differ from all before.
std::string unused_stem(const std::string& stem, std::set<std::string>& used) {
  std::string name = stem;
  for (int number = 2; !used.insert(name).second; ++number) {
    name = stem + "_" + std::to_string(number);
  }
  return name;
}

void run_videos(SegmentRun& segment, const SegmentArguments& arguments,
                const std::vector<std::string>& videos, const std::vector<OutputKind>& kinds,
                const std::optional<Backdrop>& backdrop) {
  std::set<std::string> stems;
  for (const auto& video : videos) {
    if (segment.interrupted()) return;
    VideoJobOptions options{.folder = arguments.folder,
                            .stem = unused_stem(video_stem(video), stems),
                            .backdrop = backdrop,
                            .perception = segment.perception(),
                            .threshold = arguments.threshold};
    if (arguments.writes_files) options.kinds = kinds;
    if (!arguments.json.empty()) options.on_record = print_json_line;
    segment.add_video(video, options);
  }
}

void run(SegmentArguments arguments) {
  auto kinds = parse_output_kinds(arguments.write);
  const auto wants_background =
      std::find(kinds.begin(), kinds.end(), OutputKind::kBackdrop) != kinds.end();
  std::optional<Backdrop> backdrop;
  if (wants_background || !arguments.background.empty()) {
    backdrop.emplace(arguments.background.empty() ? "blur" : arguments.background);
    if (!wants_background) kinds.push_back(OutputKind::kBackdrop);
  }
  const auto arguments_by_kind = split_inputs(arguments.inputs);
  const auto inputs = expand_inputs(arguments_by_kind.pictures);
  if (inputs.pictures.empty() && arguments_by_kind.videos.empty()) {
    for (const auto& problem : inputs.problems) report_error(problem);
    throw AlreadyReported();
  }
  if (!arguments_by_kind.videos.empty()) share_threads(arguments);
  if (arguments.pose_threads == 0) arguments.pose_threads = arguments.threads;
  set_threads(arguments.threads);
  keep_freed_memory();
  if (!arguments_by_kind.videos.empty() && arguments.writes_files && wants_layers(kinds)) {
    fail("segment --write: parts and depth are written of pictures; ",
         arguments_by_kind.videos.front(), " is a video");
  }
  SegmentRun segment(arguments, kinds, inputs.pictures.size());
  for (const auto& problem : inputs.problems) segment.report(problem);
  run_videos(segment, arguments, arguments_by_kind.videos, kinds, backdrop);
  if (!inputs.pictures.empty() && !segment.interrupted()) {
    std::optional<SegmentOutputs> outputs;
    if (arguments.writes_files) {
      outputs.emplace(arguments.folder, kinds, arguments.threshold, inputs.pictures, backdrop);
      for (const auto& renamed : inputs.notes) segment.note(renamed);
    }
    segment.run(inputs.pictures, outputs ? &*outputs : nullptr);
  }
  segment.end();
}

}  // namespace

void add_segment_command(CLI::App& app) {
  const auto arguments = std::make_shared<SegmentArguments>();
  auto* command = add_segment_options(app, *arguments);
  command->callback([arguments, command] {
    arguments->writes_files = arguments->json.empty() || command->count("-o") > 0 ||
                              command->count("--write") > 0 || !arguments->background.empty();
    run(*arguments);
  });
}

}  // namespace handsight
