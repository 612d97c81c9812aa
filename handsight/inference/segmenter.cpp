// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/segmenter.h"

#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/inference/predict.h"
#include "handsight/networks/checkpoint.h"
#include "handsight/tensors/batch.h"

namespace handsight {

struct Segmenter::Impl {
  Checkpoint checkpoint;
  PredictOptions predict{};
  std::vector<double> scales{};
};

Segmenter::Segmenter(const std::filesystem::path& checkpoint, const SegmenterOptions& options)
    : impl_(std::make_unique<Impl>()) {
  if (options.scales.empty()) fail("scales: at least one is needed");
  for (const double scale : options.scales) {
    if (!(scale >= 0.1 && scale <= 8.0)) fail("scales: ", scale, " is outside [0.1, 8]");
  }
  const auto device = choose_device(options.device);
  const auto precision = choose_precision(options.precision, device);
  // the header is enough to turn down a model for another task
  const auto info = read_checkpoint_info(checkpoint);
  if (info.task != "hand-mask") {
    fail<ModelError>(checkpoint.string(), ": this model is for the task '", info.task,
                     "', segment needs 'hand-mask'");
  }
  if (info.input_height < 16 || info.input_width < 16 || info.input_height > 4096 ||
      info.input_width > 4096) {
    fail<ModelError>(checkpoint.string(), ": input size ", info.input_height, " x ",
                     info.input_width, " in its header is outside [16, 4096]");
  }
  impl_->checkpoint = load_checkpoint(checkpoint);
  impl_->checkpoint.network->to(device);
  impl_->predict = {.normalisation = info.normalisation,
                    .longest_px = std::max(info.input_height, info.input_width),
                    .precision = precision};
  impl_->scales = options.scales;
}

Segmenter::~Segmenter() = default;
Segmenter::Segmenter(Segmenter&&) noexcept = default;
Segmenter& Segmenter::operator=(Segmenter&&) noexcept = default;

const CheckpointInfo& Segmenter::info() const { return impl_->checkpoint.info; }

ProbabilityMap Segmenter::hand_probability(const Image& image) const {
  if (image.channels != 3) {
    fail("segment: image has ", image.channels, " channels, expected 3 (RGB)");
  }
  const auto pixels = image_to_tensor(image);
  at::Tensor sum;
  for (const double scale : impl_->scales) {
    auto options = impl_->predict;
    options.longest_px =
        std::max<std::int64_t>(16, std::llround(scale * static_cast<double>(options.longest_px)));
    const auto probability =
        handsight::hand_probability(*impl_->checkpoint.network, pixels, options);
    sum = sum.defined() ? sum.add_(probability) : probability;
  }
  const auto mean = sum.div_(static_cast<double>(impl_->scales.size())).contiguous();
  const auto* first = mean.data_ptr<float>();
  return {.width = image.width, .height = image.height, .values = {first, first + mean.numel()}};
}

}  // namespace handsight
