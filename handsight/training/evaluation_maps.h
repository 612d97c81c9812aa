// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include "handsight/core/image.h"
#include "handsight/inference/predict.h"
#include "handsight/networks/recurrent.h"
#include "handsight/perception/heatmaps.h"
#include "handsight/tensors/fit.h"

namespace handsight {

/// How pictures go through a network when it is measured.
struct EvaluationOptions {
  PredictOptions predict{};
  Fit fit = Fit::kLetterBox;    ///< as trained; kStretch: every picture to height x width
  std::int64_t height = 0;      ///< kStretch and kHandCrop; else predict.longest_px
  std::int64_t width = 0;       ///< likewise
  bool flip = false;            ///< the mirrored picture is shown too, and both results averaged
  HandCropOptions hand_crop{};  ///< of networks that look at one hand
  HeatmapDecoding decoding = HeatmapDecoding::kPeak;  ///< of key-point networks
};

/// Throws InvalidArgument when there is no scale or one outside [0.1, 8].
void check_scales(const std::vector<double>& scales);

/// All maps of a network for one picture, at the picture's size.
///
/// image    RGB, any size
/// memory   of recurrent networks: what they remember of the frame before, replaced by what they
///          remember of this one; null = none. Goes with one scale and no flip.
/// returns  K H W, float, on the CPU: probabilities where outputs() says mask, softmax or side,
///          else the network's own numbers
///
/// Several scales (and the mirrored picture) are merged as RefineNet's authors do it: each map is
/// resized to the picture bilinearly, probabilities as their logarithms, none below -20, and the
/// mean is taken. Throws as check_scales().
[[nodiscard]] at::Tensor predict_maps(Network& network, const Image& image,
                                      const EvaluationOptions& options,
                                      RecurrentState* memory = nullptr);

/// All maps of a picture that already has the network's input size: K H W, no scales, no flip.
[[nodiscard]] at::Tensor predict_once(Network& network, const Image& image,
                                      const EvaluationOptions& options,
                                      RecurrentState* memory = nullptr);

/// The channels of `maps` (K H W) that belong to the output of that name, or undefined.
[[nodiscard]] at::Tensor output_named(const at::Tensor& maps, const std::vector<OutputMap>& outputs,
                                      std::string_view name);

}  // namespace handsight
