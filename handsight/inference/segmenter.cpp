// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/segmenter.h"

#include <algorithm>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/inference/predict.h"
#include "handsight/networks/checkpoint.h"
#include "handsight/tensors/batch.h"

namespace handsight {

struct Segmenter::Impl {
  Checkpoint checkpoint;
  PredictOptions predict{};
};

Segmenter::Segmenter(const std::filesystem::path& checkpoint, const SegmenterOptions& options)
    : impl_(std::make_unique<Impl>()) {
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
                    .scales = options.scales,
                    .precision = precision};
}

Segmenter::~Segmenter() = default;
Segmenter::Segmenter(Segmenter&&) noexcept = default;
Segmenter& Segmenter::operator=(Segmenter&&) noexcept = default;

const CheckpointInfo& Segmenter::info() const { return impl_->checkpoint.info; }

ProbabilityMap Segmenter::hand_probability(const Image& image) const {
  if (image.channels != 3) {
    fail("segment: image has ", image.channels, " channels, expected 3 (RGB)");
  }
  const auto probability = handsight::hand_probability(*impl_->checkpoint.network, image,
                                                       impl_->predict)
                               .contiguous();
  const auto* first = probability.data_ptr<float>();
  return {
      .width = image.width, .height = image.height, .values = {first, first + probability.numel()}};
}

}  // namespace handsight
