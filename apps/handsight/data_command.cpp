// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/data/dataset.h"
#include "handsight/formats/toml.h"

#include "command.h"
#include "data_tools.h"
#include "listing.h"

namespace handsight {
namespace {

Json readers() {
  auto items = Json::array();
  for (const auto& entry : dataset_catalog()) {
    auto options = Json::array();
    for (const auto& field : entry.options()) {
      options.push_back({{"name", field.name},
                         {"type", field.type},
                         {"default", Json::parse(field.default_value)},
                         {"allowed", field.allowed},
                         {"help", field.help}});
    }
    items.push_back({{"name", entry.name},
                     {"summary", entry.summary},
                     {"layout", entry.layout},
                     {"options", std::move(options)}});
  }
  return items;
}

void print_readers(bool json) {
  const auto items = readers();
  if (json) {
    std::fputs(json_text(items).c_str(), stdout);
    return;
  }
  for (const auto& item : items) {
    std::printf("%s\n  %s\n  files: %s\n", item["name"].get<std::string>().c_str(),
                item["summary"].get<std::string>().c_str(),
                item["layout"].get<std::string>().c_str());
    for (const auto& option : item["options"]) {
      std::printf("  --option %s=%s  %s\n", option["name"].get<std::string>().c_str(),
                  option["default"].dump().c_str(), option["help"].get<std::string>().c_str());
    }
  }
}

void add_common(CLI::App* command, DataArguments& arguments) {
  command->add_option("data", arguments.data, "NAME=PATH[:split], see handsight data list")
      ->required();
  command->add_option("--option", arguments.options, "key=value: option of the reader");
  command->add_option("--seed", arguments.seed, "of readers that make their samples");
  command->add_flag("--quiet", arguments.quiet, "no progress");
}

void add_inspect(CLI::App* data) {
  auto* command = data->add_subcommand("inspect", "Count pictures, sizes, labels and subjects");
  const auto arguments = std::make_shared<InspectArguments>();
  add_common(command, arguments->common);
  command->add_option("--limit", arguments->limit, "look at this many samples, spread evenly");
  command->add_flag("--json", arguments->json, "print JSON");
  command->callback([arguments] { inspect_data(*arguments); });
}

void add_check(CLI::App* data) {
  auto* command = data->add_subcommand(
      "check", "Name every fault: files, labels, duplicates, videos and people in two splits");
  const auto arguments = std::make_shared<CheckArguments>();
  add_common(command, arguments->common);
  command->add_option("--limit", arguments->limit, "look at this many samples of each split");
  command->add_flag("--json", arguments->json, "print JSON");
  command->callback([arguments] { check_data(*arguments); });
}

void add_preview(CLI::App* data) {
  auto* command = data->add_subcommand("preview", "Draw a sheet of pictures with their masks");
  const auto arguments = std::make_shared<PreviewArguments>();
  add_common(command, arguments->common);
  command->add_option("-o,--output", arguments->output, "PNG or JPEG file")->required();
  command->add_option("--count", arguments->count, "pictures")->check(CLI::Range(1, 2000));
  command->add_option("--columns", arguments->columns, "pictures a row; 0 = about as many as rows")
      ->check(CLI::Range(0, 100));
  command->add_option("--cell", arguments->cell_px, "side of a picture's square in pixels")
      ->check(CLI::Range(32, 2048));
  command->callback([arguments] { preview_data(*arguments); });
}

void add_pack(CLI::App* data) {
  auto* command = data->add_subcommand("pack", "Write a data set as memory-mapped shards");
  const auto arguments = std::make_shared<PackArguments>();
  add_common(command, arguments->common);
  command->add_option("-o,--output", arguments->output, "folder of the pack")->required();
  command->add_option("--longest", arguments->longest, "shrink to this longer side in pixels")
      ->check(CLI::Range(16, 32767));
  command->add_option("--shard-size", arguments->shard_size, "samples a file")
      ->check(CLI::Range(1, 1000000));
  command->add_option("--count", arguments->count, "samples, of readers that make them")
      ->check(CLI::Range(1, 100000000));
  command->add_option("--workers", arguments->workers, "threads")->check(CLI::Range(1, 256));
  command->callback([arguments] { pack_data(*arguments); });
}

void add_render(CLI::App* data) {
  auto* command =
      data->add_subcommand("render", "Render labelled hands in the files of a data set");
  const auto arguments = std::make_shared<RenderArguments>();
  command->add_option("-o,--output", arguments->output, "folder; made, or empty")->required();
  command->add_option("--count", arguments->count, "pictures, or clips with --clips")
      ->check(CLI::Range(1, 10000000));
  command->add_option("--size", arguments->size, "side of the pictures in pixels")
      ->check(CLI::Range(16, 4096));
  command->add_option("--seed", arguments->seed, "another seed gives other people and pictures");
  command->add_option("--layout", arguments->layout, "as which data set lies on disk, or packed");
  command->add_option("--hands", arguments->hands, "which hands are there")
      ->check(CLI::IsMember({"left", "right", "both", "any"}));
  command->add_option("--clips", arguments->clip_length, "frames of a clip; 1 = single pictures")
      ->check(CLI::Range(1, 100000));
  command->add_option("--option", arguments->options, "key=value: more of the data set synthetic")
      ->allow_extra_args(false);
  command->add_option("--workers", arguments->workers, "threads; 0 = all cores")
      ->check(CLI::Range(0, 1024));
  command->add_flag("--quiet", arguments->quiet, "no progress");
  command->callback([arguments] { render_data(*arguments); });
}

void add_convert(CLI::App* data) {
  auto* command = data->add_subcommand("convert", "Write a data set in the files of another");
  const auto arguments = std::make_shared<ConvertArguments>();
  add_common(command, arguments->common);
  command->add_option("-o,--output", arguments->output, "folder; made, or empty")->required();
  command->add_option("--to", arguments->layout, "coco, folder or another layout");
  command->add_option("--longest", arguments->longest, "shrink to this longer side in pixels")
      ->check(CLI::Range(16, 32767));
  command->add_option("--workers", arguments->workers, "threads; 0 = all cores")
      ->check(CLI::Range(0, 1024));
  command->callback([arguments] { convert_data(*arguments); });
}

}  // namespace

DatasetRequest request_of(const DataArguments& arguments) {
  auto request = parse_dataset_argument(arguments.data);
  if (arguments.options.empty()) return request;
  Json options = request.options ? *request.options : Json::object();
  for (const auto& assignment : arguments.options) apply_override(options, assignment);
  request.options = std::make_shared<const Json>(std::move(options));
  return request;
}

std::vector<std::size_t> spread(std::size_t size, std::size_t count) {
  if (count == 0 || count > size) count = size;
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < count; ++i) indices.push_back(i * size / count);
  return indices;
}

void add_data_command(CLI::App& app) {
  auto* data = app.add_subcommand("data", "Look at data sets, render, pack and convert them");
  data->require_subcommand(1);
  auto* list = data->add_subcommand("list", "The readers and their options");
  const auto json = std::make_shared<bool>(false);
  list->add_flag("--json", *json, "print JSON");
  list->callback([json] { print_readers(*json); });
  add_inspect(data);
  add_check(data);
  add_preview(data);
  add_pack(data);
  add_render(data);
  add_convert(data);
}

}  // namespace handsight
