// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/data/sample.h"

namespace handsight {

/// Writes samples as a data set lies on disk.
class LayoutWriter {
 public:
  virtual ~LayoutWriter() = default;
  /// Called once for every sample, in order; frames of a video come one after the other.
  /// Throws FileError when the disk does not take a file, InvalidArgument naming the sample that
  /// lacks a label without which it cannot be written.
  virtual void add(const Sample& sample) = 0;
  /// Writes the files that describe all samples. Nothing may be added afterwards.
  virtual void finish() = 0;
};

struct LayoutOptions {
  std::filesystem::path root{};  ///< made when it is not there
  std::size_t count = 0;         ///< samples that will be added, frames of clips included
  std::size_t clip_length = 1;   ///< frames that stay in one split
};

/// What a layout file offers to the rest of the toolkit.
struct LayoutEntry {
  std::string_view name;  ///< also the name of the data set that reads it
  std::string_view summary;
  std::unique_ptr<LayoutWriter> (*make)(const LayoutOptions& options);
};

[[nodiscard]] std::vector<LayoutEntry> layout_catalog();
/// Throws InvalidArgument with the known names when there is no layout of that name.
[[nodiscard]] LayoutEntry find_layout(std::string_view name);

/// Gives samples to train, val and test, about 70, 15 and 15 in a hundred; each gets one as soon as
/// there are three videos. A sample that names its own split keeps it.
class Splits {
 public:
  explicit Splits(const LayoutOptions& options) : options_(options) {}
  [[nodiscard]] std::string of(const Sample& sample, std::size_t index) const;

 private:
  LayoutOptions options_;
};

// What the layouts share.

/// printf("%0<digits>d").
[[nodiscard]] std::string zero_padded(std::size_t number, std::size_t digits);
/// The sample's name as one file name: '/' and what else does not belong there become '_'.
[[nodiscard]] std::string file_stem(const Sample& sample);
/// Throws InvalidArgument naming the sample and the layout when the label is empty.
void require_label(const Image& label, const Sample& sample, std::string_view layout,
                   std::string_view label_name);
/// 255 where a mask is kHand, 0 elsewhere.
[[nodiscard]] Image black_and_white(const Image& mask);
/// 1 where `sides` shows that side, 0 elsewhere.
[[nodiscard]] Image side_mask(const Image& sides, Side side);
/// Part ids of one hand where nothing hides it; empty when the sample has no parts of that side.
[[nodiscard]] Image visible_parts(const Sample& sample, Side side);
/// The sample's label of that side; null when it has none.
[[nodiscard]] const HandLabel* hand_of_side(const Sample& sample, Side side);

}  // namespace handsight
