// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "handsight/reporting/page.h"

namespace handsight {

/// The page of a run's folder: learning curves from metrics.csv, one chart a protocol, the best of
/// each number, the recipe, and the pictures (.jpg, .png) of its folders samples/ and gallery/.
/// Throws FileError when the folder holds no metrics.csv.
[[nodiscard]] Page run_page(const std::filesystem::path& folder);

/// Writes report.html and the event file of TensorBoard into the run's folder.
void write_run_report(const std::filesystem::path& folder);

}  // namespace handsight
