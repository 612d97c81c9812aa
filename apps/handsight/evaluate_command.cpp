// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/data/dataset.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/text.h"
#include "handsight/formats/toml.h"
#include "handsight/inference/pose_note.h"
#include "handsight/metrics/size_bins.h"
#include "handsight/networks/checkpoint.h"
#include "handsight/perception/stages.h"
#include "handsight/training/evaluation.h"
#include "handsight/training/run_state.h"

#include "command.h"
#include "console.h"
#include "evaluation_page.h"
#include "evaluation_report.h"
#ifdef HANDSIGHT_HAS_VISUALISATION
#include "gallery.h"
#include "pose_model.h"
#include "video_stability.h"
#endif
#include "listing.h"
#include "models.h"
#include "tensor_runtime.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

struct EvaluateArguments {
  std::vector<std::string> models;
  std::vector<std::string> runs;
  std::vector<std::string> data;
  std::vector<std::string> videos;
  std::string pose = "none";
  std::vector<std::string> without;
  std::vector<std::string> options;
  std::string protocol;
  std::vector<double> scales{1.0};
  bool multi_scale = false;
  bool flip = false;
  bool cross = false;
  std::string metric;
  std::string fit = "auto";
  int resamples = 1000;
  std::string json;
  std::string compare;
  std::string report;
  std::string gallery;
  std::string device = "cpu";
  std::string precision = "auto";
  int threads = 0;
  bool quiet = false;
};

/// A network that is measured, and how pictures go through it.
struct Candidate {
  std::string name;
  Checkpoint checkpoint;
  EvaluationOptions options;
};

/// How a run's recipe brings pictures to the input size; letter_box where nothing is known.
std::string trained_fit(const fs::path& run) {
  const auto path = run / "recipe.toml";
  if (run.empty() || !fs::exists(path)) return "letter_box";
  return recipe_from_json(read_toml(path), path.string()).input.fit;
}

/// run  the folder that the checkpoint is from; empty = none
Candidate load_candidate(const EvaluateArguments& arguments, const std::string& name,
                         const fs::path& checkpoint, const fs::path& run) {
  Candidate candidate{.name = name, .checkpoint = load_checkpoint(checkpoint), .options = {}};
  const auto device = choose_device(arguments.device);
  candidate.checkpoint.network->to(device);
  auto& info = candidate.checkpoint.info;
  if (!run.empty()) info = completed_by_run(std::move(info), run);
  const auto note = pose_note_of(info, checkpoint.string());
  const auto fit = arguments.fit == "auto" ? trained_fit(run) : arguments.fit;
  const bool looks_at_hands = info.notes.contains(kPoseNote);
  candidate.options = {
      .predict = {.normalisation = info.normalisation,
                  .longest_px = std::max(info.input_height, info.input_width),
                  .scales =
                      arguments.multi_scale ? std::vector<double>{0.6, 0.8, 1.0} : arguments.scales,
                  .precision = choose_precision(arguments.precision, device)},
      .fit = looks_at_hands     ? Fit::kHandCrop
             : fit == "stretch" ? Fit::kStretch
                                : Fit::kLetterBox,
      .height = info.input_height,
      .width = info.input_width,
      .flip = arguments.flip,
      .hand_crop = {.margin = note.margin, .mirror_left = note.mirror_left},
      .decoding = decoding_of(note)};
  return candidate;
}

std::vector<Candidate> load_candidates(const EvaluateArguments& arguments) {
  std::vector<Candidate> candidates;
  for (const auto& model : arguments.models) {
    candidates.push_back(load_candidate(arguments, model, find_model(model), {}));
  }
  for (const auto& run : arguments.runs) {
    candidates.push_back(
        load_candidate(arguments, run, fs::path(run) / "checkpoints" / "best.safetensors", run));
  }
  return candidates;
}

DatasetRequest request_of(const EvaluateArguments& arguments, const std::string& text) {
  auto request = parse_dataset_argument(text);
  if (arguments.options.empty()) return request;
  Json options = request.options ? *request.options : Json::object();
  for (const auto& assignment : arguments.options) apply_override(options, assignment);
  request.options = std::make_shared<const Json>(options);
  return request;
}

/// The protocols that fit what was measured, or the one that was asked for.
std::vector<ProtocolEntry> chosen_protocols(const EvaluateArguments& arguments,
                                            const std::vector<PictureRecord>& pictures) {
  if (!arguments.protocol.empty()) return {find_protocol(arguments.protocol)};
  std::vector<ProtocolEntry> protocols;
  for (const auto& entry : protocol_catalog()) {
    if (!with_task(pictures, entry.task).empty()) protocols.push_back(entry);
  }
  return protocols;
}

/// A folder name for the gallery of one model on one data set.
[[maybe_unused]] std::string folder_name(const std::string& text) {
  std::string name = text;
  for (auto& c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!plain && c != '.' && c != '-') c = '_';
  }
  return name.starts_with('.') ? "_" + name : name;
}

std::vector<fs::path> save_gallery([[maybe_unused]] const EvaluateArguments& arguments,
                                   [[maybe_unused]] const Candidate& candidate,
                                   [[maybe_unused]] const Dataset& dataset,
                                   [[maybe_unused]] const DataResult& result) {
#ifdef HANDSIGHT_HAS_VISUALISATION
  auto folder = fs::path(arguments.gallery);
  if (arguments.models.size() + arguments.runs.size() > 1) folder /= folder_name(result.model);
  if (arguments.data.size() > 1) folder /= folder_name(result.data);
  return write_gallery(folder, *candidate.checkpoint.network, dataset, result.pictures,
                       candidate.options);
#else
  fail("--gallery: this program was built without pictures (HANDSIGHT_IMAGING=OFF)");
#endif
}

DataResult measure_on(const EvaluateArguments& arguments, const Candidate& candidate,
                      const std::string& data, Progress& progress) {
  const auto dataset = open_dataset(request_of(arguments, data));
  auto evaluation =
      evaluate_pictures(*candidate.checkpoint.network, *dataset, candidate.options, progress);
  DataResult result{.model = candidate.name, .data = data};
  result.pictures = std::move(evaluation.pictures);
  const IntervalOptions intervals{.resamples = arguments.resamples};
  const auto protocols = chosen_protocols(arguments, result.pictures);
  for (const auto& protocol : protocols) {
    result.measurements.push_back(
        measure(protocol, result.pictures, evaluation.trivial, intervals));
    result.measurements.back().data = data;
  }
  const auto bins = by_hand_size(result.pictures);
  for (std::size_t bin = 0; bin < bins.size(); ++bin) {
    if (protocols.empty() || with_task(bins[bin], protocols.front().task).empty()) continue;
    result.sizes.push_back({.bin = std::string(kSizeBins[bin].name),
                            .measurement = measure(protocols.front(), bins[bin], {}, intervals)});
  }
  if (!arguments.gallery.empty()) {
    result.gallery = save_gallery(arguments, candidate, *dataset, result);
  }
  return result;
}

/// Throws FileError when `stream` does not take all of it.
void print(const std::string& text, std::FILE* stream) {
  if (std::fputs(text.c_str(), stream) < 0 || std::fflush(stream) != 0) {
    fail<FileError>("evaluate: ", stream == stdout ? "standard output" : "standard error",
                    " does not take the numbers; is the disk full?");
  }
}

/// What an earlier evaluation measured.
std::vector<Measurement> read_measurements(const std::string& path) {
  const auto json = Json::parse(read_text(path), nullptr, false);
  if (json.is_discarded()) fail<FileError>(path, ": not JSON");
  return measurements_from_json(json, path);
}

/// What was gained over an earlier evaluation of the same pictures, which is in the file `path`.
std::string gains_over(const std::vector<Measurement>& before, const std::string& path,
                       const std::vector<DataResult>& results) {
  auto text = "against " + path + "\n";
  for (const auto& result : results) {
    for (const auto& measurement : result.measurements) {
      const auto same = std::find_if(before.begin(), before.end(), [&](const Measurement& m) {
        return m.protocol == measurement.protocol && m.data == measurement.data;
      });
      if (same == before.end()) {
        fail(path, ": nothing measured by ", measurement.protocol, " on ", measurement.data,
             "; numbers of unlike protocols or pictures are not compared");
      }
      text += gains_text(*same, measurement);
    }
  }
  return text;
}

/// Throws InvalidArgument when no model has the outputs that --metric needs, or --protocol leaves
/// it out.
void check_metric(const EvaluateArguments& arguments, const std::vector<Candidate>& candidates) {
  std::set<std::string> known;
  for (const auto& candidate : candidates) {
    for (auto& name : metric_names(tasks_of(candidate.checkpoint.network->outputs()))) {
      if (!arguments.protocol.empty() && !name.starts_with(arguments.protocol + ".")) continue;
      known.insert(std::move(name));
    }
  }
  if (arguments.metric.empty() || known.contains(arguments.metric)) return;
  std::string list;
  for (const auto& name : known) list.append(list.empty() ? "" : ", ").append(name);
  fail("evaluate: no metric '", arguments.metric, "'; there is: ", list);
}

std::string first_metric(const std::vector<DataResult>& results) {
  const auto& first = results.front().measurements.front();
  return first.protocol + "." + first.values.front().name;
}

/// Throws FileError when a result could not be put there after hours of work; "" and "-" are no
/// file.
void check_writable(const std::string& path) {
  if (path.empty() || path == "-") return;
  const AtomicFile probe(path);  // leaves nothing behind
}

void check(const EvaluateArguments& arguments) {
  const auto count = arguments.models.size() + arguments.runs.size();
  if (count == 0) fail("evaluate: give -m MODEL or --run DIR");
  if (count > 1 && !arguments.cross) fail("evaluate: several models are measured with --cross");
  if (arguments.data.empty() == arguments.videos.empty()) {
    fail("evaluate: which pictures? give --data NAME=PATH[:split], or --video FILE, not both");
  }
  if (!arguments.protocol.empty()) (void)find_protocol(arguments.protocol);
  check_writable(arguments.json);
  check_writable(arguments.report);
}

/// The numbers of hours of work, before anything else can go wrong.
void save_json(const std::string& path, const Json& results) {
  if (path.empty()) return;
  const auto text = json_text(results);
  if (path == "-") {
    print(text, stdout);
  } else {
    write_file(path, text);
  }
}

void run_videos([[maybe_unused]] const EvaluateArguments& arguments,
                [[maybe_unused]] Progress& progress) {
#ifdef HANDSIGHT_HAS_VISUALISATION
  if (arguments.models.empty()) fail("evaluate: --video measures a model, give -m MODEL");
  const Segmenter segmenter(find_inference_model(arguments.models.front()),
                            {.precision = arguments.precision,
                             .scales = arguments.scales,
                             .device = arguments.device,
                             .threads = arguments.threads});
  const auto pose = open_pose_model(
      arguments.pose,
      {.precision = arguments.precision, .device = arguments.device, .threads = arguments.threads});
  PerceptionOptions perception;
  if (pose) perception.pose.crop.margin = pose->margin;
  for (const auto& stage : arguments.without) perception = without_stage(perception, stage);
  Json list = Json::array();
  for (const auto& video : arguments.videos) {
    const auto stability = measure_stability(segmenter, video, perception,
                                             pose ? pose->keypoints : KeypointNetwork(), progress);
    if (arguments.json != "-") print(text_of(stability), stdout);
    list.push_back(to_json(stability));
  }
  save_json(arguments.json, {{"videos", list}});
#else
  fail("--video: this program was built without pictures (HANDSIGHT_IMAGING=OFF)");
#endif
}

void run(const EvaluateArguments& arguments) {
  check(arguments);
  set_threads(arguments.threads);
  keep_freed_memory();
  const auto progress = make_progress(arguments.quiet ? Verbosity::kQuiet : Verbosity::kNormal);
  if (!arguments.videos.empty()) return run_videos(arguments, *progress);
  const auto before =
      arguments.compare.empty() ? std::vector<Measurement>{} : read_measurements(arguments.compare);
  const auto candidates = load_candidates(arguments);
  check_metric(arguments, candidates);
  const bool to_stdout = arguments.json == "-";
  std::vector<DataResult> results;
  for (const auto& candidate : candidates) {
    for (const auto& data : arguments.data) {
      results.push_back(measure_on(arguments, candidate, data, *progress));
      if (!to_stdout && !arguments.cross) print(text_of(results.back()), stdout);
    }
  }
  save_json(arguments.json, to_json(results));
  const auto metric = arguments.metric.empty() ? first_metric(results) : arguments.metric;
  if (arguments.cross && !to_stdout) print(text_of(cross_matrix(results, metric)), stdout);
  if (!arguments.report.empty()) {
    write_file(arguments.report, render_page(evaluation_page(results, metric)));
  }
  if (arguments.compare.empty()) return;
  print(gains_over(before, arguments.compare, results), to_stdout ? stderr : stdout);
}

}  // namespace

void add_evaluate_command(CLI::App& app) {
  auto* command = app.add_subcommand("evaluate", "Measure models on labelled pictures");
  const auto arguments = std::make_shared<EvaluateArguments>();
  auto& a = *arguments;
  command->add_option("-m,--model", a.models, "a checkpoint, or a shipped model's name")
      ->allow_extra_args(false);
  command->add_option("--run", a.runs, "a run folder; its best checkpoint is measured")
      ->allow_extra_args(false);
  command->add_option("--data", a.data, "NAME=PATH[:split], see handsight list datasets")
      ->allow_extra_args(false);
  command
      ->add_option("--video", a.videos,
                   "instead of --data: how steady hands are in a video, best one in which nothing "
                   "moves")
      ->allow_extra_args(false);
  command->add_option("--pose", a.pose,
                      "with --video: a model of keypoints that is measured too, or auto | none");
  command
      ->add_option("--without", a.without,
                   "with --video: stages of perception to leave out, see docs/video-and-serving.md")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--option", a.options, "key=value: option of the data set reader")
      ->allow_extra_args(false);
  command->add_option("--protocol", a.protocol, "one of handsight list protocols; all that fit");
  auto* scales = command->add_option("--scales", a.scales, "of the input size; merged")
                     ->delimiter(',')
                     ->allow_extra_args(false);
  command->add_flag("--multi-scale", a.multi_scale, "scales 0.6, 0.8 and 1")->excludes(scales);
  command->add_flag("--flip", a.flip, "show mirrored pictures too and merge");
  command->add_flag("--cross", a.cross, "every model on every data set, as a table");
  command->add_option("--metric", a.metric, "PROTOCOL.VALUE in that table; the first");
  command->add_option("--fit", a.fit, "how pictures come to the input size; auto: as the run did")
      ->check(CLI::IsMember({"auto", "letter_box", "stretch"}));
  command->add_option("--resamples", a.resamples, "of the bootstrap; 0 = no intervals")
      ->check(CLI::Range(0, 100000));
  command->add_option("--json", a.json, "file for the numbers; - for stdout");
  command->add_option("--compare", a.compare, "earlier --json file: show what was gained");
  command->add_option("--report", a.report, "HTML file with numbers, charts and the gallery");
  command->add_option("--gallery", a.gallery, "folder for pictures of the worst cases");
  command->add_option("--device", a.device, "cpu | cuda | cuda:N");
  command->add_option("--precision", a.precision, "auto | fp32 | bf16");
  command->add_option("--threads", a.threads, "0 = all cores")->check(CLI::Range(0, 1024));
  command->add_flag("--quiet", a.quiet, "no progress");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace handsight
