// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "model_timing.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/seed.h"
#include "handsight/engine/model.h"
#include "handsight/engine/quantize.h"

namespace handsight {
namespace {

using engine::Precision;
using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

Precision precision_of(const std::string& word) {
  for (const auto precision :
       {Precision::kAuto, Precision::kFp32, Precision::kBf16, Precision::kInt8}) {
    if (engine::name_of(precision) == word) return precision;
  }
  fail("bench: precision is '", word, "', expected auto, fp32, bf16 or int8");
}

engine::Tensor noise(const engine::Shape& shape) {
  Random random(Seed{1}.split("bench"));
  std::vector<float> values(static_cast<std::size_t>(engine::element_count(shape)));
  for (float& value : values) value = static_cast<float>(random.uniform(-1.0, 1.0));
  return engine::float_tensor(shape, values);
}

/// The model's inputs with their free sizes filled in: rows and columns of pictures with the size
/// that the metadata names, everything else with the batch.
std::vector<engine::Tensor> inputs_of(const engine::Model& model,
                                      const ModelTimingOptions& options) {
  std::int64_t height = options.height, width = options.width;
  const auto found = model.metadata().find("handsight.input_size");
  const auto named =
      found == model.metadata().end() ? Json() : Json::parse(found->second, nullptr, false);
  if (named.is_array() && named.size() == 2 && named[0].is_number_unsigned()) {
    if (height == 0) height = named[0].get<std::int64_t>();
    if (width == 0) width = named[1].get<std::int64_t>();
  }
  std::vector<engine::Tensor> inputs;
  for (const auto& input : model.inputs()) {
    auto shape = input.shape;
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      if (shape[axis] >= 0) continue;
      const bool is_picture = shape.size() == 4 && axis >= 2;
      shape[axis] = !is_picture ? options.batch : axis == 2 ? height : width;
      if (shape[axis] < 1)
        fail("bench: the model leaves its input size open; give one with --size");
    }
    inputs.push_back(noise(shape));
  }
  return inputs;
}

std::vector<TensorView> views_of(const std::vector<engine::Tensor>& tensors) {
  std::vector<TensorView> views;
  for (const auto& tensor : tensors) {
    views.push_back({.dtype = tensor.dtype, .shape = tensor.shape, .bytes = tensor.bytes});
  }
  return views;
}

/// Sorted.
std::vector<double> times_of(engine::Session& session, const std::vector<TensorView>& inputs,
                             int rounds) {
  std::vector<double> times;
  for (int i = 0; i < rounds; ++i) {
    const auto start = Clock::now();
    (void)session.run(inputs);
    times.push_back(milliseconds_since(start));
  }
  std::sort(times.begin(), times.end());
  return times;
}

double quantile(const std::vector<double>& sorted, double share) {
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(share * last + 0.5)];
}

/// The fastest of a few large products, written as a 1x1 convolution, which all precisions have.
double peak_gflop_per_s(Precision precision, int threads) {
  constexpr std::int64_t kChannels = 1024;
  constexpr std::int64_t kRows = 32, kColumns = 64;
  constexpr int kRounds = 10;
  engine::Graph graph{.opset = 13};
  graph.inputs = {{.name = "x", .shape = {1, kChannels, kRows, kColumns}}};
  graph.outputs = {{.name = "y"}};
  graph.constants["w"] = std::make_shared<engine::Tensor>(noise({kChannels, kChannels, 1, 1}));
  // 8-bit codes begin behind the first node
  graph.nodes = {{.name = "r", .op = "Relu", .inputs = {"x"}, .outputs = {"r"}},
                 {.name = "y", .op = "Conv", .inputs = {"r", "w"}, .outputs = {"y"}}};
  const std::vector<engine::Tensor> input{noise({1, kChannels, kRows, kColumns})};
  if (precision == Precision::kInt8) {
    const std::vector<engine::CalibrationSample> samples{input};
    graph = engine::quantize(graph, samples, {.keep_ends = false, .max_relative_error = 1.0}).graph;
  }
  engine::Session session(engine::Model(std::move(graph), {.precision = precision}),
                          {.threads = threads});
  const auto views = views_of(input);
  (void)session.run(views);
  double best = 0.0;
  for (int round = 0; round < kRounds; ++round) {
    for (const auto& layer : session.profile(views, 1)) best = std::max(best, layer.gflop_per_s);
  }
  return best;
}

/// "VmHWM" of the process.
std::int64_t peak_bytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  std::int64_t kilobytes = 0;
  while (status >> word) {
    if (word == "VmHWM:" && status >> kilobytes) break;
  }
  return kilobytes * 1024;
}

}  // namespace

Json time_model(const std::filesystem::path& path, const ModelTimingOptions& options) {
  const auto processors = static_cast<int>(std::thread::hardware_concurrency());
  const int threads = options.threads > 0 ? options.threads : std::max(1, processors);
  auto start = Clock::now();
  const auto model = engine::Model::load(path, {.precision = precision_of(options.precision)});
  const double load_ms = milliseconds_since(start);
  engine::Session session(model, {.threads = threads});
  const auto inputs = inputs_of(model, options);
  const auto views = views_of(inputs);
  start = Clock::now();
  (void)session.run(views);
  const double first_ms = milliseconds_since(start);
  const auto times = times_of(session, views, options.rounds);
  const auto layers = session.profile(views, std::min(options.rounds, 10));
  double gflop = 0.0;
  auto rows = Json::array();
  for (const auto& layer : layers) {
    gflop += layer.gflop_per_s * layer.median_ms * 1e-3;
    rows.push_back({{"name", layer.name},
                    {"op", layer.op},
                    {"shape", layer.shape},
                    {"ms", layer.median_ms},
                    {"gflop_per_s", layer.gflop_per_s}});
  }
  const double p50 = quantile(times, 0.5);
  const double rate = gflop / (p50 * 1e-3);
  const auto memory = peak_bytes();
  const double peak = peak_gflop_per_s(model.precision(), threads);
  Json timing{{"model", path.string()},
              {"precision", engine::name_of(model.precision())},
              {"threads", threads},
              {"batch", options.batch},
              {"input", inputs.front().shape},
              {"load_ms", load_ms},
              {"first_ms", first_ms},
              {"p50_ms", p50},
              {"p95_ms", quantile(times, 0.95)},
              {"images_per_s", static_cast<double>(options.batch) / (p50 * 1e-3)},
              {"arena_bytes", session.arena_bytes()},
              {"peak_bytes", memory},
              {"gflop", gflop},
              {"gflop_per_s", rate},
              {"peak_gflop_per_s", peak},
              {"share_of_peak", peak > 0.0 ? rate / peak : 0.0}};
  if (options.layers) timing["layers"] = std::move(rows);
  return timing;
}

void print_model_timing(const Json& timing) {
  const auto number = [&](const char* key) { return timing[key].get<double>(); };
  constexpr double kMebibyte = 1048576.0;
  std::printf("%s, %s, %d threads, input %s\n", timing["model"].get<std::string>().c_str(),
              timing["precision"].get<std::string>().c_str(), timing["threads"].get<int>(),
              timing["input"].dump().c_str());
  std::printf("  load %.1f ms, first run %.1f ms\n", number("load_ms"), number("first_ms"));
  std::printf("  p50 %.2f ms, p95 %.2f ms, %.1f images/s\n", number("p50_ms"), number("p95_ms"),
              number("images_per_s"));
  std::printf("  %.2f GFLOP, %.0f GFLOP/s, %.0f %% of the %.0f that a large product reaches\n",
              number("gflop"), number("gflop_per_s"), 100.0 * number("share_of_peak"),
              number("peak_gflop_per_s"));
  std::printf("  working memory %.1f MiB, process %.1f MiB\n", number("arena_bytes") / kMebibyte,
              number("peak_bytes") / kMebibyte);
  if (!timing.contains("layers")) return;
  for (const auto& layer : timing["layers"]) {
    std::printf("  %9.3f ms %8.0f GFLOP/s  %-38s %-22s %s\n", layer["ms"].get<double>(),
                layer["gflop_per_s"].get<double>(), layer["op"].get<std::string>().c_str(),
                layer["shape"].dump().c_str(), layer["name"].get<std::string>().c_str());
  }
}

}  // namespace handsight
