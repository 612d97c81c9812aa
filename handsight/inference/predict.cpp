// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/predict.h"

#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/geometry/resample.h"
#include "handsight/tensors/batch.h"
#include "handsight/tensors/fit.h"

namespace handsight {
namespace {

at::Tensor probability_at_scale(Network& network, const Image& image, const PredictOptions& options,
                                double scale) {
  constexpr std::int64_t kLeastSide = 16;  // what a network accepts
  const auto parameters = network.parameters();
  const auto device = parameters.empty() ? at::Device(at::kCPU) : parameters.front().device();
  const auto side = std::llround(scale * static_cast<double>(options.longest_px));
  const auto placed =
      place(image.height, image.width, {.height = side, .width = side, .fit = Fit::kLetterBox});
  const auto small =
      image_to_tensor(resample_bilinear(image, static_cast<int>(std::max(placed.width, kLeastSide)),
                                        static_cast<int>(std::max(placed.height, kLeastSide))));
  const auto input =
      normalise(small.to(device), options.normalisation.mean, options.normalisation.std)
          .contiguous(at::MemoryFormat::ChannelsLast);
  at::Tensor logits;
  {
    const AutocastScope autocast(options.precision, device);
    logits = network.forward(input);
  }
  const auto probability = class_logits(logits.to(at::kFloat)).softmax(1).slice(1, 1).sum(1, true);
  return at::upsample_bilinear2d(probability.cpu(), {image.height, image.width}, false);
}

}  // namespace

at::Tensor hand_probability(Network& network, const Image& image, const PredictOptions& options) {
  if (options.scales.empty()) fail("scales: at least one is needed");
  for (const double scale : options.scales) {
    if (!(scale >= 0.1 && scale <= 8.0)) fail("scales: ", scale, " is outside [0.1, 8]");
  }
  const torch::NoGradGuard no_grad;
  at::Tensor sum;
  for (const double scale : options.scales) {
    const auto probability = probability_at_scale(network, image, options, scale);
    sum = sum.defined() ? sum.add_(probability) : probability;
  }
  return sum.div_(static_cast<double>(options.scales.size()))
      .clamp_(0, 1)
      .view({image.height, image.width});
}

}  // namespace handsight
