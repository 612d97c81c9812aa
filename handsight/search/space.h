// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "handsight/core/json.h"
#include "handsight/core/seed.h"

namespace handsight {

/// One key of a recipe that is varied: a range of numbers, or a list of values.
struct SearchAxis {
  std::string key;  ///< as in --set: "optimizer.learning_rate", "loss.1.weight"
  double low = 0.0;
  double high = 1.0;
  bool logarithmic = false;
  std::vector<std::shared_ptr<const Json>> choices{};  ///< instead of a range
};

/// The value of one axis in one trial.
struct Setting {
  std::string key;
  std::shared_ptr<const Json> value;
};

/// Reads the table [search] of a recipe:
///
///   [[search.axis]]
///   key = "optimizer.learning_rate"
///   low = 1e-5
///   high = 1e-2
///   scale = "log"          # or "linear"
///   [[search.axis]]
///   key = "schedule.batch_size"
///   choices = [16, 32]
///
/// A recipe without it varies learning rate (1e-5 to 1e-2) and weight decay (1e-10 to 1e-5) as the
/// first report did. Throws InvalidArgument naming the axis and what was expected.
[[nodiscard]] std::vector<SearchAxis> search_space(const Json& recipe);

/// Independent draws for trial `trial`, one an axis: uniform, or uniform in the logarithm.
/// Bergstra and Bengio, Random search for hyper-parameter optimization, JMLR 2012.
[[nodiscard]] std::vector<Setting> draw_settings(const std::vector<SearchAxis>& space, Seed seed,
                                                 std::size_t trial);

}  // namespace handsight
