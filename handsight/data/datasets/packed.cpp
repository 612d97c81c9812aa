// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/data/checksum.h"
#include "handsight/data/dataset.h"
#include "handsight/data/listing.h"
#include "handsight/data/packed_index.h"
#include "handsight/data/sample_check.h"
#include "handsight/data/sample_json.h"
#include "handsight/formats/safetensors.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMaxSide = 32767;

struct PackedOptions {
  bool verify = true;
};

template <class Field>
void visit_fields(PackedOptions& o, Field&& field) {
  field("verify", o.verify, Any{}, "compare each file with its checksum when it is first used");
}

Image read_plane(const Safetensors& file, const std::string& name, int channels) {
  const TensorView& tensor = file.tensor(name);
  const std::size_t dimensions = channels == 1 ? 2 : 3;
  const bool fits = tensor.dtype == DType::kU8 && tensor.shape.size() == dimensions &&
                    tensor.shape[0] >= 1 && tensor.shape[0] <= kMaxSide && tensor.shape[1] >= 1 &&
                    tensor.shape[1] <= kMaxSide && (channels == 1 || tensor.shape[2] == channels);
  if (!fits) {
    fail<FileError>(file.path().string(), ": tensor '", name,
                    "' is no picture; expected U8 with the shape height, width",
                    channels == 1 ? "" : ", 3");
  }
  Image image(static_cast<int>(tensor.shape[1]), static_cast<int>(tensor.shape[0]), channels);
  std::memcpy(image.pixels.data(), tensor.bytes.data(), image.pixels.size());
  return image;
}

DepthMap read_depth(const Safetensors& file, const std::string& name, DepthUnit unit) {
  const TensorView& tensor = file.tensor(name);
  if (tensor.dtype != DType::kF32 || tensor.shape.size() != 2 || tensor.shape[0] < 1 ||
      tensor.shape[0] > kMaxSide || tensor.shape[1] < 1 || tensor.shape[1] > kMaxSide) {
    fail<FileError>(file.path().string(), ": tensor '", name,
                    "' is no depth map; expected F32 with the shape height, width");
  }
  DepthMap depth{.width = static_cast<int>(tensor.shape[1]),
                 .height = static_cast<int>(tensor.shape[0]),
                 .unit = unit};
  depth.values.resize(tensor.bytes.size() / sizeof(float));
  std::memcpy(depth.values.data(), tensor.bytes.data(), tensor.bytes.size());
  return depth;
}

class Packed final : public Dataset {
 public:
  Packed(const DatasetRequest& request, const PackedOptions& options)
      : root_(request.root), options_(options), index_(read_packed_index(request.root)) {
    if (!index_.complete()) {
      fail<FileError>("data set packed: ", root_.string(), " holds ", index_.samples.size(), " of ",
                      index_.count, " samples; run `handsight data pack` again to finish it");
    }
    open_shards();
    select(request.split);
  }

  [[nodiscard]] std::size_t size() const override { return selected_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override;

 private:
  struct Shard {
    explicit Shard(const fs::path& path) : file(path) {}
    Safetensors file;
    std::size_t end = 0;  // index of the sample after its last
    std::uint32_t crc32 = 0;
    std::once_flag checked{};
  };

  void open_shards();
  void select(const std::string& split);
  void verify(Shard& shard) const;

  fs::path root_;
  PackedOptions options_;
  PackedIndex index_;
  std::vector<std::unique_ptr<Shard>> shards_{};
  std::vector<std::size_t> selected_{};
};

void Packed::open_shards() {
  std::size_t end = 0;
  for (const auto& entry : index_.shards) {
    const fs::path path = root_ / entry.file;
    std::error_code error;
    const auto bytes = fs::file_size(path, error);
    if (error) {
      fail<FileError>("data set packed: shard ", path.string(), " is missing (", error.message(),
                      "); copy it again or run `handsight data pack` again");
    }
    if (bytes != entry.bytes) {
      fail<FileError>("data set packed: shard ", path.string(), " has ", bytes, " bytes, expected ",
                      entry.bytes, "; copy it again or run `handsight data pack` again");
    }
    auto& shard = *shards_.emplace_back(std::make_unique<Shard>(path));
    shard.end = end += entry.count;
    shard.crc32 = entry.crc32;
  }
}

void Packed::select(const std::string& split) {
  std::set<std::string> known;
  for (std::size_t i = 0; i < index_.samples.size(); ++i) {
    const auto& details = *index_.samples[i].details;
    const auto own = details.find("split");
    const std::string name =
        own != details.end() && own->is_string() ? own->get<std::string>() : std::string();
    known.insert(name);
    if (split.empty() || name == split) selected_.push_back(i);
  }
  if (!selected_.empty()) return;
  std::string names;
  for (const auto& name : known) names.append(names.empty() ? "" : ", ").append("'" + name + "'");
  fail<FileError>("data set packed: ", root_.string(), " has no sample of split '", split,
                  "'; it has ", names.empty() ? "none at all" : names);
}

void Packed::verify(Shard& shard) const {
  if (!options_.verify) return;
  // a failed check throws and is made again by the next caller
  std::call_once(shard.checked, [&] {
    if (crc32_of_file(shard.file.path()) != shard.crc32) {
      fail<FileError>("data set packed: shard ", shard.file.path().string(),
                      " does not match its checksum; copy it again or run `handsight data pack` "
                      "again");
    }
  });
}

Sample Packed::get(std::size_t index, Seed) const {
  if (index >= selected_.size()) {
    fail("data set packed: there is no sample ", index, "; expected an index below ",
         selected_.size());
  }
  const std::size_t position = selected_[index];
  auto& shard = **std::ranges::upper_bound(shards_, position, {},
                                           [](const auto& entry) { return entry->end; });
  verify(shard);
  const PackedSampleInfo& info = index_.samples[position];
  const std::string name = std::to_string(position);
  Sample sample{.id = info.id, .parts_extent = info.parts_extent, .source = shard.file.path()};
  read_sample_details(*info.details, shard.file.path().string() + ", sample " + name, sample);
  sample.image = read_plane(shard.file, name + ".image", 3);
  const auto read = [&](const char* kind, Image& map) {
    if (shard.file.contains(name + kind)) map = read_plane(shard.file, name + kind, 1);
  };
  read(".mask", sample.mask);
  read(".sides", sample.sides);
  read(".parts_left", sample.parts_left);
  read(".parts_right", sample.parts_right);
  if (shard.file.contains(name + ".depth")) {
    sample.depth = read_depth(shard.file, name + ".depth", info.depth_unit);
  }
  if (const auto fault = fault_of(sample); !fault.empty()) {
    fail<FileError>(shard.file.path().string(), ": sample ", name, ": ", fault);
  }
  return sample;
}

}  // namespace

DatasetEntry packed_dataset() {
  return {
      .name = "packed",
      .summary = "pictures and labels in memory-mapped shards, written by `handsight data pack`",
      .layout = "index.json + shard-*.safetensors",
      .open = [](const DatasetRequest& request) -> std::unique_ptr<Dataset> {
        const Json options = request.options ? *request.options : Json();
        return std::make_unique<Packed>(request,
                                        parse_fields<PackedOptions>(options, "data set packed"));
      },
      .options = describe_fields<PackedOptions>};
}

}  // namespace handsight
