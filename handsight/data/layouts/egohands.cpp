// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "handsight/data/layouts/layout.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/mat_writer.h"
#include "handsight/imaging/outline.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

// A video has 100 labelled frames.
constexpr std::size_t kFramesOfVideo = 100;
constexpr std::array<const char*, 3> kTrainVideos{"CARDS_COURTYARD_H_S", "CHESS_OFFICE_B_S",
                                                  "PUZZLE_LIVINGROOM_H_T"};
constexpr std::array<const char*, 3> kValVideos{"JENGA_COURTYARD_T_S", "CHESS_COURTYARD_H_S",
                                                "PUZZLE_OFFICE_S_T"};
constexpr std::array<const char*, 3> kTestVideos{"CARDS_OFFICE_S_B", "CHESS_LIVINGROOM_T_H",
                                                 "JENGA_OFFICE_H_T"};

struct Frame {
  std::size_t number = 0;
  std::array<MatValue, 4> polygons{};  // myleft, myright, yourleft, yourright
};

/// The longest outline, N x 2; 1 x 0 when there is nothing, as in the original.
MatValue polygon_of(const Image& mask) {
  const auto outlines = trace_outlines(mask);
  if (outlines.empty() || outlines.front().size() < 3) return mat_matrix({}, 1, 0);
  const auto& points = outlines.front();
  std::vector<double> numbers;
  for (const auto& point : points) numbers.push_back(point.x);
  for (const auto& point : points) numbers.push_back(point.y);
  return mat_matrix(std::move(numbers), static_cast<std::int64_t>(points.size()), 2);
}

std::vector<MatValue> parts_of_name(const std::string& video) {
  std::vector<MatValue> words;
  std::size_t from = 0;
  while (from <= video.size()) {
    const auto to = std::min(video.find('_', from), video.size());
    words.push_back(mat_text(video.substr(from, to - from)));
    from = to + 1;
  }
  return words;  // activity, location, viewer, partner
}

class EgoHandsLayout final : public LayoutWriter {
 public:
  explicit EgoHandsLayout(const LayoutOptions& options)
      : root_(options.root / "egohands_data"), splits_(options) {}

  void add(const Sample& sample) override {
    require_label(sample.sides, sample, "egohands", "sides");
    const std::string split = splits_.of(sample, index_++);
    const std::size_t position = counts_[split]++;
    const auto& names = split == "train" ? kTrainVideos : split == "val" ? kValVideos : kTestVideos;
    const std::string video = names[position / kFramesOfVideo % names.size()];
    auto& frames = videos_[video];
    // frames are labelled every second or so; the numbers have gaps
    Frame frame{.number = 11 * frames.size() + 3};
    const fs::path folder = root_ / "_LABELLED_SAMPLES" / video;
    make_folder(folder);
    write_jpeg(folder / ("frame_" + zero_padded(frame.number, 4) + ".jpg"), sample.image, 92);
    frame.polygons = {mat_matrix({}, 1, 0), mat_matrix({}, 1, 0), mat_matrix({}, 1, 0),
                      mat_matrix({}, 1, 0)};
    for (const Side side : {Side::kLeft, Side::kRight}) {
      const auto* hand = hand_of_side(sample, side);
      const std::size_t owner = hand == nullptr || hand->own ? 0 : 2;
      frame.polygons[owner + (side == Side::kLeft ? 0 : 1)] =
          polygon_of(side_mask(sample.sides, side));
    }
    frames.push_back(std::move(frame));
  }

  void finish() override {
    const std::vector<std::string> kFields{"myleft", "myright", "yourleft", "yourright"};
    std::vector<std::vector<MatValue>> metadata;
    for (const auto& [video, frames] : videos_) {
      std::vector<std::vector<MatValue>> polygons;
      std::vector<std::vector<MatValue>> labelled;
      for (const auto& frame : frames) {
        polygons.emplace_back(frame.polygons.begin(), frame.polygons.end());
        labelled.push_back({mat_number(static_cast<double>(frame.number))});
        labelled.back().insert(labelled.back().end(), frame.polygons.begin(), frame.polygons.end());
      }
      const MatVariables file{{"polygons", mat_structs(kFields, std::move(polygons))}};
      write_file(root_ / "_LABELLED_SAMPLES" / video / "polygons.mat", encode_mat(file));
      const auto words = parts_of_name(video);
      metadata.push_back({mat_text(video), mat_text(partner_of(video)), words[2], words[3],
                          words[1], words[0],
                          mat_structs({"frame_num", "myleft", "myright", "yourleft", "yourright"},
                                      std::move(labelled))});
    }
    const MatVariables file{
        {"video", mat_structs({"video_id", "partner_video_id", "ego_viewer_id", "partner_id",
                               "location_id", "activity_id", "labelled_frames"},
                              std::move(metadata))}};
    write_file(root_ / "metadata.mat", encode_mat(file));
  }

 private:
  /// The same game seen by the other player.
  static std::string partner_of(const std::string& video) {
    std::string partner = video;
    std::swap(partner[partner.size() - 1], partner[partner.size() - 3]);
    return partner;
  }

  fs::path root_;
  Splits splits_;
  std::size_t index_ = 0;
  std::map<std::string, std::size_t> counts_{};  // by split
  std::map<std::string, std::vector<Frame>> videos_{};
};

}  // namespace

LayoutEntry egohands_layout() {
  return {.name = "egohands",
          .summary = "EgoHands: polygons in MATLAB files, one outline a hand",
          .make = [](const LayoutOptions& options) -> std::unique_ptr<LayoutWriter> {
            return std::make_unique<EgoHandsLayout>(options);
          }};
}

}  // namespace handsight
