// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/phases.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"

namespace handsight {
namespace {

constexpr std::array<std::string_view, 12> kPhaseKeys{
    "learner",   "optimizer", "schedule", "norm",  "clips", "pseudo",
    "adversary", "cycle",     "group",    "train", "loss",  "augment"};

void check_phase(const PhaseChoice& phase) {
  for (const auto& item : phase.changes->items()) {
    if (std::find(kPhaseKeys.begin(), kPhaseKeys.end(), item.key()) != kPhaseKeys.end()) continue;
    std::string known = "name";
    for (const auto key : kPhaseKeys) known.append(", ").append(key);
    fail("'", item.key(), "' does not change from phase to phase; what does: ", known);
  }
}

/// At most `most` where a number stands at `table.key`.
void limit(Json& tree, const char* table, const char* key, int most) {
  if (!tree.contains(table) || !tree[table].is_object() || !tree[table].contains(key)) return;
  auto& value = tree[table][key];
  if (value.is_number() && value > most) value = most;
}

constexpr int kSmokeBatch = 4;
constexpr int kSmokePictures = 2 * kSmokeBatch;
constexpr int kSmokeClip = 2;

/// clips  frames of a clip where `tree` does not say it
void shrink(Json& tree, int clips) {
  if (tree.contains("clips")) clips = tree["clips"].value("length", clips);
  limit(tree, "schedule", "epochs", 1);
  // two rendered videos are there to train on
  limit(tree, "schedule", "batch_size", clips > 0 ? 2 : kSmokeBatch);
  limit(tree, "norm", "reestimate", 1);
  limit(tree, "clips", "length", kSmokeClip);
  tree["schedule"]["epoch_size"] = kSmokePictures;
}

/// The reader of a public layout becomes the one that renders it first.
void render_source(const std::string& name, Json& source, const std::filesystem::path& data) {
  const auto text = [&source](const char* key) {
    return source.contains(key) && source[key].is_string() ? source[key].get<std::string>() : "";
  };
  const auto reader = text("reader").empty() ? name : text("reader");
  if (reader.starts_with("synthetic")) return;
  const auto layout = reader == "pairs" ? "showme" : reader;
  source["reader"] = "synthetic-" + layout;
  if (text("path").empty()) source["path"] = (data / name).string();
  // videos have 16 frames; the first two of four are those to train on
  const int pictures = layout == "egogesture" ? 64 : 24;
  source["options"] = {{"n", pictures}, {"size", 64}};
}

}  // namespace

Json laid_over(Json base, const Json& changes) {
  if (!base.is_object() || !changes.is_object()) return changes;
  for (const auto& item : changes.items()) {
    auto& target = base[item.key()];
    target = target.is_null() ? item.value() : laid_over(std::move(target), item.value());
  }
  return base;
}

std::vector<Recipe> phases_of(const Recipe& recipe) {
  if (recipe.phase.empty()) return {recipe};
  auto base = recipe_to_json(recipe);
  base.erase("phase");
  std::vector<Recipe> phases;
  for (const auto& phase : recipe.phase) {
    const auto number = "phase " + std::to_string(phases.size() + 1);
    const auto who = phase.name.empty() ? number : number + " (" + phase.name + ")";
    try {
      check_phase(phase);
      phases.push_back(recipe_from_json(laid_over(base, *phase.changes), who));
    } catch (const InvalidArgument& error) {
      const std::string message = error.what();
      if (message.starts_with(who)) throw;
      fail(who, ": ", message);
    }
  }
  return phases;
}

int total_epochs(const std::vector<Recipe>& phases) {
  int sum = 0;
  for (const auto& phase : phases) sum += phase.schedule.epochs;
  return sum;
}

PhasePosition position_of(const std::vector<Recipe>& phases, int epoch) {
  PhasePosition position{.epoch = epoch};
  while (position.phase + 1 < phases.size() &&
         position.epoch >= phases[position.phase].schedule.epochs) {
    position.epoch -= phases[position.phase].schedule.epochs;
    ++position.phase;
  }
  return position;
}

Recipe smoke_recipe(const Recipe& recipe, const std::filesystem::path& data) {
  auto tree = recipe_to_json(recipe);
  if (recipe.smoke) tree = laid_over(std::move(tree), *recipe.smoke);
  tree.erase("smoke");
  // what follows relies on tables being tables, in phases too
  (void)phases_of(recipe_from_json(tree, recipe.name + " with its [smoke]"));
  shrink(tree, 0);
  tree["schedule"]["patience"] = 0;
  if (tree.contains("phase")) {
    for (auto& phase : tree["phase"]) shrink(phase, recipe.clips.length);
  }
  for (const auto& item : tree["data"].items()) render_source(item.key(), item.value(), data);
  return recipe_from_json(tree, recipe.name + " --smoke");
}

}  // namespace handsight
