// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/reporting/page.h"

#include "evaluation_report.h"

namespace handsight {

/// The numbers, a curve of all pictures from worst to best for each task, the gallery, and with
/// several models the matrix of `metric`.
[[nodiscard]] Page evaluation_page(const std::vector<DataResult>& results,
                                   const std::string& metric);

}  // namespace handsight
