// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/data/dataset.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/toml.h"
#include "handsight/networks/checkpoint.h"
#include "handsight/training/evaluation.h"

#include "command.h"
#include "console.h"
#ifdef HANDSIGHT_HAS_VISUALISATION
#include "gallery.h"
#endif
#include "models.h"
#include "tensor_runtime.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

struct EvaluateArguments {
  std::string model;
  std::string run;
  std::vector<std::string> data;
  std::vector<std::string> options;
  std::string protocol;
  std::vector<double> scales{1.0};
  std::string json;
  std::string gallery;
  std::string device = "cpu";
  std::string precision = "auto";
  int threads = 0;
  bool quiet = false;
};

/// One data set's numbers.
struct Result {
  std::string data;
  std::vector<PictureScore> pictures;
  std::vector<ProtocolValue> values;
};

DatasetRequest request_of(const EvaluateArguments& arguments, const std::string& text) {
  auto request = parse_dataset_argument(text);
  if (arguments.options.empty()) return request;
  Json options = request.options ? *request.options : Json::object();
  for (const auto& assignment : arguments.options) apply_override(options, assignment);
  request.options = std::make_shared<const Json>(options);
  return request;
}

Json to_json(const fs::path& model, const std::vector<Result>& results) {
  Json json{{"model", model.string()}, {"data", Json::array()}};
  for (const auto& result : results) {
    Json values = Json::object();
    Json baseline = Json::object();
    for (const auto& value : result.values) {
      values[value.name] = value.value;
      baseline[value.name] = value.all_background;
    }
    Json pictures = Json::array();
    for (const auto& picture : result.pictures) {
      pictures.push_back({{"id", picture.id}, {"iou", iou(picture.confusion)}});
    }
    json["data"].push_back({{"name", result.data},
                            {"pictures", result.pictures.size()},
                            {"metrics", values},
                            {"all_background", baseline},
                            {"per_picture", pictures}});
  }
  return json;
}

void print(const Result& result) {
  std::printf("%s: %zu pictures\n", result.data.c_str(), result.pictures.size());
  std::printf("  %-28s %10s %16s\n", "protocol.value", "model", "all background");
  for (const auto& value : result.values) {
    std::printf("  %-28s %10.4f %16.4f\n", value.name.c_str(), value.value, value.all_background);
  }
}

void save_gallery([[maybe_unused]] const EvaluateArguments& arguments,
                  [[maybe_unused]] Network& network, [[maybe_unused]] const Dataset& dataset,
                  [[maybe_unused]] const std::vector<PictureScore>& scores,
                  [[maybe_unused]] const PredictOptions& options) {
#ifdef HANDSIGHT_HAS_VISUALISATION
  write_gallery(arguments.gallery, network, dataset, scores, options);
#else
  fail("--gallery: this program was built without pictures (HANDSIGHT_IMAGING=OFF)");
#endif
}

void run(const EvaluateArguments& arguments) {
  if (arguments.model.empty() == arguments.run.empty()) {
    fail("evaluate: give either -m MODEL or --run DIR");
  }
  if (arguments.data.empty()) fail("evaluate: which pictures? give --data NAME=PATH[:split]");
  if (!arguments.protocol.empty()) (void)find_protocol(arguments.protocol);
  set_threads(arguments.threads);
  keep_freed_memory();
  const auto path = arguments.run.empty()
                        ? find_model(arguments.model)
                        : fs::path(arguments.run) / "checkpoints" / "best.safetensors";
  const auto device = choose_device(arguments.device);
  auto checkpoint = load_checkpoint(path);
  checkpoint.network->to(device);
  const PredictOptions options{
      .normalisation = checkpoint.info.normalisation,
      .longest_px = std::max(checkpoint.info.input_height, checkpoint.info.input_width),
      .scales = arguments.scales,
      .precision = choose_precision(arguments.precision, device)};
  const auto progress = make_progress(arguments.quiet ? Verbosity::kQuiet : Verbosity::kNormal);
  std::vector<Result> results;
  for (const auto& text : arguments.data) {
    const auto dataset = open_dataset(request_of(arguments, text));
    Result result{.data = text,
                  .pictures = score_pictures(*checkpoint.network, *dataset, options, *progress),
                  .values = {}};
    result.values = measure(result.pictures, arguments.protocol);
    if (arguments.json != "-") print(result);
    if (!arguments.gallery.empty()) {
      save_gallery(arguments, *checkpoint.network, *dataset, result.pictures, options);
    }
    results.push_back(std::move(result));
  }
  if (arguments.json.empty()) return;
  const auto text = to_json(path, results).dump(2) + "\n";
  if (arguments.json == "-") {
    std::fputs(text.c_str(), stdout);
  } else {
    write_file(arguments.json, text);
  }
}

}  // namespace

void add_evaluate_command(CLI::App& app) {
  auto* command = app.add_subcommand("evaluate", "Measure a model on labelled pictures");
  const auto arguments = std::make_shared<EvaluateArguments>();
  command->add_option("-m,--model", arguments->model, "a checkpoint, or a shipped model's name");
  command->add_option("--run", arguments->run, "a run folder; its best checkpoint is measured");
  command->add_option("--data", arguments->data, "NAME=PATH[:split], see handsight list datasets")
      ->allow_extra_args(false);
  command->add_option("--option", arguments->options, "key=value: option of the data set reader")
      ->allow_extra_args(false);
  command->add_option("--protocol", arguments->protocol, "one of handsight list protocols");
  command->add_option("--scales", arguments->scales, "of the input size; averaged")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--json", arguments->json, "file for the numbers; - for stdout");
  command->add_option("--gallery", arguments->gallery, "folder for pictures of the worst cases");
  command->add_option("--device", arguments->device, "cpu | cuda | cuda:N");
  command->add_option("--precision", arguments->precision, "auto | fp32 | bf16");
  command->add_option("--threads", arguments->threads, "0 = all cores")->check(CLI::Range(0, 1024));
  command->add_flag("--quiet", arguments->quiet, "no progress");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace handsight
