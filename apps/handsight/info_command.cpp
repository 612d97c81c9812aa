// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#ifdef HANDSIGHT_HAS_ENGINE
#include "handsight/engine/onnx_file.h"
#endif
#include "handsight/formats/safetensors.h"

#include "command.h"
#include "listing.h"
#include "models.h"

namespace handsight {
namespace {

struct InfoArguments {
  std::string model;
  bool json = false;
  bool tensors = false;
};

std::int64_t elements(const TensorView& tensor) {
  return static_cast<std::int64_t>(tensor.bytes.size() / size_of(tensor.dtype));
}

bool is_statistic(std::string_view name) {
  return name.ends_with("running_mean") || name.ends_with("running_var");
}

/// Metadata that is JSON becomes part of the tree; other text stays text.
Json metadata_of(const Metadata& entries) {
  constexpr std::string_view kPrefix = "handsight.";
  auto metadata = Json::object();
  for (const auto& [key, text] : entries) {
    const bool ours = key.starts_with(kPrefix);
    const bool structured = ours && !text.empty() && (text.front() == '[' || text.front() == '{');
    constexpr std::size_t kMostBytes = 4096;  // of text that is worth taking apart
    auto value =
        structured && text.size() <= kMostBytes ? Json::parse(text, nullptr, false) : Json(text);
    metadata[ours ? key.substr(kPrefix.size()) : key] =
        value.is_discarded() ? Json(text) : std::move(value);
  }
  return metadata;
}

#ifdef HANDSIGHT_HAS_ENGINE
/// Weights stored in 16 bits count, and are listed, as what they are read as.
Json describe_onnx(const std::filesystem::path& path) {
  const auto graph = engine::read_onnx(path);
  std::int64_t parameters = 0;
  auto tensors = Json::array();
  for (const auto& [name, tensor] : graph.constants) {
    const bool is_weight = tensor->dtype == DType::kF32 || tensor->dtype == DType::kI8;
    if (is_weight) parameters += engine::element_count(tensor->shape);
    tensors.push_back({{"name", name}, {"type", name_of(tensor->dtype)}, {"shape", tensor->shape}});
  }
  return {{"file", path.string()},
          {"bytes", std::filesystem::file_size(path)},
          {"parameters", parameters},
          {"buffers", 0},
          {"metadata", metadata_of(graph.metadata)},
          {"tensors", std::move(tensors)}};
}
#endif

Json describe(const std::filesystem::path& path) {
#ifdef HANDSIGHT_HAS_ENGINE
  if (path.extension() == ".onnx") return describe_onnx(path);
#endif
  const Safetensors file(path);
  std::int64_t parameters = 0;
  std::int64_t buffers = 0;
  auto tensors = Json::array();
  for (const auto& name : file.names()) {
    const auto& tensor = file.tensor(name);
    if (!name.ends_with("num_batches_tracked")) {
      (is_statistic(name) ? buffers : parameters) += elements(tensor);
    }
    tensors.push_back({{"name", name}, {"type", name_of(tensor.dtype)}, {"shape", tensor.shape}});
  }
  return {{"file", path.string()},
          {"bytes", std::filesystem::file_size(path)},
          {"parameters", parameters},
          {"buffers", buffers},
          {"metadata", metadata_of(file.metadata())},
          {"tensors", std::move(tensors)}};
}

void print(const Json& info, bool with_tensors) {
  const auto line = [](const std::string& key, const std::string& value) {
    std::printf("%-16s %s\n", printable(key).c_str(), printable(value).c_str());
  };
  for (const auto* key : {"file", "bytes", "parameters", "buffers"}) {
    line(key, info[key].is_string() ? info[key].get<std::string>() : info[key].dump());
  }
  line("tensors", std::to_string(info["tensors"].size()));
  for (const auto& [key, value] : info["metadata"].items()) {
    line(key, value.is_string() ? value.get<std::string>()
                                : value.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  if (!with_tensors) return;
  for (const auto& tensor : info["tensors"]) {
    line(tensor["type"].get<std::string>() + " " + tensor["shape"].dump(),
         tensor["name"].get<std::string>());
  }
}

void run(const InfoArguments& arguments) {
  const auto info = describe(find_model(arguments.model));
  if (arguments.json) {
    std::fputs(json_text(info).c_str(), stdout);
  } else {
    print(info, arguments.tensors);
  }
}

}  // namespace

void add_info_command(CLI::App& app) {
  auto* command = app.add_subcommand("info", "Show what a model or checkpoint holds");
  const auto arguments = std::make_shared<InfoArguments>();
  command->add_option("MODEL", arguments->model, "a file, or a shipped model's name")->required();
  command->add_flag("--json", arguments->json, "one object, with every tensor");
  command->add_flag("--tensors", arguments->tensors, "list the tensors too");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace handsight
