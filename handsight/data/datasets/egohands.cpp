// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/data/dataset.h"
#include "handsight/data/listing.h"
#include "handsight/data/reading.h"
#include "handsight/formats/mat_file.h"
#include "handsight/formats/text.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/imaging/polygon.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwner = "data set egohands";

struct EgoHandsOptions {
  std::string hands = "all";
};

template <class Field>
void visit_fields(EgoHandsOptions& o, Field&& field) {
  field("hands", o.hands, Choices{{"all", "own", "other"}},
        "whose hands count: of all, of the wearer, of the partner; the others are ignored");
}

// Split by video of Urooj and Borji (CVPR 2018), aurooj/Hand-Segmentation-in-the-Wild.
constexpr std::array<std::string_view, 8> kTestVideos{
    "CARDS_COURTYARD_B_T",  "CARDS_OFFICE_S_B", "CHESS_COURTYARD_B_T",  "CHESS_LIVINGROOM_T_H",
    "JENGA_LIVINGROOM_S_T", "JENGA_OFFICE_H_T", "PUZZLE_COURTYARD_H_T", "PUZZLE_LIVINGROOM_T_B"};
constexpr std::array<std::string_view, 4> kValVideos{"JENGA_COURTYARD_T_S", "CHESS_COURTYARD_H_S",
                                                     "PUZZLE_OFFICE_S_T", "CARDS_LIVINGROOM_S_H"};

std::string_view split_of(std::string_view video) {
  if (std::ranges::find(kTestVideos, video) != kTestVideos.end()) return "test";
  return std::ranges::find(kValVideos, video) != kValVideos.end() ? "val" : "train";
}

/// A field of the polygon structs and whose hand it is.
struct HandField {
  std::string_view name;
  Side side;
  bool own;
};
constexpr std::array<HandField, 4> kHandFields{{{"myleft", Side::kLeft, true},
                                                {"myright", Side::kRight, true},
                                                {"yourleft", Side::kLeft, false},
                                                {"yourright", Side::kRight, false}}};

using Corners = std::vector<PolygonPoint>;

struct Frame {
  std::string video;
  std::string name;
  std::array<Corners, kHandFields.size()> polygons{};
};

/// N x 2, or empty in several shapes.
Corners corners_of(const MatValue* polygon, const fs::path& source) {
  if (polygon == nullptr) fail<FileError>(source.string(), ": a frame without its four polygons");
  const auto rows = static_cast<std::size_t>(polygon->rows());
  if (polygon->size() == 0 || rows < 3) return {};
  if (polygon->kind != MatValue::Kind::kNumbers || polygon->columns() != 2 ||
      polygon->size() != 2 * rows) {
    fail<FileError>(source.string(), ": a polygon of ", rows, " x ", polygon->columns(),
                    ", expected N x 2");
  }
  Corners corners(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    corners[i] = {polygon->number(i), polygon->number(rows + i)};
  }
  return corners;
}

/// Names of the frames that the elements of polygons.mat stand for, in their order.
std::vector<std::string> frame_names(const fs::path& folder, const MatValue* metadata,
                                     std::size_t video) {
  // beside a copy of which only some pictures were kept
  if (const fs::path list = folder / "frame_names.txt"; is_file(list)) return read_lines(list);
  std::vector<std::string> names;
  const MatValue* frames =
      metadata == nullptr ? nullptr : metadata->field("labelled_frames", video);
  if (frames != nullptr) {
    for (std::size_t i = 0; i < frames->size(); ++i) {
      const MatValue* number = frames->field("frame_num", i);
      if (number == nullptr || number->size() != 1) continue;
      std::string digits = std::to_string(static_cast<std::int64_t>(number->number(0)));
      digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
      names.push_back("frame_" + digits + ".jpg");
    }
    return names;
  }
  for (auto& name : names_in(folder)) {
    if (name.starts_with("frame_") && name.ends_with(".jpg")) names.push_back(std::move(name));
  }
  return names;
}

class EgoHands final : public Dataset {
 public:
  EgoHands(const DatasetRequest& request, const EgoHandsOptions& options)
      : root_(is_folder(request.root / "egohands_data") ? request.root / "egohands_data"
                                                        : request.root),
        options_(options) {
    check_split(kOwner, request.split, {"train", "val", "test"});
    const fs::path samples = first_folder(kOwner, root_, {"_LABELLED_SAMPLES"});
    MatVariables metadata;
    if (const fs::path path = root_ / "metadata.mat"; is_file(path)) metadata = read_mat(path);
    for (const auto& video : names_in(samples)) {
      if (!is_file(samples / video / "polygons.mat")) continue;
      if (!request.split.empty() && split_of(video) != request.split) continue;
      add_video(samples / video, video, metadata);
    }
    if (frames_.empty()) {
      fail<FileError>(kOwner, ": no labelled video of split '", request.split, "' below ",
                      samples.string(), "; expected <VIDEO>/polygons.mat and its frames");
    }
  }

  [[nodiscard]] std::size_t size() const override { return frames_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override;

 private:
  void add_video(const fs::path& folder, const std::string& video, const MatVariables& metadata);

  fs::path root_;
  EgoHandsOptions options_;
  std::vector<Frame> frames_{};
};

void EgoHands::add_video(const fs::path& folder, const std::string& video,
                         const MatVariables& metadata) {
  const fs::path path = folder / "polygons.mat";
  const MatVariables variables = read_mat(path);
  const auto polygons = variables.find("polygons");
  if (polygons == variables.end() || polygons->second.kind != MatValue::Kind::kStruct) {
    fail<FileError>(path.string(), ": has no struct 'polygons'");
  }
  const MatValue* videos = nullptr;
  std::size_t position = 0;
  if (const auto found = metadata.find("video"); found != metadata.end()) {
    for (; position < found->second.size() && videos == nullptr; ++position) {
      const MatValue* id = found->second.field("video_id", position);
      if (id != nullptr && id->text == video) videos = &found->second;
    }
  }
  const auto names = frame_names(folder, videos, videos == nullptr ? 0 : position - 1);
  if (names.size() != polygons->second.size()) {
    fail<FileError>(path.string(), ": polygons of ", polygons->second.size(), " frames, found ",
                    names.size(),
                    " frames in its folder; expected as many, or metadata.mat beside "
                    "_LABELLED_SAMPLES, which says which frames they belong to");
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!is_file(folder / names[i])) continue;
    Frame frame{.video = video, .name = names[i]};
    for (std::size_t h = 0; h < kHandFields.size(); ++h) {
      frame.polygons[h] = corners_of(polygons->second.field(kHandFields[h].name, i), path);
    }
    frames_.push_back(std::move(frame));
  }
}

Sample EgoHands::get(std::size_t index, Seed) const {
  check_index(kOwner, index, frames_.size());
  const Frame& frame = frames_[index];
  const std::string stem = fs::path(frame.name).stem().string();
  Sample sample{.id = frame.video + "/" + stem,
                .video = frame.video,
                .split = std::string(split_of(frame.video)),
                .source = root_ / "_LABELLED_SAMPLES" / frame.video / frame.name};
  // PLACE_GAME_viewer_partner
  const auto partner = frame.video.rfind('_');
  if (partner != std::string::npos && partner > 0) {
    const auto viewer = frame.video.rfind('_', partner - 1) + 1;
    sample.subject = frame.video.substr(viewer, partner - viewer);
  }
  std::from_chars(stem.data() + stem.find('_') + 1, stem.data() + stem.size(), sample.frame);
  sample.image = read_picture(sample.source);
  sample.mask = empty_label(sample.image);
  sample.sides = empty_label(sample.image);
  for (std::size_t h = 0; h < kHandFields.size(); ++h) {
    const auto& [name, side, own] = kHandFields[h];
    const Corners& corners = frame.polygons[h];
    if (corners.empty()) continue;
    const bool counts = options_.hands == "all" || own == (options_.hands == "own");
    fill_polygon(sample.mask, corners, counts ? kHand : kIgnore);
    fill_polygon(sample.sides, corners,
                 !counts               ? kIgnore
                 : side == Side::kLeft ? kLeftSide
                                       : kRightSide);
    if (!counts) continue;
    const auto [min_x, max_x] = std::ranges::minmax_element(corners, {}, &PolygonPoint::x);
    const auto [min_y, max_y] = std::ranges::minmax_element(corners, {}, &PolygonPoint::y);
    sample.hands.push_back(
        {.side = side,
         .box = LabelBox{static_cast<float>(min_x->x), static_cast<float>(min_y->y),
                         static_cast<float>(max_x->x - min_x->x),
                         static_cast<float>(max_y->y - min_y->y)},
         .own = own});
  }
  return sample;
}

}  // namespace

DatasetEntry egohands_dataset() {
  return {.name = "egohands",
          .summary = "EgoHands: two people at a table, polygons of up to four hands, own and other",
          .layout = "_LABELLED_SAMPLES/<VIDEO>/{frame_*.jpg, polygons.mat}, optional metadata.mat",
          .open = open_reader<EgoHands, EgoHandsOptions>,
          .options = describe_fields<EgoHandsOptions>};
}

}  // namespace handsight
