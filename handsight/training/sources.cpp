// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/sources.h"

#include <algorithm>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/data/subset.h"

namespace handsight {
namespace {

const DataSource& source_of(const Recipe& recipe, const DataUse& use) {
  return *std::find_if(recipe.data.begin(), recipe.data.end(),
                       [&](const DataSource& source) { return source.name == use.data; });
}

std::shared_ptr<const Dataset> open_use(const Recipe& recipe, const DataUse& use) {
  const auto& source = source_of(recipe, use);
  const std::string& reader = source.reader.empty() ? source.name : source.reader;
  if (source.path.empty() && needs_folder(reader)) {
    fail("data.", source.name, ": no path; give --data ", source.name, "=PATH");
  }
  std::shared_ptr<const Dataset> dataset = open_dataset(
      {.name = reader, .root = source.path, .split = use.split, .options = source.options});
  if (use.fraction >= 1.0) return dataset;
  return std::make_shared<Subset>(std::move(dataset), use.fraction, Seed(0));
}

/// A data set whose labels come to the meaning that a run wants.
class MappedLabels final : public Dataset {
 public:
  MappedLabels(std::shared_ptr<const Dataset> dataset, LabelMapOptions labels)
      : dataset_(std::move(dataset)), labels_(std::move(labels)) {}
  [[nodiscard]] std::size_t size() const override { return dataset_->size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override {
    return map_labels(dataset_->get(index, variation), labels_);
  }

 private:
  std::shared_ptr<const Dataset> dataset_;
  LabelMapOptions labels_;
};

std::string label(const DataUse& use) {
  return use.split.empty() ? use.data : use.data + ":" + use.split;
}

}  // namespace

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

void bind_data(Recipe& recipe, const std::map<std::string, std::string>& paths) {
  for (const auto& [name, path] : paths) {
    std::string known;
    bool bound = false;
    for (auto& source : recipe.data) {
      known += (known.empty() ? "" : ", ") + source.name;
      if (source.name != name) continue;
      source.path = path;
      bound = true;
    }
    if (!bound) fail("--data ", name, ": the recipe has no such source; its sources: ", known);
  }
}

std::shared_ptr<const Mixture> open_training_data(const Recipe& recipe) {
  std::vector<MixturePart> parts;
  for (const auto& use : recipe.train) {
    parts.push_back({.name = label(use),
                     .dataset = open_use(recipe, use),
                     .share = use.share,
                     .labels = use.labels});
  }
  return std::make_shared<Mixture>(std::move(parts),
                                   static_cast<std::size_t>(recipe.schedule.epoch_size));
}

std::vector<NamedDataset> open_validation_data(const Recipe& recipe) {
  std::vector<NamedDataset> sets;
  for (const auto& use : recipe.validate) {
    sets.push_back({.name = label(use),
                    .dataset = std::make_shared<MappedLabels>(open_use(recipe, use), use.labels)});
  }
  return sets;
}

}  // namespace handsight
