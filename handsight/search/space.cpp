// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/search/space.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"

namespace handsight {
namespace {

struct AxisOptions {
  std::string key{};
  double low = 0.0;
  double high = 1.0;
  std::string scale = "linear";
};

template <class Field>
void visit_fields(AxisOptions& o, Field&& field) {
  field("key", o.key, Any{}, "of the recipe, as in --set");
  field("low", o.low, Range{-1e12, 1e12}, "least value");
  field("high", o.high, Range{-1e12, 1e12}, "greatest value");
  field("scale", o.scale, Choices{{"linear", "log"}}, "how values are spread");
}

SearchAxis read_axis(Json table) {
  if (!table.is_object()) fail("search: expected tables [[search.axis]]");
  SearchAxis axis;
  if (table.contains("choices")) {
    const auto choices = table["choices"];
    table.erase("choices");
    if (!choices.is_array() || choices.empty()) fail("search.axis: 'choices' must be a list");
    for (const auto& choice : choices) axis.choices.push_back(std::make_shared<const Json>(choice));
  }
  const auto options = parse_fields<AxisOptions>(table, "search.axis");
  axis.key = options.key;
  axis.low = options.low;
  axis.high = options.high;
  axis.logarithmic = options.scale == "log";
  if (axis.key.empty()) fail("search.axis: 'key' is missing");
  if (axis.choices.empty() && !(axis.low < axis.high)) {
    fail("search.axis ", axis.key, ": low ", axis.low, " is not below high ", axis.high);
  }
  if (axis.choices.empty() && axis.logarithmic && !(axis.low > 0)) {
    fail("search.axis ", axis.key, ": low ", axis.low, " must be above 0 on the log scale");
  }
  return axis;
}

Json drawn_value(const SearchAxis& axis, Random random) {
  if (!axis.choices.empty()) return *axis.choices[random.below(axis.choices.size())];
  if (!axis.logarithmic) return random.uniform(axis.low, axis.high);
  return std::exp(random.uniform(std::log(axis.low), std::log(axis.high)));
}

}  // namespace

std::vector<SearchAxis> search_space(const Json& recipe) {
  if (!recipe.contains("search")) {
    return {{.key = "optimizer.learning_rate", .low = 1e-5, .high = 1e-2, .logarithmic = true},
            {.key = "optimizer.weight_decay", .low = 1e-10, .high = 1e-5, .logarithmic = true}};
  }
  const auto& table = recipe["search"];
  if (!table.is_object() || table.size() != 1 || !table.contains("axis") ||
      !table["axis"].is_array()) {
    fail("search: expected a list of tables [[search.axis]] and nothing else");
  }
  std::vector<SearchAxis> space;
  for (const auto& axis : table["axis"]) space.push_back(read_axis(axis));
  if (space.empty()) fail("search: no [[search.axis]]");
  return space;
}

std::vector<Setting> draw_settings(const std::vector<SearchAxis>& space, Seed seed,
                                   std::size_t trial) {
  std::vector<Setting> settings;
  for (const auto& axis : space) {
    const Random random(seed.split("search").split(axis.key).split(trial));
    settings.push_back(
        {.key = axis.key, .value = std::make_shared<const Json>(drawn_value(axis, random))});
  }
  return settings;
}

}  // namespace handsight
