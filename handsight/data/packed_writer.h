// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "handsight/core/json.h"
#include "handsight/core/progress.h"
#include "handsight/core/seed.h"
#include "handsight/data/dataset.h"

namespace handsight {

struct PackOptions {
  std::filesystem::path folder{};
  std::size_t shard_size = 256;             ///< samples a file; that many are in memory at once
  int workers = 1;                          ///< threads that read samples
  Seed seed{1};                             ///< for data sets that make their samples
  std::string split{};                      ///< noted for every sample
  std::shared_ptr<const Json> made_from{};  ///< names the source; decides whether a pack goes on
  std::function<Sample(Sample)> change{};   ///< e.g. resizes; null = as read
};

struct PackReport {
  std::size_t samples = 0;
  std::size_t shards_written = 0;
  std::size_t shards_kept = 0;
  std::uint64_t bytes = 0;
};

/// Writes every sample of `dataset` into shards, so that training reads pixels instead of files.
///
/// Goes on where an interrupted pack of the same source, seed and shard size ended: shards whose
/// size and checksum are right are kept. The result does not depend on the number of workers.
/// Throws InvalidArgument when the folder holds a pack of something else, FileError when a sample
/// cannot be read or the disk does not take a shard.
PackReport pack_dataset(const Dataset& dataset, const PackOptions& options, Progress& progress);

}  // namespace handsight
