// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/recipe.h"

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
  field("precision", o.precision, Choices{{"auto", "fp32", "bf16"}}, "of the forward pass");
  field("classes", o.classes, Any{}, "names of the classes, background first");
}
template <class Field>
void visit_fields(UnitChoice& o, Field&& field) {
  field("name", o.name, Any{}, "of the catalogue");
  field("weight", o.weight, Range{0, 1e6}, "factor in the sum; losses only");
}
template <class Field>
void visit_fields(DataSource& o, Field&& field) {
  field("reader", o.reader, Any{}, "of the data set catalogue; empty = the source's name");
  field("path", o.path, Any{}, "folder on disk");
}
template <class Field>
void visit_fields(DataUse& o, Field&& field) {
  field("data", o.data, Any{}, "name of a [data.NAME] table");
  field("split", o.split, Any{}, "part of it; empty = everything");
  field("share", o.share, Range{0, 1e6}, "of an epoch, relative to the others");
}
template <class Field>
void visit_fields(NetworkChoice& o, Field&& field) {
  field("name", o.name, Any{}, "of the catalogue");
  field("weights", o.weights, Any{}, "file to start from; empty = random");
}

namespace {

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
  std::shared_ptr<const Json> take_options() {
    const auto options = take("options");
    if (options.is_null()) return nullptr;
    if (!options.is_object()) fail(owner_, ": 'options' must be a table");
    return std::make_shared<const Json>(options);
  }
  template <class Options>
  Options rest() const {
    return parse_fields<Options>(tree_, owner_);
  }

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

Recipe read_recipe(const Json& tree) {
  Table table(tree, "recipe");
  const auto section = [&table](const char* key) {
    const auto value = table.take(key);
    return value.is_null() ? Json::object() : value;
  };
  Table network(section("network"), "network");
  const auto network_options = network.take_options();
  const auto input = section("input");
  const auto optimizer = section("optimizer");
  const auto schedule = section("schedule");
  const auto select = section("select");
  const auto data = table.take("data");
  const auto train = table.take("train");
  const auto validate = table.take("validate");
  const auto loss = table.take("loss");
  const auto augment = table.take("augment");

  Recipe recipe = table.rest<Recipe>();
  recipe.network = network.rest<NetworkChoice>();
  recipe.network.options = network_options;
  recipe.input = parse_fields<InputOptions>(input, "input");
  recipe.optimizer = parse_fields<OptimizerOptions>(optimizer, "optimizer");
  recipe.schedule = parse_fields<ScheduleOptions>(schedule, "schedule");
  recipe.select = parse_fields<SelectOptions>(select, "select");
  recipe.data = read_sources(data);
  const auto use = [](Table entry) {
    const auto labels = entry.take("labels");
    auto one = entry.rest<DataUse>();
    if (!labels.is_null()) one.labels = parse_fields<LabelMapOptions>(labels, "labels");
    return one;
  };
  recipe.train = read_list<DataUse>(train, "train", use);
  recipe.validate = read_list<DataUse>(validate, "validate", use);
  recipe.loss = read_list<UnitChoice>(loss, "loss", read_unit);
  recipe.augment = read_list<UnitChoice>(augment, "augment", read_unit);
  return recipe;
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
  for (const auto& use : recipe.train) check_use(recipe, use, "train");
  for (const auto& use : recipe.validate) check_use(recipe, use, "validate");
}

template <class Options>
Json with_options(const Options& value, const std::shared_ptr<const Json>& options) {
  auto json = record_fields(value);
  if (options) json["options"] = *options;
  return json;
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

Json recipe_to_json(const Recipe& recipe) {
  auto json = record_fields(recipe);
  json["network"] = with_options(recipe.network, recipe.network.options);
  json["input"] = record_fields(recipe.input);
  json["optimizer"] = record_fields(recipe.optimizer);
  json["schedule"] = record_fields(recipe.schedule);
  json["select"] = record_fields(recipe.select);
  json["data"] = Json::object();
  for (const auto& source : recipe.data) {
    json["data"][source.name] = with_options(source, source.options);
  }
  const auto record_use = [](const DataUse& use) {
    auto one = record_fields(use);
    one["labels"] = record_fields(use.labels);
    return one;
  };
  for (const auto& use : recipe.train) json["train"].push_back(record_use(use));
  for (const auto& use : recipe.validate) json["validate"].push_back(record_use(use));
  for (const auto& unit : recipe.loss) json["loss"].push_back(with_options(unit, unit.options));
  for (const auto& unit : recipe.augment) {
    json["augment"].push_back(with_options(unit, unit.options));
  }
  return json;
}

}  // namespace handsight
