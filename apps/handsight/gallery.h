// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "handsight/data/dataset.h"
#include "handsight/inference/predict.h"
#include "handsight/training/evaluation.h"

namespace handsight {

/// Writes `folder`/worst.jpg: the pictures with the lowest hand IoU, each beside its truth and what
/// the network found.
void write_gallery(const std::filesystem::path& folder, Network& network, const Dataset& dataset,
                   const std::vector<PictureScore>& scores, const PredictOptions& options);

}  // namespace handsight
