// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/data/dataset.h"

namespace handsight {

/// One data set `synthetic-<layout>` for every layout that a reader of the same name reads:
/// rendered hands in the files of a public data set. Opening one fills its folder first when it is
/// empty or not there, and then reads it as that data set.
[[nodiscard]] std::vector<DatasetEntry> rendered_datasets();

}  // namespace handsight
