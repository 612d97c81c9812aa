// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "handsight/data/dataset.h"

#include "data/temp_folder.h"

namespace handsight::test {

/// Authentic files of the data sets, which are not part of the project.
inline std::filesystem::path authentic(const std::string& name) {
  return std::filesystem::path(HANDSIGHT_SOURCE_DIR) / "../shared/data/samples" / name;
}

#define SKIP_WITHOUT_AUTHENTIC(name)                                                \
  if (!std::filesystem::exists(::handsight::test::authentic(name))) {               \
    GTEST_SKIP() << "no authentic files at " << ::handsight::test::authentic(name); \
  }

inline std::unique_ptr<Dataset> open_at(const std::string& name, const std::filesystem::path& root,
                                        const std::string& split = "",
                                        const std::string& options_json = "{}") {
  return open_dataset(
      {.name = name, .root = root, .split = split, .options = options(options_json)});
}

inline std::vector<std::string> ids(const Dataset& dataset) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < dataset.size(); ++i) names.push_back(dataset.get(i, Seed(1)).id);
  return names;
}

inline Sample sample_of(const Dataset& dataset, const std::string& id) {
  for (std::size_t i = 0; i < dataset.size(); ++i) {
    Sample sample = dataset.get(i, Seed(1));
    if (sample.id == id) return sample;
  }
  ADD_FAILURE() << "there is no sample " << id;
  return {};
}

inline std::ptrdiff_t count(const Image& label, std::uint8_t value) {
  return std::ranges::count(label.pixels, value);
}

/// Pixels in which two labels differ; all of them when their sizes do.
inline std::size_t differing(const Image& a, const Image& b) {
  if (a.width != b.width || a.height != b.height) return a.pixels.size() + b.pixels.size();
  std::size_t number = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) number += a.pixels[i] != b.pixels[i] ? 1 : 0;
  return number;
}

}  // namespace handsight::test
