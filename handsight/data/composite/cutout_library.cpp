// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/data/composite/cutout.h"
#include "handsight/data/listing.h"
#include "handsight/formats/text.h"

namespace handsight::composite {
namespace {

namespace fs = std::filesystem;

std::optional<Side> side_of(const std::string& word) {
  if (word == "left") return Side::kLeft;
  if (word == "right") return Side::kRight;
  return std::nullopt;
}

}  // namespace

CutoutLibrary::CutoutLibrary(const fs::path& folder, const std::string& split,
                             const fs::path& keypoints, std::size_t cache_bytes) {
  const fs::path table = folder / (folder.filename().string() + ".csv");
  if (is_file(table) || !is_folder(folder / "images")) {
    read_table(table, split);
  } else {
    list_frames(folder, split);
  }
  const auto known = is_file(keypoints) ? read_keypoint_table(keypoints) : KeypointTable();
  for (auto& files : files_) {
    const auto found = known.find(files.image.stem().string());
    if (found != known.end()) files.keypoints = found->second;
  }
  cache_ = std::make_unique<BoundedCache<Cutout>>(files_.size(), cache_bytes);
}

void CutoutLibrary::read_table(const fs::path& source, const std::string& split) {
  const fs::path folder = source.parent_path();
  const auto table = read_csv(source);
  const auto image_column = table.column("file");
  const auto mask_column = table.column("mask");
  const auto split_column = split.empty() ? std::size_t{0} : table.column("split");
  // nothing where the table has no such column
  const auto cell = [&table](const auto& row, std::string_view column) {
    const auto index =
        static_cast<std::size_t>(std::ranges::find(table.columns, column) - table.columns.begin());
    return index < row.size() ? row[index] : std::string();
  };
  for (const auto& row : table.rows) {
    if (!split.empty() && row[split_column] != split) continue;
    CutoutFiles files{.image = folder / row[image_column], .mask = folder / row[mask_column]};
    if (const auto path = cell(row, "foreground"); !path.empty()) files.foreground = folder / path;
    files.side = side_of(cell(row, "hand"));
    files_.push_back(std::move(files));
  }
  if (files_.empty()) {
    fail<FileError>("data set composite: ", table.source, " has no cut-out",
                    split.empty() ? "" : " of split '" + split + "'", " among its ",
                    table.rows.size(), " rows");
  }
}

void CutoutLibrary::list_frames(const fs::path& folder, const std::string& split) {
  const PictureList all = list_pictures(folder / "images", Depth::kAllBelow);
  const PictureList masks = list_pictures(folder / "masks", Depth::kAllBelow);
  PictureList chosen = all;
  if (!split.empty()) {
    const auto kept = read_stems(folder / (split + ".txt"), all);
    std::erase_if(chosen, [&](const auto& entry) { return !kept.contains(entry.first); });
  }
  if (const fs::path list = folder / "excluded.txt"; is_file(list)) {
    for (const auto& stem : read_stems(list, all)) chosen.erase(stem);
  }
  for (const auto& [stem, path] : chosen) {
    const auto mask = masks.find(stem);
    if (mask == masks.end()) {
      fail<FileError>("data set composite: ", path.string(), " has no mask ", stem, ".png in ",
                      (folder / "masks").string());
    }
    files_.push_back({.image = path, .mask = mask->second});
  }
  if (files_.empty()) {
    fail<FileError>("data set composite: ", folder.string(), " has no frame",
                    split.empty() ? "" : " of split '" + split + "'");
  }
}

std::shared_ptr<const Cutout> CutoutLibrary::get(std::size_t index) const {
  return cache_->get(
      index, [&] { return read_cutout(files_[index]); },
      [](const Cutout& cutout) { return cutout.rgba.pixels.size() + cutout.hand.pixels.size(); });
}

}  // namespace handsight::composite
