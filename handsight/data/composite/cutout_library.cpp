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
  const auto table = read_csv(folder / (folder.filename().string() + ".csv"));
  const auto image_column = table.column("file");
  const auto mask_column = table.column("mask");
  const auto split_column = split.empty() ? std::size_t{0} : table.column("split");
  // nothing where the table has no such column
  const auto cell = [&table](const auto& row, std::string_view column) {
    const auto index =
        static_cast<std::size_t>(std::ranges::find(table.columns, column) - table.columns.begin());
    return index < row.size() ? row[index] : std::string();
  };
  const auto known = is_file(keypoints) ? read_keypoint_table(keypoints) : KeypointTable();
  for (const auto& row : table.rows) {
    if (!split.empty() && row[split_column] != split) continue;
    CutoutFiles files{.image = folder / row[image_column], .mask = folder / row[mask_column]};
    if (const auto path = cell(row, "foreground"); !path.empty()) files.foreground = folder / path;
    files.side = side_of(cell(row, "hand"));
    const auto found = known.find(files.image.stem().string());
    if (found != known.end()) files.keypoints = found->second;
    files_.push_back(std::move(files));
  }
  if (files_.empty()) {
    fail<FileError>("data set composite: ", table.source, " has no cut-out",
                    split.empty() ? "" : " of split '" + split + "'", " among its ",
                    table.rows.size(), " rows");
  }
  cache_ = std::make_unique<BoundedCache<Cutout>>(files_.size(), cache_bytes);
}

std::shared_ptr<const Cutout> CutoutLibrary::get(std::size_t index) const {
  return cache_->get(
      index, [&] { return read_cutout(files_[index]); },
      [](const Cutout& cutout) { return cutout.rgba.pixels.size() + cutout.hand.pixels.size(); });
}

}  // namespace handsight::composite
