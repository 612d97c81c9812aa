// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/layouts/write_layout.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/data/layouts/layout.h"
#include "handsight/data/sample_reading.h"
#include "handsight/formats/atomic_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

// Samples in memory at once.
constexpr std::size_t kChunk = 64;

void require_empty(const fs::path& root) {
  std::error_code error;
  if (fs::exists(root, error) && !fs::is_empty(root, error)) {
    fail("write: ", root.string(), " already holds files; choose another folder or empty it");
  }
}

}  // namespace

void write_layout(const Dataset& dataset, const WriteLayoutOptions& options, Progress& progress) {
  const auto entry = find_layout(options.layout);
  require_empty(options.root);
  make_folder(options.root);
  const auto writer = entry.make(
      {.root = options.root, .count = dataset.size(), .clip_length = options.clip_length});
  progress.start(options.layout, static_cast<std::int64_t>(dataset.size()));
  for (std::size_t first = 0; first < dataset.size(); first += kChunk) {
    const auto samples = read_samples(dataset, {.first = first,
                                                .count = std::min(kChunk, dataset.size() - first),
                                                .workers = options.workers,
                                                .seed = options.seed,
                                                .change = options.change});
    for (const auto& sample : samples) writer->add(sample);
    progress.update(static_cast<std::int64_t>(first + samples.size()), "");
  }
  writer->finish();
  progress.finish("");
}

}  // namespace handsight
