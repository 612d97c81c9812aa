// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "handsight/data/dataset.h"

namespace handsight {

/// What every `data` command asks for.
struct DataArguments {
  std::string data{};
  std::vector<std::string> options{};
  std::uint64_t seed = 1;
  bool quiet = false;
};

/// The request of NAME=PATH[:split] with the reader's options of --option.
[[nodiscard]] DatasetRequest request_of(const DataArguments& arguments);

/// `count` indices spread over `size`, the first always 0; all when count is 0 or too large.
[[nodiscard]] std::vector<std::size_t> spread(std::size_t size, std::size_t count);

struct InspectArguments {
  DataArguments common{};
  std::size_t limit = 0;  ///< samples looked at; 0 = all
  bool json = false;
};
/// Prints what a data set holds. Samples that cannot be read are reported and counted; throws
/// AlreadyReported after the rest.
void inspect_data(const InspectArguments& arguments);

struct CheckArguments {
  DataArguments common{};
  std::size_t limit = 0;  ///< samples of each split looked at; 0 = all
  bool json = false;
};
/// Prints every fault of a data set with its file, those between its splits included; throws
/// AlreadyReported when there is one.
void check_data(const CheckArguments& arguments);

struct PreviewArguments {
  DataArguments common{};
  std::string output{};
  std::size_t count = 24;
  int columns = 0;
  int cell_px = 240;
};
/// Writes a sheet of pictures with their masks: hands in colour, ignored pixels in red.
void preview_data(const PreviewArguments& arguments);

struct PackArguments {
  DataArguments common{};
  std::string output{};
  int longest = 0;  ///< longer side in pixels; 0 = as it is
  std::size_t shard_size = 256;
  std::size_t count = 0;  ///< of readers that make their samples; 0 = the reader's own
  int workers = 2;
};
/// Writes a data set as shards.
void pack_data(const PackArguments& arguments);

struct RenderArguments {
  std::string output{};
  std::size_t count = 200;
  int size = 256;
  std::uint64_t seed = 1;
  std::string layout = "folder";
  std::string hands = "any";
  int clip_length = 1;
  std::vector<std::string> options{};
  int workers = 0;
  bool quiet = false;
};
/// Writes rendered hands.
void render_data(const RenderArguments& arguments);

struct ConvertArguments {
  DataArguments common{};
  std::string output{};
  std::string layout = "coco";
  int longest = 0;  ///< longer side in pixels; 0 = as it is
  int workers = 0;
};
/// Writes a data set in another layout.
void convert_data(const ConvertArguments& arguments);

}  // namespace handsight
