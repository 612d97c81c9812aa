// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/photographs.h"

#include <algorithm>

#include "handsight/core/error.h"
#include "handsight/data/listing.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/imaging/transform.h"

namespace handsight {
namespace {

Image shrunk(Image picture, int longest_px) {
  const int longest = std::max(picture.width, picture.height);
  if (longest <= longest_px) return picture;
  const auto side = [&](int px) { return std::max(1, px * longest_px / longest); };
  return resize(picture, side(picture.width), side(picture.height), Interpolation::kArea);
}

}  // namespace

std::vector<Image> read_photographs(const std::filesystem::path& folder, std::size_t limit,
                                    int longest_px) {
  const PictureList list = list_pictures(folder, Depth::kAllBelow);
  if (list.empty()) {
    fail<FileError>("photographs: ", folder.string(),
                    " holds no picture; expected JPEG, PNG, BMP, WebP or TIFF files");
  }
  std::vector<std::filesystem::path> paths;
  for (const auto& [stem, path] : list) paths.push_back(path);
  const std::size_t count = std::min(limit, paths.size());
  std::vector<Image> pictures;
  for (std::size_t i = 0; i < count; ++i) {
    pictures.push_back(shrunk(read_picture(paths[i * paths.size() / count]), longest_px));
  }
  return pictures;
}

}  // namespace handsight
