// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/predict.h"

#include <algorithm>

#include <ATen/ATen.h>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/tensors/batch.h"

namespace handsight {

at::Tensor hand_probability(Network& network, const at::Tensor& image,
                            const PredictOptions& options) {
  constexpr std::int64_t kLeastSide = 16;  // what a network accepts
  const torch::NoGradGuard no_grad;
  const auto parameters = network.parameters();
  const auto device = parameters.empty() ? at::Device(at::kCPU) : parameters.front().device();
  const auto placed =
      place(image.size(2), image.size(3),
            {.height = options.longest_px, .width = options.longest_px, .fit = Fit::kLetterBox});
  const auto small =
      resize_image(image, std::max(placed.height, kLeastSide), std::max(placed.width, kLeastSide));
  const auto input =
      normalise(small.to(device), options.normalisation.mean, options.normalisation.std)
          .contiguous(at::MemoryFormat::ChannelsLast);
  at::Tensor logits;
  {
    const AutocastScope autocast(options.precision, device);
    logits = network.forward(input);
  }
  const auto probability = class_logits(logits.to(at::kFloat)).softmax(1).slice(1, 1).sum(1, true);
  return at::upsample_bilinear2d(probability.cpu(), {image.size(2), image.size(3)}, false)
      .squeeze(0)
      .squeeze(0)
      .clamp_(0, 1);
}

}  // namespace handsight
