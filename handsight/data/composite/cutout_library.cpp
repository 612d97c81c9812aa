// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/json.h"
#include "handsight/data/composite/cutout.h"
#include "handsight/data/listing.h"
#include "handsight/formats/text.h"

namespace handsight::composite {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kJoints = 21;

std::vector<Point> read_points(const Json& list) {
  std::vector<Point> points;
  if (!list.is_array() || list.size() != kJoints) return {};
  for (const auto& pair : list) {
    if (!pair.is_array() || pair.size() < 2 || !pair[0].is_number() || !pair[1].is_number()) {
      return {};
    }
    const Point point{pair[0].get<double>(), pair[1].get<double>()};
    if (!(std::abs(point.x) < 1e5 && std::abs(point.y) < 1e5)) return {};
    points.push_back(point);
  }
  return points;
}

using KeypointTable = std::map<std::string, std::vector<Point>, std::less<>>;

KeypointTable read_keypoints(const fs::path& path) {
  if (!is_file(path)) return {};
  const Json tree = Json::parse(read_text(path), nullptr, false);
  if (!tree.is_object() || !tree.contains("files") || !tree["files"].is_object()) {
    fail<FileError>(path.string(),
                    ": expected JSON with a table 'files' of stem -> keypoints; found none");
  }
  KeypointTable table;
  for (const auto& [stem, entry] : tree["files"].items()) {
    if (entry.is_object() && entry.contains("keypoints")) {
      table[stem] = read_points(entry["keypoints"]);
    }
  }
  return table;
}

}  // namespace

CutoutLibrary::CutoutLibrary(const fs::path& folder, const std::string& split,
                             const fs::path& keypoints, std::size_t cache_bytes) {
  const auto table = read_csv(folder / (folder.filename().string() + ".csv"));
  const auto image_column = table.column("file");
  const auto mask_column = table.column("mask");
  const auto split_column = split.empty() ? std::size_t{0} : table.column("split");
  const auto foreground = std::ranges::find(table.columns, "foreground") - table.columns.begin();
  const auto known = read_keypoints(keypoints);
  for (const auto& row : table.rows) {
    if (!split.empty() && row[split_column] != split) continue;
    CutoutFiles files{.image = folder / row[image_column], .mask = folder / row[mask_column]};
    if (static_cast<std::size_t>(foreground) < row.size() && !row[foreground].empty()) {
      files.foreground = folder / row[foreground];
    }
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
