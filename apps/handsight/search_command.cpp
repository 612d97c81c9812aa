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
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/text.h"
#include "handsight/formats/toml.h"
#include "handsight/search/record.h"
#include "handsight/training/phases.h"
#include "handsight/training/recipe.h"
#include "handsight/training/sources.h"

#include "child_processes.h"
#include "command.h"
#include "console.h"
#include "interrupt.h"
#include "listing.h"
#include "models.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

struct SearchArguments {
  std::string recipe;
  std::vector<std::string> data;
  std::vector<std::string> overrides;
  std::string out;
  int trials = 20;
  int epochs = 5;
  double fraction = 1.0;
  std::string strategy = "random";
  int eta = 3;
  std::int64_t seed = 1;
  int jobs = 1;
  int threads = 0;
  std::string device = "cpu";
  bool quiet = false;
};

/// The column of metrics.csv that chooses the best epoch of a run of `recipe`.
std::string score_column(const Recipe& recipe) {
  if (recipe.validate.empty()) return "loss";
  const auto& use = recipe.validate.front();
  const auto first = use.split.empty() ? use.data : use.data + ":" + use.split;
  return (recipe.select.data.empty() ? first : recipe.select.data) + "/" + recipe.select.metric;
}

/// Trials say how long they train; a phase with epochs of its own would not listen, and what
/// halving trains longer would go back into an earlier phase.
void check_phases(const SearchArguments& arguments, const Recipe& recipe) {
  for (const auto& phase : recipe.phase) {
    const auto& changes = *phase.changes;
    if (!changes.contains("schedule") || !changes["schedule"].contains("epochs")) continue;
    fail("search: a [[phase]] of ", arguments.recipe,
         " sets schedule.epochs, so that --epochs has no effect; take it out of the phases");
  }
  if (arguments.strategy == "halving" && recipe.phase.size() > 1) {
    fail("search: --strategy halving trains runs longer, which ", arguments.recipe,
         " cannot with its ", recipe.phase.size(), " phases; expected --strategy random");
  }
}

void set_fraction(Json& tree, double fraction) {
  for (const auto* list : {"train", "validate"}) {
    if (!tree.contains(list)) continue;
    for (auto& use : tree[list]) use["fraction"] = fraction;
  }
}

/// The tree of the recipe with what the command line changes, where the data lie and the share of
/// them included.
Json recipe_tree(const SearchArguments& arguments) {
  auto tree = read_toml(find_recipe(arguments.recipe));
  for (const auto& assignment : arguments.overrides) apply_override(tree, assignment);
  // from here on tables are tables
  auto recipe = recipe_from_json(tree, arguments.recipe);
  (void)phases_of(recipe);
  check_phases(arguments, recipe);
  const auto paths = data_paths(arguments.data);
  bind_data(recipe, paths);
  for (const auto& [name, path] : paths) tree["data"][name]["path"] = path;
  if (arguments.fraction >= 1.0) return tree;
  set_fraction(tree, arguments.fraction);
  if (tree.contains("phase")) {
    for (auto& phase : tree["phase"]) set_fraction(phase, arguments.fraction);
  }
  return tree;
}

/// The recipe of one trial.
Json trial_tree(Json tree, const Trial& trial) {
  tree.erase("search");
  for (const auto& setting : trial.settings) apply_override(tree, setting.key, *setting.value);
  return tree;
}

/// A search in its folder: trial.toml and a run folder for each trial, and search.json.
class Search {
 public:
  Search(const SearchArguments& arguments, Json tree, SearchRecord record, Progress& progress)
      : arguments_(arguments),
        tree_(std::move(tree)),
        record_(std::move(record)),
        folder_(arguments.out),
        progress_(progress) {
    make_folder(folder_ / "trials");
    if (fs::exists(folder_ / "search.json")) {
      go_on();
    } else {
      begin();
    }
  }

  SearchRecord run() {
    const auto rounds = plan_rounds(record_.rounds);
    auto trials = best_trials(scores(), record_.trials.size());
    for (std::size_t round = 0; round < rounds.size(); ++round) {
      if (round > 0) trials = best_of(trials, rounds[round].trials);
      train_all(trials, rounds[round].epochs, round + 1, rounds.size());
    }
    write_results();
    return record_;
  }

 private:
  /// Before the first trial, so that whatever lies in the folder belongs to a known search.
  void begin() const {
    if (!fs::is_empty(folder_ / "trials")) {
      fail("search: ", folder_.string(),
           " holds trials of an unknown search, without search.json; choose another --out");
    }
    write_file(folder_ / "recipe.toml", write_toml(tree_));
    save();
  }

  void save() const { write_file(folder_ / "search.json", json_text(to_json(record_))); }

  /// Takes over what an earlier call left in the folder.
  void go_on() {
    const auto path = (folder_ / "search.json").string();
    const auto json = Json::parse(read_text(path), nullptr, false);
    if (json.is_discarded()) fail<FileError>(path, ": not JSON");
    auto found = search_from_json(json, path);
    require_same_search(found, record_);
    if (read_text(folder_ / "recipe.toml") != write_toml(tree_)) {
      fail("search: ", folder_.string(),
           " holds a search of another recipe (or with another --set, --data or --fraction); "
           "choose another --out");
    }
    record_ = std::move(found);
    progress_.log("going on with the search in " + folder_.string());
  }

  std::vector<std::optional<double>> scores() const {
    std::vector<std::optional<double>> list;
    for (const auto& trial : record_.trials) list.push_back(trial.score);
    return list;
  }

  std::vector<std::size_t> best_of(const std::vector<std::size_t>& trials,
                                   std::size_t count) const {
    std::vector<std::optional<double>> list(record_.trials.size());
    for (const auto trial : trials) list[trial] = record_.trials[trial].score;
    return best_trials(list, count);
  }

  fs::path run_folder(std::size_t trial) const {
    char name[16];
    std::snprintf(name, sizeof name, "%03zu", trial);
    return folder_ / "trials" / name;
  }

  /// Trains the trials that do not have so many epochs yet, some at a time.
  void train_all(const std::vector<std::size_t>& trials, int epochs, std::size_t round,
                 std::size_t rounds) {
    std::vector<std::size_t> waiting;
    for (const auto trial : trials) {
      const auto& known = record_.trials[trial];
      if (known.epochs < epochs && known.failure.empty()) waiting.push_back(trial);
    }
    progress_.start("round " + std::to_string(round) + "/" + std::to_string(rounds),
                    static_cast<std::int64_t>(waiting.size()));
    std::int64_t done = 0;
    ChildProcesses children(static_cast<std::size_t>(arguments_.jobs));
    const auto collect = [&](const FinishedChild& child) {
      note_result(child.number, epochs, child.exit_code);
      const auto& score = record_.trials[child.number].score;
      progress_.update(++done, "trial " + std::to_string(child.number) + " " +
                                   (score ? std::to_string(*score) : "failed"));
    };
    for (const auto trial : waiting) {
      if (children.full()) collect(wait_for(children));
      children.start(trial, train_command(trial, epochs), run_folder(trial).string() + ".log");
    }
    while (!children.empty()) collect(wait_for(children));
    progress_.finish("");
  }

  /// Throws ModelError when the search is to end; the trials end with `children`.
  [[nodiscard]] FinishedChild wait_for(ChildProcesses& children) const {
    const auto finished = children.wait(InterruptGuard::interrupted);
    if (!finished) {
      fail<ModelError>("search: broken off; the same command goes on in ", folder_.string());
    }
    return *finished;
  }

  /// What `handsight` is called with: a new run, or a broken one to go on with.
  std::vector<std::string> train_command(std::size_t trial, int epochs) const {
    auto tree = trial_tree(tree_, record_.trials[trial]);
    apply_override(tree, "schedule.epochs", epochs);
    const auto run = run_folder(trial);
    const auto recipe = run.string() + ".toml";
    write_file(recipe, write_toml(tree));
    std::vector<std::string> command{"train", "--quiet", "--device", arguments_.device};
    command.insert(command.end(), {"--threads", std::to_string(arguments_.threads)});
    if (fs::exists(run / "checkpoints" / "last.state.safetensors")) {
      command.insert(command.end(), {"--resume", run.string(), "--set",
                                     "schedule.epochs=" + std::to_string(epochs)});
      return command;
    }
    command.insert(command.end(), {recipe, "--out", run.string()});
    return command;
  }

  void note_result(std::size_t number, int epochs, int exit_code) {
    auto& trial = record_.trials[number];
    // a run that was stopped by a signal is no result: it is trained again after a break
    if (exit_code < 0) {
      fail<ModelError>("search: trial ", number, " was ended by signal ", -exit_code, "; see ",
                       run_folder(number).string(), ".log; the same command goes on");
    }
    if (exit_code == kExitUsage) {
      fail("search: trial ", number,
           " is not possible: ", last_line(run_folder(number).string() + ".log"));
    }
    trial.epochs = epochs;
    trial.score.reset();  // that of an earlier round is not this one's
    if (exit_code == 0) {
      trial.score = run_score(run_folder(number) / "metrics.csv", record_.metric);
    } else {
      trial.failure = last_line(run_folder(number).string() + ".log");
    }
    save();
  }

  static std::string last_line(const std::string& path) {
    const auto lines = read_lines(path);
    return lines.empty() ? "no message" : lines.back();
  }

  void write_results() const {
    write_file(folder_ / "search.html", render_page(search_page(record_)));
    const auto best = ranking(record_).front();
    if (!record_.trials[best].score) return;
    write_file(folder_ / "best.toml", write_toml(trial_tree(tree_, record_.trials[best])));
  }

  const SearchArguments& arguments_;
  Json tree_;
  SearchRecord record_;
  fs::path folder_;
  Progress& progress_;
};

void run(const SearchArguments& given) {
  auto arguments = given;
  const auto tree = recipe_tree(arguments);
  const auto recipe = recipe_from_json(tree, arguments.recipe);
  if (arguments.out.empty())
    arguments.out = (fs::path("runs") / (recipe.name + "-search")).string();
  const RoundOptions rounds{.trials = static_cast<std::size_t>(arguments.trials),
                            .epochs = arguments.epochs,
                            .strategy = arguments.strategy,
                            .eta = arguments.eta};
  const auto wanted =
      new_search(tree, score_column(recipe), rounds, static_cast<std::uint64_t>(arguments.seed));
  const auto progress = make_progress(arguments.quiet ? Verbosity::kQuiet : Verbosity::kNormal);
  const InterruptGuard guard;  // trials end with the search
  const auto record = Search(arguments, tree, wanted, *progress).run();
  std::fputs(text_of(record).c_str(), stdout);
  if (!record.trials[ranking(record).front()].score) {
    fail<ModelError>("search: no trial has a score; see ", arguments.out, "/trials/*.log");
  }
  std::printf("best: %s/best.toml, picture: %s/search.html\n", arguments.out.c_str(),
              arguments.out.c_str());
}

}  // namespace

void add_search_command(CLI::App& app) {
  auto* command =
      app.add_subcommand("search", "Train a recipe with other values and find the best");
  const auto arguments = std::make_shared<SearchArguments>();
  auto& a = *arguments;
  command->add_option("RECIPE", a.recipe, "with [[search.axis]] tables; else rate and decay vary")
      ->required();
  command->add_option("--data", a.data, "NAME=PATH: where a source of the recipe lies")
      ->allow_extra_args(false);
  command->add_option("--set", a.overrides, "a.b=value: change one key of the recipe")
      ->allow_extra_args(false);
  command->add_option("--out", a.out, "folder (default runs/<name>-search); goes on where it was");
  command->add_option("--trials", a.trials, "sets of values")->check(CLI::Range(1, 100000));
  command->add_option("--epochs", a.epochs, "of each trial (halving: of the first round)")
      ->check(CLI::Range(1, 100000));
  command->add_option("--fraction", a.fraction, "share of the data that trials see")
      ->check(CLI::Range(1e-6, 1.0));
  command->add_option("--strategy", a.strategy, "random, or halving: the best go on")
      ->check(CLI::IsMember({"random", "halving"}));
  command->add_option("--eta", a.eta, "halving: one of so many goes on, for so many times longer")
      ->check(CLI::Range(2, 100));
  command->add_option("--seed", a.seed, "of the values")->check(CLI::Range(0, 1 << 30));
  command->add_option("--jobs", a.jobs, "trials at a time")->check(CLI::Range(1, 1024));
  command->add_option("--threads", a.threads, "of each trial; 0 = all cores")
      ->check(CLI::Range(0, 1024));
  command->add_option("--device", a.device, "cpu | cuda | cuda:N");
  command->add_flag("--quiet", a.quiet, "no progress, only the result");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace handsight
