// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "handsight/data/dataset.h"
#include "handsight/training/evaluation.h"

namespace handsight {

/// Writes sheets of overlay, prediction, truth and error map into `folder`: worst-TASK.jpg with the
/// pictures on which a task of the network went worst, and sizes-TASK.jpg with the worst of each
/// bin of hand sizes. Returns what it wrote.
std::vector<std::filesystem::path> write_gallery(const std::filesystem::path& folder,
                                                 Network& network, const Dataset& dataset,
                                                 const std::vector<PictureRecord>& pictures,
                                                 const EvaluationOptions& options);

}  // namespace handsight
