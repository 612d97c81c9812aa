// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/recipe.h"

#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"

namespace handsight {
// The plain keys at the top of a recipe.
template <class Field>
void visit_fields(Recipe& o, Field&& field) {
  field("name", o.name, Any{}, "of the run and of its folder");
  field("summary", o.summary, Any{}, "one sentence");
  field("system", o.system, Any{}, "published system it belongs to");
  field("reported", o.reported, Any{}, "what was reported for it");
  field("goal", o.goal, Any{}, "what this project wants from it");
  field("licence", o.licence, Any{}, "of the weights it makes");
  field("training_data", o.training_data, Any{}, "named in the checkpoint");
  field("seed", o.seed, Range{0, 9e15}, "root of all randomness");
  field("precision", o.precision, Choices{{"auto", "fp32", "bf16", "fp16"}},
        "of the forward pass; fp16 on GPUs only, with a scaled loss");
  field("learner", o.learner, Choices{{"network", "teacher"}}, "which of the two is trained");
  field("classes", o.classes, Any{}, "names of the classes, background first");
}
namespace {

constexpr std::array kTables{"network",  "teacher", "input",  "hand_crop", "depth",     "optimizer",
                             "schedule", "norm",    "clips",  "pseudo",    "adversary", "cycle",
                             "select",   "group",   "data",   "train",     "validate",  "loss",
                             "augment",  "phase",   "search", "smoke"};

/// One table of the recipe, from which keys are taken until none is left.
class Table {
 public:
  Table(Json tree, std::string owner) : tree_(std::move(tree)), owner_(std::move(owner)) {
    if (!tree_.is_object()) fail(owner_, ": expected a table");
  }
  /// Removes and returns a key; null when it is absent.
  Json take(const char* key) {
    const auto found = tree_.find(key);
    if (found == tree_.end()) return nullptr;
    Json value = *found;
    tree_.erase(key);
    return value;
  }
  std::shared_ptr<const Json> take_table(const char* key) {
    const auto table = take(key);
    if (table.is_null()) return nullptr;
    if (!table.is_object()) fail(owner_, ": '", key, "' must be a table");
    return std::make_shared<const Json>(table);
  }
  std::shared_ptr<const Json> take_options() { return take_table("options"); }
  template <class Options>
  Options take_section(const char* key) {
    const auto value = take(key);
    return parse_fields<Options>(value.is_null() ? Json::object() : value, key);
  }
  Table take_subtable(const char* key) {
    const auto value = take(key);
    return {value.is_null() ? Json::object() : value, key};
  }
  template <class Options>
  Options rest() const {
    return parse_fields<Options>(tree_, owner_);
  }
  [[nodiscard]] const Json& tree() const { return tree_; }

 private:
  Json tree_;
  std::string owner_;
};

template <class Item, class Read>
std::vector<Item> read_list(const Json& list, const std::string& owner, Read read) {
  std::vector<Item> items;
  if (list.is_null()) return items;
  if (!list.is_array()) fail(owner, ": expected a list of tables ([[", owner, "]])");
  for (const auto& entry : list) {
    items.push_back(read(Table(entry, owner + "." + std::to_string(items.size()))));
  }
  return items;
}

UnitChoice read_unit(Table table) {
  const auto options = table.take_options();
  auto unit = table.rest<UnitChoice>();
  unit.options = options;
  return unit;
}

std::vector<DataSource> read_sources(const Json& tables) {
  std::vector<DataSource> sources;
  if (tables.is_null()) return sources;
  if (!tables.is_object()) fail("data: expected tables [data.NAME]");
  for (const auto& item : tables.items()) {
    Table table(item.value(), "data." + item.key());
    const auto options = table.take_options();
    auto source = table.rest<DataSource>();
    source.name = item.key();
    source.options = options;
    sources.push_back(std::move(source));
  }
  return sources;
}

DataUse read_use(Table table) {
  const auto labels = table.take("labels");
  auto use = table.rest<DataUse>();
  if (!labels.is_null()) use.labels = parse_fields<LabelMapOptions>(labels, "labels");
  return use;
}

NetworkChoice read_network(Table table) {
  const auto options = table.take_options();
  auto choice = table.rest<NetworkChoice>();
  choice.options = options;
  return choice;
}

AdversaryOptions read_adversary(Table table) {
  const auto options = table.take_options();
  auto adversary = table.rest<AdversaryOptions>();
  adversary.options = options;
  return adversary;
}

CycleOptions read_cycle(Table table) {
  const auto options = table.take_options();
  const auto discriminator_options = table.take_table("discriminator_options");
  auto cycle = table.rest<CycleOptions>();
  cycle.options = options;
  cycle.discriminator_options = discriminator_options;
  return cycle;
}

PhaseChoice read_phase(Table table) {
  PhaseChoice phase;
  const auto name = table.take("name");
  if (!name.is_null() && !name.is_string()) fail("phase: 'name' must be a text");
  if (name.is_string()) phase.name = name.get<std::string>();
  phase.changes = std::make_shared<const Json>(table.tree());
  return phase;
}

Recipe read_recipe(const Json& tree) {
  Table table(tree, "recipe");
  auto plain = tree;
  for (const auto* key : kTables) plain.erase(key);
  auto recipe = parse_fields<Recipe>(plain, "recipe");
  recipe.network = read_network(table.take_subtable("network"));
  recipe.teacher = read_network(table.take_subtable("teacher"));
  recipe.input = table.take_section<InputOptions>("input");
  recipe.hand_crop = table.take_section<HandCropOptions>("hand_crop");
  recipe.depth = table.take_section<DepthNote>("depth");
  recipe.optimizer = table.take_section<OptimizerOptions>("optimizer");
  recipe.schedule = table.take_section<ScheduleOptions>("schedule");
  recipe.norm = table.take_section<NormOptions>("norm");
  recipe.clips = table.take_section<ClipOptions>("clips");
  recipe.pseudo = table.take_section<PseudoOptions>("pseudo");
  recipe.adversary = read_adversary(table.take_subtable("adversary"));
  recipe.cycle = read_cycle(table.take_subtable("cycle"));
  recipe.select = table.take_section<SelectOptions>("select");
  recipe.group = read_list<GroupOptions>(
      table.take("group"), "group", [](const Table& entry) { return entry.rest<GroupOptions>(); });
  recipe.data = read_sources(table.take("data"));
  recipe.train = read_list<DataUse>(table.take("train"), "train", read_use);
  recipe.validate = read_list<DataUse>(table.take("validate"), "validate", read_use);
  recipe.loss = read_list<UnitChoice>(table.take("loss"), "loss", read_unit);
  recipe.augment = read_list<UnitChoice>(table.take("augment"), "augment", read_unit);
  recipe.phase = read_list<PhaseChoice>(table.take("phase"), "phase", read_phase);
  recipe.search = table.take_table("search");
  recipe.smoke = table.take_table("smoke");
  return recipe;
}

/// What is validated on names columns of metrics.csv.
void check_column_name(const DataUse& use) {
  for (const auto& name : {use.data, use.split}) {
    if (name.find_first_of(",\"\r\n") == std::string::npos) continue;
    fail("validate: '", name,
         "' cannot name a column of metrics.csv; expected no comma, quote or line end");
  }
}

void check_use(const Recipe& recipe, const DataUse& use, const char* where) {
  std::string known;
  for (const auto& source : recipe.data) {
    if (source.name == use.data) return;
    known += (known.empty() ? "" : ", ") + source.name;
  }
  fail(where, ": no source '", use.data, "'; ",
       known.empty() ? "add a [data.NAME] table" : "known sources: " + known);
}

void check(const Recipe& recipe) {
  if (recipe.name.empty()) fail("recipe: 'name' is missing");
  if (recipe.name.find_first_of("/\\") != std::string::npos || recipe.name.starts_with('.')) {
    fail("recipe: name '", recipe.name, "' cannot name a folder");
  }
  if (recipe.network.name.empty()) fail("network: 'name' is missing");
  if (recipe.input.mean.size() != 3 || recipe.input.std.size() != 3) {
    fail("input: mean and std need 3 numbers each");
  }
  if (recipe.train.empty()) fail("recipe: no [[train]] source");
  if (recipe.loss.empty()) fail("recipe: no [[loss]]");
  if (recipe.pseudo.source == "teacher" || recipe.learner == "teacher") {
    if (recipe.teacher.name.empty())
      fail("recipe: a teacher is asked for, but [teacher] names none");
  }
  if (recipe.pseudo.source == "average" && recipe.schedule.ema == 0) {
    fail("pseudo: source 'average' needs schedule.ema above 0");
  }
  if (recipe.clips.length > 0 && recipe.schedule.append_augmented) {
    fail("schedule: append_augmented does not go with clips");
  }
  if (!recipe.cycle.generator.empty() && recipe.learner == "teacher") {
    fail(
        "cycle: trains the network, not the learner 'teacher'; expected cycle.generator empty or "
        "learner 'network'");
  }
  for (const auto& use : recipe.train) check_use(recipe, use, "train");
  for (const auto& use : recipe.validate) {
    check_use(recipe, use, "validate");
    check_column_name(use);
  }
}

}  // namespace

Recipe recipe_from_json(const Json& tree, const std::string& source) {
  try {
    const auto recipe = read_recipe(tree);
    check(recipe);
    return recipe;
  } catch (const InvalidArgument& error) {
    fail(source, ": ", error.what());
  }
}

namespace {

template <class Options>
Json with_options(const Options& value, const std::shared_ptr<const Json>& options) {
  auto json = record_fields(value);
  if (options) json["options"] = *options;
  return json;
}

template <class Item, class Record>
void record_list(Json& json, const char* key, const std::vector<Item>& items, Record record) {
  for (const auto& item : items) json[key].push_back(record(item));
}

Json record_use(const DataUse& use) {
  auto one = record_fields(use);
  one["labels"] = record_fields(use.labels);
  return one;
}

Json record_phase(const PhaseChoice& phase) {
  Json one = {{"name", phase.name}};
  one.update(*phase.changes);
  return one;
}

Json record_cycle(const CycleOptions& cycle) {
  auto json = with_options(cycle, cycle.options);
  if (cycle.discriminator_options) json["discriminator_options"] = *cycle.discriminator_options;
  return json;
}

}  // namespace

Json recipe_to_json(const Recipe& recipe) {
  auto json = record_fields(recipe);
  json["network"] = with_options(recipe.network, recipe.network.options);
  if (!recipe.teacher.name.empty()) {
    json["teacher"] = with_options(recipe.teacher, recipe.teacher.options);
  }
  json["input"] = record_fields(recipe.input);
  json["hand_crop"] = record_fields(recipe.hand_crop);
  json["depth"] = record_fields(recipe.depth);
  json["optimizer"] = record_fields(recipe.optimizer);
  json["schedule"] = record_fields(recipe.schedule);
  json["norm"] = record_fields(recipe.norm);
  json["clips"] = record_fields(recipe.clips);
  json["pseudo"] = record_fields(recipe.pseudo);
  json["adversary"] = with_options(recipe.adversary, recipe.adversary.options);
  json["cycle"] = record_cycle(recipe.cycle);
  json["select"] = record_fields(recipe.select);
  json["data"] = Json::object();
  for (const auto& source : recipe.data) {
    json["data"][source.name] = with_options(source, source.options);
  }
  const auto record_unit = [](const UnitChoice& unit) { return with_options(unit, unit.options); };
  record_list(json, "group", recipe.group,
              [](const GroupOptions& group) { return record_fields(group); });
  record_list(json, "train", recipe.train, record_use);
  record_list(json, "validate", recipe.validate, record_use);
  record_list(json, "loss", recipe.loss, record_unit);
  record_list(json, "augment", recipe.augment, record_unit);
  record_list(json, "phase", recipe.phase, record_phase);
  if (recipe.search) json["search"] = *recipe.search;
  if (recipe.smoke) json["smoke"] = *recipe.smoke;
  return json;
}

}  // namespace handsight
