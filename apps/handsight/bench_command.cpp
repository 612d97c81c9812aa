// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/formats/atomic_file.h"

#include "command.h"
#include "listing.h"
#include "models.h"
#include "tensor_runtime.h"
#ifdef HANDSIGHT_HAS_ENGINE
#include "model_timing.h"
#endif
#ifdef HANDSIGHT_HAS_NETWORKS
#include "handsight/networks/encoder.h"
#include "handsight/networks/network.h"

#include "data_timing.h"
#include "network_timing.h"
#endif

namespace handsight {
namespace {

struct BenchArguments {
  std::string model;
  bool networks = false;
  bool encoders = false;
  std::vector<std::string> names;
  std::vector<std::string> precisions;  ///< empty = auto of a model, fp32 of a network
  std::string json;
  int threads = 0;
  int rounds = 0;  ///< 0 = what suits the measurement
#ifdef HANDSIGHT_HAS_ENGINE
  ModelTimingOptions model_timing;
#endif
#ifdef HANDSIGHT_HAS_NETWORKS
  NetworkTimingOptions timing;
  DataTimingOptions data;
#endif
};

void report(const BenchArguments& arguments, const Json& numbers, void (*print)(const Json&)) {
  if (arguments.json == "-") {
    std::fputs(json_text(numbers).c_str(), stdout);
    return;
  }
  if (!arguments.json.empty()) write_file(arguments.json, json_text(numbers));
  print(numbers);
}

#ifdef HANDSIGHT_HAS_ENGINE
void run_model(const BenchArguments& arguments) {
  auto options = arguments.model_timing;
  options.threads = arguments.threads;
  if (arguments.rounds > 0) options.rounds = arguments.rounds;
  auto timings = Json::array();
  const std::vector<std::string> automatic{options.precision};
  for (const auto& precision : arguments.precisions.empty() ? automatic : arguments.precisions) {
    options.precision = precision;
    const auto path = find_inference_model(arguments.model, precision);
    if (path.extension() != ".onnx") {
      fail("bench: ", path.string(), " is no .onnx model; make one with 'handsight export'");
    }
    timings.push_back(time_model(path, options));
  }
  report(arguments, timings, [](const Json& all) {
    for (const auto& timing : all) print_model_timing(timing);
  });
}

void add_model_options(CLI::App& command, BenchArguments& arguments) {
  command.add_option("-m,--model", arguments.model, "an .onnx model in the engine");
  command.add_option("--batch", arguments.model_timing.batch, "pictures at once, of --model")
      ->check(CLI::Range(1, 1024));
  command.add_option("--height", arguments.model_timing.height, "of --model; 0 = its own")
      ->check(CLI::Range(0, 8192));
  command.add_option("--width", arguments.model_timing.width, "of --model; 0 = its own")
      ->check(CLI::Range(0, 8192));
  command.add_flag("--layers", arguments.model_timing.layers, "time of each layer of --model");
}
#endif

#ifdef HANDSIGHT_HAS_NETWORKS
/// The names of a catalogue that were asked for; all when none were.
template <class Entry>
std::vector<std::string> chosen(const std::vector<Entry>& catalog,
                                const std::vector<std::string>& names) {
  std::vector<std::string> found;
  for (const auto& entry : catalog) {
    const bool wanted = std::find(names.begin(), names.end(), entry.name) != names.end();
    if (names.empty() || wanted) found.emplace_back(entry.name);
  }
  return found;
}

void print_table(const Json& items) {
  std::printf("%-24s %13s %10s %12s %12s %13s %14s\n", "name", "parameters", "MMAC", "forward ms",
              "forward MiB", "training ms", "training MiB");
  const auto mebibytes = [](const Json& bytes) { return bytes.get<double>() / 1048576.0; };
  for (const auto& item : items) {
    std::printf("%-24s %13jd %10.0f %12.1f %12.1f %13.1f %14.1f\n",
                item["name"].get<std::string>().c_str(),
                static_cast<std::intmax_t>(item["parameters"].get<std::int64_t>()),
                item["macs"].get<double>() * 1e-6, item["forward_ms"].get<double>(),
                mebibytes(item["forward_bytes"]), item["training_step_ms"].get<double>(),
                mebibytes(item["training_bytes"]));
  }
}

void print_data(const Json& timing) {
  std::printf("%s, one thread, samples a second\n", timing["data"].get<std::string>().c_str());
  std::printf("  read       %10.1f\n  batched    %10.1f\n  augmented  %10.1f\n",
              timing["read_per_s"].get<double>(), timing["batched_per_s"].get<double>(),
              timing["augmented_per_s"].get<double>());
}

void run_networks(const BenchArguments& arguments) {
  set_threads(arguments.threads);
  std::vector<std::string> networks;
  std::vector<std::string> encoders;
  if (arguments.networks) networks = chosen(network_catalog(), arguments.names);
  if (arguments.encoders) encoders = chosen(encoder_catalog(), arguments.names);
  for (const auto& name : arguments.names) {
    const auto known = [&](const auto& list) {
      return std::find(list.begin(), list.end(), name) != list.end();
    };
    if (!known(networks) && !known(encoders)) {
      fail("bench: no network or encoder '", name, "' among those to measure; see list networks");
    }
  }
  auto timing = arguments.timing;
  if (!arguments.precisions.empty()) timing.precision = arguments.precisions.front();
  if (arguments.rounds > 0) timing.rounds = arguments.rounds;
  report(arguments, time_networks(networks, encoders, timing), print_table);
}

void run_data(const BenchArguments& arguments) {
  if (arguments.networks || arguments.encoders) {
    fail("bench: --data is measured alone; leave --networks and --encoders out");
  }
  set_threads(1);
  report(arguments, time_data(arguments.data), print_data);
}

void add_training_options(CLI::App& command, BenchArguments& arguments) {
  command.add_flag("--networks", arguments.networks, "every network at its reference size");
  command.add_flag("--encoders", arguments.encoders, "every encoder at 224 x 224");
  command.add_option("--names", arguments.names, "only these, separated by commas")->delimiter(',');
  command.add_option("--device", arguments.timing.device, "auto | cpu | cuda | cuda:N");
  command.add_option("--data", arguments.data.data,
                     "NAME=PATH[:split]: how fast one thread reads and augments a data set");
  command.add_option("--samples", arguments.data.samples, "of --data")
      ->check(CLI::Range(1, 1000000));
  command.add_option("--size", arguments.data.size_px, "side of the batches of --data in pixels")
      ->check(CLI::Range(16, 4096));
  command.add_option("--augment", arguments.data.augmentations, "of --data, separated by commas")
      ->delimiter(',');
}
#endif

void run(const BenchArguments& arguments) {
  keep_freed_memory();
#ifdef HANDSIGHT_HAS_ENGINE
  if (!arguments.model.empty()) return run_model(arguments);
#endif
#ifdef HANDSIGHT_HAS_NETWORKS
  if (!arguments.data.data.empty()) return run_data(arguments);
  if (arguments.networks || arguments.encoders) return run_networks(arguments);
#endif
  fail("bench: nothing to measure; name a model with -m, or --networks, --encoders or --data");
}

}  // namespace

void add_bench_command(CLI::App& app) {
  auto* command = app.add_subcommand("bench", "Measure cost, memory and speed on this machine");
  const auto arguments = std::make_shared<BenchArguments>();
#ifdef HANDSIGHT_HAS_ENGINE
  add_model_options(*command, *arguments);
#endif
#ifdef HANDSIGHT_HAS_NETWORKS
  add_training_options(*command, *arguments);
#endif
  command->add_option("--json", arguments->json,
                      "also write the numbers to this file; - is stdout");
  command->add_option("--threads", arguments->threads, "0 takes all");
  command
      ->add_option("--rounds", arguments->rounds, "timed runs; 0 = 30 of a model, 5 of a network")
      ->check(CLI::Range(0, 1000));
  command
      ->add_option("--precision", arguments->precisions,
                   "auto | fp32 | bf16 | int8 (of an 8-bit model, of shipped ones the NAME-int8 "
                   "beside them); several of --model by commas")
      ->delimiter(',');
  command->callback([arguments] { run(*arguments); });
}

}  // namespace handsight
