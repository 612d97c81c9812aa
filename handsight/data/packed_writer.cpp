// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/packed_writer.h"

#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/data/checksum.h"
#include "handsight/data/listing.h"
#include "handsight/data/packed_index.h"
#include "handsight/data/sample_check.h"
#include "handsight/data/sample_json.h"
#include "handsight/data/sample_reading.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/safetensors.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

std::string shard_name(std::size_t number) {
  char name[48];
  std::snprintf(name, sizeof name, "shard-%05zu.safetensors", number);
  return name;
}

Json identity(const Dataset& dataset, const PackOptions& options) {
  return {{"source", options.made_from ? *options.made_from : Json()},
          {"split", options.split},
          {"seed", options.seed.value()},
          {"shard_size", options.shard_size},
          {"count", dataset.size()}};
}

bool is_intact(const fs::path& path, const PackedShard& shard) {
  std::error_code error;
  if (fs::file_size(path, error) != shard.bytes || error) return false;
  return crc32_of_file(path) == shard.crc32;
}

/// What an earlier, interrupted run left, up to the first shard that is not as it was written.
PackedIndex earlier_work(const PackOptions& options, const Json& identity) {
  PackedIndex fresh;
  fresh.made_from = std::make_shared<const Json>(identity);
  if (!is_file(options.folder / kPackedIndexName)) return fresh;
  PackedIndex index = read_packed_index(options.folder);
  if (!index.made_from || *index.made_from != identity) {
    fail("pack: ", options.folder.string(),
         " holds a pack of another source or other options; choose another folder or delete it");
  }
  std::size_t samples = 0;
  std::size_t shards = 0;
  while (shards < index.shards.size() &&
         is_intact(options.folder / index.shards[shards].file, index.shards[shards])) {
    samples += index.shards[shards++].count;
  }
  index.shards.resize(shards);
  index.samples.resize(samples);
  return index;
}

Sample checked(Sample sample) {
  if (const auto fault = fault_of(sample); !fault.empty()) {
    fail("pack: sample '", sample.id, "': ", fault);
  }
  return sample;
}

PackedSampleInfo info_of(Sample& sample, const std::string& split) {
  if (!split.empty()) sample.split = split;
  return {.id = sample.id,
          .parts_extent = sample.parts_extent,
          .depth_unit = sample.depth.unit,
          .details = std::make_shared<const Json>(sample_details_to_json(sample))};
}

PackedShard write_shard(const fs::path& path, const std::vector<Sample>& samples,
                        std::size_t first) {
  std::vector<NamedTensor> tensors;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::string name = std::to_string(first + i);
    const auto add = [&](const char* kind, const Image& image) {
      if (image.empty()) return;
      std::vector<std::int64_t> shape{image.height, image.width};
      if (image.channels > 1) shape.push_back(image.channels);
      tensors.push_back({.name = name + kind,
                         .tensor = {.dtype = DType::kU8,
                                    .shape = std::move(shape),
                                    .bytes = std::as_bytes(std::span(image.pixels))}});
    };
    const auto& sample = samples[i];
    add(".image", sample.image);
    add(".mask", sample.mask);
    add(".sides", sample.sides);
    add(".parts_left", sample.parts_left);
    add(".parts_right", sample.parts_right);
    if (sample.depth.empty()) continue;
    tensors.push_back({.name = name + ".depth",
                       .tensor = {.dtype = DType::kF32,
                                  .shape = {sample.depth.height, sample.depth.width},
                                  .bytes = std::as_bytes(std::span(sample.depth.values))}});
  }
  write_safetensors(path, {{"format", "handsight packed data"}}, tensors);
  return {.file = path.filename().string(),
          .count = samples.size(),
          .bytes = fs::file_size(path),
          .crc32 = crc32_of_file(path)};
}

}  // namespace

PackReport pack_dataset(const Dataset& dataset, const PackOptions& options, Progress& progress) {
  if (options.shard_size == 0) fail("pack: the shard size is 0; expected at least one sample");
  if (dataset.size() == 0) fail("pack: the data set is empty");
  make_folder(options.folder);
  PackedIndex index = earlier_work(options, identity(dataset, options));
  index.count = dataset.size();
  PackReport report{.samples = index.count, .shards_kept = index.shards.size()};
  progress.start("pack", static_cast<std::int64_t>(index.count));
  while (!index.complete()) {
    const std::size_t first = index.samples.size();
    auto samples =
        read_samples(dataset, {.first = first,
                               .count = std::min(options.shard_size, index.count - first),
                               .workers = options.workers,
                               .seed = options.seed.split("pack"),
                               .change = [&options](Sample sample) {
                                 return checked(options.change ? options.change(std::move(sample))
                                                               : std::move(sample));
                               }});
    index.shards.push_back(
        write_shard(options.folder / shard_name(index.shards.size()), samples, first));
    for (auto& sample : samples) index.samples.push_back(info_of(sample, options.split));
    write_packed_index(options.folder, index);
    ++report.shards_written;
    progress.update(static_cast<std::int64_t>(index.samples.size()), index.shards.back().file);
  }
  for (const auto& shard : index.shards) report.bytes += shard.bytes;
  progress.finish("");
  return report;
}

}  // namespace handsight
