// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/segmenter.h"

#include <algorithm>
#include <utility>

#include "handsight/inference/closer_look.h"
#include "handsight/inference/mask_prediction.h"

namespace handsight {

struct Segmenter::Impl {
  std::unique_ptr<PictureNetwork> network;
  MaskPredictionOptions prediction;
};

Segmenter::Segmenter(const std::filesystem::path& model, const SegmenterOptions& options)
    : impl_(std::make_unique<Impl>()) {
  impl_->network = open_network(
      model,
      {.precision = options.precision, .device = options.device, .threads = options.threads});
  impl_->prediction = {.normalisation = info().normalisation,
                       .longest_px = std::max(info().input_height, info().input_width),
                       .scales = options.scales};
}

Segmenter::~Segmenter() = default;
Segmenter::Segmenter(Segmenter&&) noexcept = default;
Segmenter& Segmenter::operator=(Segmenter&&) noexcept = default;

const CheckpointInfo& Segmenter::info() const { return impl_->network->info(); }

bool Segmenter::tells_sides() const { return handsight::tells_sides(*impl_->network); }

HandMaps Segmenter::segment(const Image& image, Look look) const {
  auto maps = predict_hands(*impl_->network, image, impl_->prediction);
  if (look == Look::kOnce) return maps;
  return look_closer(*impl_->network, image, std::move(maps), impl_->prediction);
}

}  // namespace handsight
