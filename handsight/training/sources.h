// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "handsight/data/dataset.h"
#include "handsight/data/mixture.h"
#include "handsight/training/recipe.h"

namespace handsight {

/// Name and path of every NAME=PATH of the command line; of one name the last holds.
/// Throws InvalidArgument for any other text.
[[nodiscard]] std::map<std::string, std::string> data_paths(
    const std::vector<std::string>& arguments);

/// Replaces the paths of `recipe.data` by those of the command line.
/// Throws InvalidArgument when the recipe has no source of that name.
void bind_data(Recipe& recipe, const std::map<std::string, std::string>& paths);

/// A data set that a run is validated on.
struct NamedDataset {
  std::string name;  ///< "hgr1:val"
  std::shared_ptr<const Dataset> dataset;
};

/// Opens what [[train]] and [[validate]] name, with the labels mapped as they say. Throws FileError
/// when a folder is not there, InvalidArgument naming the source that has no path.
[[nodiscard]] std::shared_ptr<const Mixture> open_training_data(const Recipe& recipe);
[[nodiscard]] std::vector<NamedDataset> open_validation_data(const Recipe& recipe);

}  // namespace handsight
