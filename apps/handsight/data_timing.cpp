// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "data_timing.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include "handsight/data/dataset.h"
#include "handsight/tensors/augmentation.h"
#include "handsight/tensors/fit.h"

namespace handsight {
namespace {

constexpr std::size_t kBatch = 16;

/// How much of the way from file to network is gone.
enum class Stage { kRead, kBatched, kAugmented };

class Pipeline {
 public:
  explicit Pipeline(const DataTimingOptions& options)
      : options_(options), dataset_(open_dataset(parse_dataset_argument(options.data))) {
    for (const auto& name : options.augmentations) {
      augmentations_.push_back(make_augmentation(name, Json()));
    }
  }

  double samples_per_s(Stage stage) const {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    for (std::size_t first = 0; first < options_.samples; first += kBatch) run(first, stage);
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return static_cast<double>(options_.samples) / seconds;
  }

 private:
  void run(std::size_t first, Stage stage) const {
    std::vector<Sample> samples;
    std::vector<Seed> seeds;
    for (std::size_t i = first; i < std::min(first + kBatch, options_.samples); ++i) {
      seeds.push_back(Seed(1).split(i));
      samples.push_back(dataset_->get(i % dataset_->size(), seeds.back()));
    }
    if (stage == Stage::kRead) return;
    auto batch = make_batch(samples, {.height = options_.size_px, .width = options_.size_px});
    batch.image = batch.image.to(at::kFloat).div_(255);
    if (stage == Stage::kBatched) return;
    for (const auto& augment : augmentations_) batch = augment(std::move(batch), seeds);
  }

  const DataTimingOptions& options_;
  std::unique_ptr<Dataset> dataset_;
  std::vector<Augmentation> augmentations_{};
};

}  // namespace

Json time_data(const DataTimingOptions& options) {
  const Pipeline pipeline(options);
  (void)pipeline.samples_per_s(Stage::kRead);
  return {{"data", options.data},
          {"samples", options.samples},
          {"size", options.size_px},
          {"augmentations", options.augmentations},
          {"read_per_s", pipeline.samples_per_s(Stage::kRead)},
          {"batched_per_s", pipeline.samples_per_s(Stage::kBatched)},
          {"augmented_per_s", pipeline.samples_per_s(Stage::kAugmented)}};
}

}  // namespace handsight
