// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/inference/segmenter.h"
#include "handsight/serving/server.h"

#include "command.h"
#include "console.h"
#include "interrupt.h"
#include "layer_model.h"
#include "models.h"
#include "pose_model.h"
#include "tensor_runtime.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kTokenVariable = "HANDSIGHT_TOKEN";

struct ServeArguments {
  ServerOptions server{};
  std::vector<std::string> models{};
  std::string pose = "auto";
  std::string layers = "auto";
  double field_of_view_deg = 65.0;
  std::string token_file{};
  std::string page{};
  std::string precision = "auto";
  int threads = 0;
  bool quiet = false;
};

std::string content_type(const fs::path& path) {
  const auto suffix = path.extension().string();
  if (suffix == ".html") return "text/html; charset=utf-8";
  if (suffix == ".js" || suffix == ".mjs") return "text/javascript; charset=utf-8";
  if (suffix == ".css") return "text/css; charset=utf-8";
  if (suffix == ".svg") return "image/svg+xml";
  if (suffix == ".wasm") return "application/wasm";
  if (suffix == ".json" || suffix == ".webmanifest") return "application/json";
  return "application/octet-stream";
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail<FileError>(path.string(), ": the file cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Everything below the folder of the page, read once: a request can name nothing else.
StaticFiles read_page(const fs::path& folder) {
  constexpr std::uintmax_t kMostBytes = 64U << 20U;
  StaticFiles files;
  std::uintmax_t sum = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    sum += entry.file_size();
    if (sum > kMostBytes) {
      fail<FileError>(folder.string(), ": more than ", kMostBytes, " bytes; is this the page?");
    }
    const auto name = "/" + entry.path().lexically_relative(folder).generic_string();
    files[name] = {.type = content_type(entry.path()), .bytes = bytes_of(entry.path())};
  }
  return files;
}

StaticFiles find_page(const std::string& chosen) {
  if (!chosen.empty()) return read_page(chosen);
  std::error_code error;
  for (const auto& folder : resource_folders("web")) {
    const auto page = folder / "page";
    if (fs::is_regular_file(page / "index.html", error)) return read_page(page);
  }
  return {};
}

std::string find_token(const ServeArguments& arguments) {
  if (!arguments.token_file.empty()) {
    auto token = bytes_of(arguments.token_file);
    token.erase(token.find_last_not_of(" \r\n\t") + 1);
    if (token.empty()) fail<FileError>(arguments.token_file, ": the file holds no token");
    return token;
  }
  const char* token = std::getenv(kTokenVariable);
  return token == nullptr ? "" : token;
}

/// What looks at single hands, for each model that finds them.
struct HandModels {
  std::optional<PoseModel> pose{};
  std::vector<LayerModel> layers{};
};

HandModels load_hand_models(const ServeArguments& arguments) {
  const NetworkOptions options{.precision = arguments.precision, .threads = arguments.threads};
  return {.pose = open_pose_model(arguments.pose, options),
          .layers = open_layer_models(arguments.layers,
                                      {.parts = true, .depth = true, .depth_may_lack = true},
                                      arguments.field_of_view_deg, options)};
}

void add_hand_models(ServedModel& model, const HandModels& beside) {
  if (const auto& pose = beside.pose) {
    model.description["pose"] = pose->name;
    if (pose->tells_sides) model.description["sides"] = true;
    model.keypoints = pose->keypoints;
    model.pose_margin = pose->margin;
  }
  if (!beside.layers.empty()) model.description["layer_model"] = names_of(beside.layers);
  for (const auto& layers : beside.layers) {
    model.layers.push_back({.network = layers.layers,
                            .told = {.depth = layers.tells_depth, .parts = layers.tells_parts},
                            .margin = layers.margin});
  }
}

ServedModel load_model(const std::string& name, const ServeArguments& arguments) {
  const auto path = find_inference_model(name, arguments.precision);
  const auto segmenter = std::make_shared<Segmenter>(
      path, SegmenterOptions{.precision = arguments.precision, .threads = arguments.threads});
  const auto& info = segmenter->info();
  const auto network = [segmenter](std::span<const Image> pictures) {
    std::vector<HandMaps> maps;
    for (const Image& picture : pictures) maps.push_back(segmenter->segment(picture));
    return maps;
  };
  return {.name = path.stem().string(),
          .description = {{"name", path.stem().string()},
                          {"network", info.network},
                          {"task", info.task},
                          {"sides", segmenter->tells_sides()}},
          .longest_px = static_cast<int>(std::max(info.input_height, info.input_width)),
          .network = network};
}

void run(ServeArguments arguments) {
  if (arguments.models.empty()) arguments.models.emplace_back(kDefaultModel);
  arguments.threads = threads_beside_others(arguments.threads);
  set_threads(arguments.threads);
  keep_freed_memory();
  share_memory_pools();
  arguments.server.token = find_token(arguments);
  std::vector<ServedModel> models;
  const auto beside = load_hand_models(arguments);
  for (const auto& name : arguments.models) {
    models.push_back(load_model(name, arguments));
    add_hand_models(models.back(), beside);
  }
  Server server(arguments.server, std::move(models), find_page(arguments.page));
  const InterruptGuard guard;
  const int port = server.bind();
  if (!arguments.quiet) {
    std::fprintf(stderr, "serving on http://%s:%d (Ctrl-C ends)\n", arguments.server.host.c_str(),
                 port);
  }
  std::atomic<bool> ended = false;
  std::thread watch([&] {
    while (!ended && !InterruptGuard::interrupted()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    server.stop();
  });
  server.run();
  ended = true;
  watch.join();
}

void add_model_options(CLI::App& command, ServeArguments& a) {
  command
      .add_option("-m,--model", a.models,
                  "an .onnx model, a checkpoint, or a shipped model's name; repeatable")
      ->allow_extra_args(false);
  command.add_option("--pose", a.pose,
                     "keypoint model, as -m; none = no keypoints (hand-pose where it is found)");
  command.add_option("--layers", a.layers,
                     "model of depth, parts or both, as -m; none (hand-depth and hand-parts where "
                     "they are found); run only for requests that ask for what it tells");
  command
      .add_option("--fov", a.field_of_view_deg,
                  "field of view of the clients' cameras along the longer side of their pictures, "
                  "in degrees (65): depth is in proportion to the focal length")
      ->check(CLI::Range(5.0, 170.0));
  command.add_option(
      "--precision", a.precision,
      "auto | fp32 | bf16 | int8: an 8-bit model, of shipped ones the NAME-int8 beside them");
  command.add_option("--threads", a.threads, "of the network; 0 = all cores but one")
      ->check(CLI::Range(0, 1024));
}

void add_limits(CLI::App& command, ServerOptions& server) {
  command.add_option("--max-body", server.max_body_bytes, "bytes of one request")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 30));
  command.add_option("--max-pixels", server.max_pixels, "of one picture")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 26));
  command.add_option("--max-in-work", server.max_in_work, "pictures at once; more get 503")
      ->check(CLI::Range(1, 10000));
}

}  // namespace

void add_serve_command(CLI::App& app) {
  auto* command = app.add_subcommand("serve", "Answer requests over HTTP, with a live page");
  const auto arguments = std::make_shared<ServeArguments>();
  auto& a = *arguments;
  command->add_option("--host", a.server.host, "address to listen on (127.0.0.1)");
  command->add_option("--port", a.server.port, "0 = any that is free (8080)")
      ->check(CLI::Range(0, 65535));
  add_model_options(*command, a);
  command->add_option("--token-file", a.token_file,
                      "file with the bearer token that requests must carry; else "
                      "$HANDSIGHT_TOKEN. Needed on addresses that other machines reach");
  command->add_option("--cors", a.server.cors_origin, "origin whose pages may call");
  command->add_option("--page", a.page, "folder of the page (the one that comes with the program)");
  add_limits(*command, a.server);
  command->add_flag("--quiet", a.quiet, "say nothing but errors");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace handsight
