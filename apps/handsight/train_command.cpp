// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/formats/toml.h"
#include "handsight/training/sources.h"
#include "handsight/training/trainer.h"

#include "command.h"
#include "console.h"
#include "models.h"
#include "tensor_runtime.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

struct TrainArguments {
  std::string recipe;
  std::vector<std::string> data;
  std::string out;
  std::vector<std::string> overrides;
  std::string resume;
  std::string device = "cpu";
  int threads = 0;
  bool quiet = false;
};

/// A file, or the name of a recipe that comes with the program.
fs::path find_recipe(const std::string& name) {
  if (fs::exists(name)) return name;
  std::string places;
  for (const auto& folder : resource_folders("recipes")) {
    for (const auto& candidate : {folder / name, folder / (name + ".toml")}) {
      if (fs::is_regular_file(candidate)) return candidate;
    }
    places += (places.empty() ? "" : ", ") + folder.string();
  }
  fail<FileError>("recipe '", name, "': no such file, and none of that name in ",
                  places.empty() ? "a recipes folder" : places, "; see handsight list recipes");
}

std::map<std::string, std::string> data_paths(const std::vector<std::string>& arguments) {
  std::map<std::string, std::string> paths;
  for (const auto& argument : arguments) {
    const auto equals = argument.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == argument.size()) {
      fail("--data '", argument, "': expected NAME=PATH");
    }
    paths[argument.substr(0, equals)] = argument.substr(equals + 1);
  }
  return paths;
}

Recipe load_recipe(const TrainArguments& arguments) {
  if (arguments.recipe.empty() && arguments.resume.empty()) {
    fail("train: which recipe? give RECIPE, or --resume DIR to go on with a run");
  }
  const auto path = arguments.recipe.empty() ? fs::path(arguments.resume) / "recipe.toml"
                                             : find_recipe(arguments.recipe);
  auto tree = read_toml(path);
  for (const auto& assignment : arguments.overrides) apply_override(tree, assignment);
  auto recipe = recipe_from_json(tree, path.string());
  bind_data(recipe, data_paths(arguments.data));
  return recipe;
}

void run(const TrainArguments& arguments) {
  const auto recipe = load_recipe(arguments);
  TrainOptions options{.folder = fs::path("runs") / recipe.name,
                       .resume = !arguments.resume.empty(),
                       .device = arguments.device};
  if (options.resume) {
    options.folder = arguments.resume;
    if (!arguments.out.empty()) fail("train: give --out or --resume, not both");
    if (!fs::is_directory(options.folder)) {
      fail<FileError>(options.folder.string(), ": no such run folder to resume");
    }
  } else if (!arguments.out.empty()) {
    options.folder = arguments.out;
  }
  set_threads(arguments.threads);
  keep_freed_memory();
  const auto progress = make_progress(arguments.quiet ? Verbosity::kQuiet : Verbosity::kNormal);
  const auto result = train(recipe, options, *progress);
  const bool by_loss = recipe.validate.empty() || recipe.select.metric == "loss";
  std::printf("%s: %d epochs%s, best %s %.4f in epoch %d, %.1f images/s\n",
              options.folder.string().c_str(), result.epochs,
              result.stopped_early ? " (stopped early)" : "",
              by_loss ? "loss" : recipe.select.metric.c_str(), by_loss ? -result.best : result.best,
              result.best_epoch, result.images_per_second);
}

}  // namespace

void add_train_command(CLI::App& app) {
  auto* command = app.add_subcommand("train", "Train a network as a recipe says");
  const auto arguments = std::make_shared<TrainArguments>();
  command->add_option("RECIPE", arguments->recipe, "a .toml file, or the name of a shipped recipe");
  command->add_option("--data", arguments->data, "NAME=PATH: where a source of the recipe lies")
      ->allow_extra_args(false);
  command->add_option("--out", arguments->out, "run folder (default runs/<name>)");
  command->add_option("--set", arguments->overrides, "a.b=value: change one key of the recipe")
      ->allow_extra_args(false);
  command->add_option("--resume", arguments->resume, "go on with the run in this folder");
  command->add_option("--device", arguments->device, "cpu | cuda | cuda:N");
  command->add_option("--threads", arguments->threads, "0 = all cores")->check(CLI::Range(0, 1024));
  command->add_flag("--quiet", arguments->quiet, "no progress, only the result");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace handsight
