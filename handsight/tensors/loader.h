// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "handsight/data/mixture.h"
#include "handsight/tensors/batch.h"
#include "handsight/tensors/fit.h"

namespace handsight {

struct LoaderOptions {
  FitOptions fit{};
  std::size_t batch_size = 16;
  bool vary_crops = true;  ///< hand crops are moved and zoomed at random
  int workers = 1;         ///< threads that read ahead
  bool drop_last = false;  ///< leave out a last batch that is not full
};

/// A batch, the seed of each of its samples, and which of them are to be augmented.
struct LoadedBatch {
  Batch batch;
  std::vector<Seed> seeds;
  std::vector<std::int64_t> augmented;  ///< indices
};

/// Reads one epoch's batches ahead in worker threads and hands them out in order. What it hands out
/// depends on `plan` alone, not on the number of workers.
class Loader {
 public:
  /// Throws InvalidArgument when there is no batch size or no worker, and when not all workers can
  /// be started.
  Loader(std::shared_ptr<const Mixture> mixture, std::vector<SampleRef> plan,
         const LoaderOptions& options);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  [[nodiscard]] std::size_t batch_count() const;
  /// The next batch, or nothing after the last. Rethrows what a worker met on the way to it.
  [[nodiscard]] std::optional<LoadedBatch> next();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
