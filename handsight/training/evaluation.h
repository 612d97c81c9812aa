// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "handsight/core/progress.h"
#include "handsight/data/dataset.h"
#include "handsight/inference/predict.h"
#include "handsight/metrics/mask_metrics.h"
#include "handsight/networks/network.h"

namespace handsight {

/// One picture of a data set, counted.
struct PictureScore {
  std::string id;
  Confusion confusion;
};

/// The variation under which a data set that makes its pictures is evaluated: always the same.
[[nodiscard]] Seed evaluation_seed(std::size_t index);

/// Runs every picture of `dataset` through the network and counts pixels at the picture's own size,
/// probability above one half against the truth. Pictures without a mask are an error.
/// The network is in evaluation mode during the call and left as it was.
[[nodiscard]] std::vector<PictureScore> score_pictures(Network& network, const Dataset& dataset,
                                                       const PredictOptions& options,
                                                       Progress& progress);

/// One number of one protocol, beside what a predictor of nothing but background scores on the same
/// pictures.
struct ProtocolValue {
  std::string name;  ///< "imagewise.iou"
  double value = 0.0;
  double all_background = 0.0;
};

/// Every number of the named protocol; of all protocols when `protocol` is empty.
[[nodiscard]] std::vector<ProtocolValue> measure(const std::vector<PictureScore>& scores,
                                                 const std::string& protocol);

}  // namespace handsight
