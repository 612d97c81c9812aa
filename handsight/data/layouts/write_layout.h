// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "handsight/core/progress.h"
#include "handsight/core/seed.h"
#include "handsight/data/dataset.h"

namespace handsight {

struct WriteLayoutOptions {
  std::string layout = "folder";
  std::filesystem::path root{};
  std::size_t clip_length = 1;
  int workers = 1;
  Seed seed{1};                            ///< for data sets that make their samples
  std::function<Sample(Sample)> change{};  ///< e.g. resizes; null = as read
};

/// Writes every sample of `dataset` as the data set `layout` lies on disk; the files do not depend
/// on the number of workers.
/// Throws InvalidArgument when the folder already holds something or a sample lacks a label that
/// the layout needs, FileError when a sample cannot be read or the disk does not take a file.
void write_layout(const Dataset& dataset, const WriteLayoutOptions& options, Progress& progress);

}  // namespace handsight
