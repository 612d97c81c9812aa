// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "handsight/core/progress.h"
#include "handsight/data/dataset.h"
#include "handsight/metrics/measurement.h"
#include "handsight/training/evaluation_maps.h"

namespace handsight {

/// The points of the hand that a key-point network looked at.
struct PredictedHand {
  std::size_t hand = 0;           ///< index among the sample's hands
  Keypoints keypoints{};          ///< in the picture's pixels
  std::vector<bool> at_border{};  ///< found within 4 px of the border of the network's input
  double border_px = 0.0;         ///< those 4 px in pixels of the picture
  LabelBox crop{};                ///< what the network saw
};

/// What a network says about a picture, in the picture's pixels; absent parts are empty.
struct Prediction {
  Image mask{};                ///< kBackground, kHand
  TwoMaps sides{};             ///< kBackground, kHand for each hand; both may hold
  TwoMaps parts{};             ///< part ids of each hand
  std::vector<float> depth{};  ///< in the unit of the training data
  std::optional<PredictedHand> keypoints{};
};

/// The variation under which a data set that makes its pictures is evaluated: always the same.
[[nodiscard]] Seed evaluation_seed(std::size_t index);

/// What a network with these outputs can be measured on.
[[nodiscard]] std::vector<Task> tasks_of(const std::vector<OutputMap>& outputs);

/// Runs the network, in the mode it is in. Parts and sides also give a mask, parts also sides. A
/// key-point network is shown the hand that the labels name (see hand_crop.h), so that its own
/// error is measured and no detector's.
[[nodiscard]] Prediction predict(Network& network, const Sample& sample,
                                 const EvaluationOptions& options,
                                 RecurrentState* memory = nullptr);

/// Measures whatever both the prediction and the sample's labels have.
[[nodiscard]] PictureRecord compare(const Sample& sample, const Prediction& prediction);

/// Masks of both hands as the sample's labels have them: by the parts where they are known, as they
/// may cover what is hidden, else by the map of sides. Empty where neither is.
[[nodiscard]] TwoMaps true_sides(const Sample& sample);

/// Every picture of a data set, and what predictors that look at nothing would get there.
struct Evaluation {
  std::vector<PictureRecord> pictures{};
  std::vector<TrivialPredictor> trivial{};
};

/// Runs every picture of `dataset` through the network, frames of a video in their order through
/// a recurrent one. Throws FileError when no picture has a label for any of the network's outputs.
/// The network is in evaluation mode during the call and left as it was.
[[nodiscard]] Evaluation evaluate_pictures(Network& network, const Dataset& dataset,
                                           const EvaluationOptions& options, Progress& progress);
/// Only the pictures, for validation during training.
[[nodiscard]] std::vector<PictureRecord> score_pictures(Network& network, const Dataset& dataset,
                                                        const EvaluationOptions& options,
                                                        Progress& progress);

/// One number of one protocol.
struct ProtocolValue {
  std::string name;  ///< "imagewise.iou"
  double value = 0.0;
};

/// Every number, without intervals, of the named protocol; of all that fit the records when
/// `protocol` is empty. Values that the pictures do not define are NaN.
[[nodiscard]] std::vector<ProtocolValue> measure(const std::vector<PictureRecord>& pictures,
                                                 const std::string& protocol);

/// One number for how well a task went on one picture, in [0, 1] but for rounding; NaN when it says
/// nothing. For choosing pictures to look at, not for reports.
[[nodiscard]] double picture_quality(const PictureRecord& picture, Task task);

}  // namespace handsight
