// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace handsight {

/// Which layers of hands are meant.
struct LayerSet {
  bool depth = false;
  bool parts = false;
  [[nodiscard]] bool empty() const { return !depth && !parts; }
  friend bool operator==(const LayerSet&, const LayerSet&) = default;
};

/// Names with commas between. Throws InvalidArgument that lists the known ones.
[[nodiscard]] LayerSet parse_layers(std::string_view text);

[[nodiscard]] std::vector<std::string> names_of(const LayerSet& layers);

/// What is wanted and not told.
[[nodiscard]] LayerSet missing_layers(const LayerSet& wanted, const LayerSet& told);

}  // namespace handsight
