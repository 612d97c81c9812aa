// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/packed_index.h"

#include <algorithm>
#include <string_view>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/image.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/text.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormat = "handsight packed data";
constexpr std::uint64_t kMaxIndexBytes = std::uint64_t{256} << 20U;
constexpr std::uint64_t kMaxSamples = 100'000'000;

/// Reads members of one JSON object and says which one was wrong.
class Members {
 public:
  Members(const Json& tree, std::string owner) : tree_(tree), owner_(std::move(owner)) {
    if (!tree.is_object()) fail<FileError>(owner_, ": expected a JSON object");
  }
  [[nodiscard]] std::uint64_t number(const char* key, std::uint64_t limit) const {
    const auto found = tree_.find(key);
    if (found == tree_.end() || !found->is_number_unsigned() ||
        found->template get<std::uint64_t>() > limit) {
      fail<FileError>(owner_, ": '", key, "' must be a whole number from 0 to ", limit);
    }
    return found->template get<std::uint64_t>();
  }
  [[nodiscard]] std::string text(const char* key, bool required) const {
    const auto found = tree_.find(key);
    if (found == tree_.end() && !required) return {};
    if (found == tree_.end() || !found->is_string()) {
      fail<FileError>(owner_, ": '", key, "' must be text");
    }
    return found->template get<std::string>();
  }
  [[nodiscard]] Json object(const char* key) const {
    const auto found = tree_.find(key);
    if (found == tree_.end()) return Json::object();
    if (!found->is_object()) fail<FileError>(owner_, ": '", key, "' must be a JSON object");
    return *found;
  }
  [[nodiscard]] const Json& list(const char* key) const {
    const auto found = tree_.find(key);
    if (found == tree_.end() || !found->is_array()) {
      fail<FileError>(owner_, ": '", key, "' must be a list");
    }
    return *found;
  }

 private:
  const Json& tree_;
  std::string owner_;
};

bool is_plain_name(const std::string& name) {
  return !name.empty() && name.size() < 200 && name.front() != '.' &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == '.';
         });
}

PackedShard read_shard(const Json& tree, const std::string& owner) {
  const Members members(tree, owner);
  PackedShard shard{.file = members.text("file", true),
                    .count = members.number("count", kMaxSamples),
                    .bytes = members.number("bytes", std::uint64_t{1} << 50U),
                    .crc32 = static_cast<std::uint32_t>(members.number("crc32", 0xFFFFFFFFU))};
  if (!is_plain_name(shard.file)) {
    fail<FileError>(owner, ": shard name '", shard.file.substr(0, 100),
                    "' is not a plain file name");
  }
  if (shard.count == 0) fail<FileError>(owner, ": shard ", shard.file, " holds no sample");
  return shard;
}

}  // namespace

PackedIndex read_packed_index(const fs::path& folder) {
  const fs::path path = folder / kPackedIndexName;
  const Json tree = Json::parse(read_text(path, kMaxIndexBytes), nullptr, false);
  if (tree.is_discarded()) fail<FileError>(path.string(), ": is cut short or no JSON");
  const Members members(tree, path.string());
  if (members.text("format", true) != kFormat) {
    fail<FileError>(path.string(), ": is no index of packed data; expected the format '", kFormat,
                    "'");
  }
  if (const auto version = members.number("version", 1'000'000); version != kPackedVersion) {
    fail<FileError>(path.string(), ": has version ", version, ", this program reads version ",
                    kPackedVersion, "; pack the data again");
  }
  PackedIndex index{.count = members.number("count", kMaxSamples)};
  std::size_t held = 0;
  for (const auto& shard : members.list("shards")) {
    index.shards.push_back(
        read_shard(shard, path.string() + ", shard " + std::to_string(index.shards.size())));
    held += index.shards.back().count;
    if (held > index.count) break;
  }
  for (const auto& sample : members.list("samples")) {
    const Members fields(sample,
                         path.string() + ", sample " + std::to_string(index.samples.size()));
    index.samples.push_back(
        {.id = fields.text("id", true),
         .parts_extent = fields.text("parts", false) == "amodal" ? Extent::kAmodal : Extent::kModal,
         .depth_unit = fields.text("depth_unit", false) == "relative" ? DepthUnit::kRelative
                                                                      : DepthUnit::kMillimetre,
         .details = std::make_shared<const Json>(fields.object("details"))});
  }
  if (held != index.samples.size() || held > index.count) {
    fail<FileError>(path.string(), ": the shards hold ", held, " samples, the list names ",
                    index.samples.size(), ", the pack should have ", index.count,
                    "; pack the data again");
  }
  const auto made_from = tree.find("made_from");
  if (made_from != tree.end()) index.made_from = std::make_shared<const Json>(*made_from);
  return index;
}

void write_packed_index(const fs::path& folder, const PackedIndex& index) {
  Json tree{{"format", kFormat},
            {"version", kPackedVersion},
            {"count", index.count},
            {"mask_values", {{"background", kBackground}, {"hand", kHand}, {"ignore", kIgnore}}},
            {"made_from", index.made_from ? *index.made_from : Json()},
            {"shards", Json::array()},
            {"samples", Json::array()}};
  for (const auto& shard : index.shards) {
    tree["shards"].push_back({{"file", shard.file},
                              {"count", shard.count},
                              {"bytes", shard.bytes},
                              {"crc32", shard.crc32}});
  }
  for (const auto& sample : index.samples) {
    Json entry{{"id", sample.id}};
    if (sample.parts_extent == Extent::kAmodal) entry["parts"] = "amodal";
    if (sample.depth_unit == DepthUnit::kRelative) entry["depth_unit"] = "relative";
    if (sample.details && !sample.details->empty()) entry["details"] = *sample.details;
    tree["samples"].push_back(std::move(entry));
  }
  write_file(folder / kPackedIndexName,
             std::string_view(tree.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"));
}

}  // namespace handsight
