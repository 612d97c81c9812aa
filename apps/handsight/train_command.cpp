// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/toml.h"
#include "handsight/training/peers.h"
#include "handsight/training/phases.h"
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
  bool smoke = false;
  bool quiet = false;
};

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

/// Where the run goes; its folder is there already when it is resumed.
fs::path run_folder(const TrainArguments& arguments, const Recipe& recipe) {
  if (arguments.resume.empty()) {
    return arguments.out.empty() ? fs::path("runs") / recipe.name : fs::path(arguments.out);
  }
  if (!arguments.out.empty()) fail("train: give --out or --resume, not both");
  if (!fs::is_directory(arguments.resume)) {
    fail<FileError>(arguments.resume, ": no such run folder to resume");
  }
  return arguments.resume;
}

/// The recipe in little, its rendered pictures below the run's folder.
Recipe in_little(const Recipe& recipe, const fs::path& folder) {
  const auto data = folder / "smoke-data";
  make_folder(data);
  return smoke_recipe(recipe, data);
}

void run(const TrainArguments& arguments) {
  auto recipe = load_recipe(arguments);
  const std::shared_ptr<Peers> peers = join_peers(peers_from_environment());
  const TrainOptions options{.folder = run_folder(arguments, recipe),
                             .resume = !arguments.resume.empty(),
                             .device = arguments.device,
                             .peers = peers};
  if (arguments.smoke) recipe = in_little(recipe, options.folder);
  set_threads(arguments.threads);
  keep_freed_memory();
  const bool quiet = arguments.quiet || !peers->is_first();
  const auto progress = make_progress(quiet ? Verbosity::kQuiet : Verbosity::kNormal);
  const auto result = train(recipe, options, *progress);
  if (!peers->is_first()) return;
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
  command->add_flag("--smoke", arguments->smoke,
                    "a few steps of every phase on rendered hands, to see that all fits together");
  command->add_flag("--quiet", arguments->quiet, "no progress, only the result");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace handsight
