// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "gallery.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <span>
#include <string>

#include "handsight/formats/atomic_file.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/metrics/size_bins.h"
#include "handsight/training/evaluation_compare.h"
#include "handsight/training/evaluation_crop.h"
#include "handsight/visualisation/comparison.h"
#include "handsight/visualisation/contact_sheet.h"

namespace handsight {
namespace {

constexpr std::size_t kWorst = 10;
constexpr std::size_t kWorstOfSize = 3;
constexpr double kOpacity = 0.55;

/// A picture that goes on a sheet.
struct Case {
  std::size_t index = 0;  ///< in the data set
  double quality = 0.0;
  std::string note{};
};

/// What a sheet shows of one case, beside each other.
struct Panels {
  Image overlay{};
  Image prediction{};
  Image truth{};
  Image error{};
};

/// The cases of `indices`, worst first; pictures on which the task says nothing are left out.
std::vector<Case> worst_of(const std::vector<PictureRecord>& pictures, Task task,
                           const std::vector<std::size_t>& indices, std::size_t count) {
  std::vector<Case> cases;
  for (const auto index : indices) {
    if (!has_task(pictures[index], task)) continue;
    const double quality = picture_quality(pictures[index], task);
    if (!std::isnan(quality)) cases.push_back({.index = index, .quality = quality});
  }
  std::stable_sort(cases.begin(), cases.end(),
                   [](const Case& a, const Case& b) { return a.quality < b.quality; });
  cases.resize(std::min(cases.size(), count));
  return cases;
}

/// Both hands in one map: left 1 to 16, right 17 to 32 (or 1 and 2, 3 where both are).
Image joined(const TwoMaps& maps, bool of_sides) {
  Image labels = maps.left;
  for (std::size_t i = 0; i < labels.pixels.size(); ++i) {
    const auto left = maps.left.pixels[i];
    const auto right = maps.right.pixels[i];
    if (left == kIgnore || right == kIgnore) {
      labels.pixels[i] = kIgnore;
    } else if (of_sides) {
      labels.pixels[i] = static_cast<std::uint8_t>((left != 0 ? 1 : 0) + (right != 0 ? 2 : 0));
    } else if (left == 0 && right != 0) {
      labels.pixels[i] = static_cast<std::uint8_t>(right + PartsRecord::kParts);
    }
  }
  return labels;
}

Panels label_panels(const Image& picture, const Image& found, const Image& truth) {
  const auto colours = label_picture(found);
  return {.overlay = laid_over(picture, colours, kOpacity),
          .prediction = colours,
          .truth = label_picture(truth),
          .error = error_picture(found, truth)};
}

Image or_ignored(const Image& map, const Image& picture) {
  return map.empty() ? Image(picture.width, picture.height, 1, kIgnore) : map;
}

Panels depth_panels(const Sample& sample, const Prediction& found) {
  const auto& truth = sample.depth.values;
  const auto range = static_cast<float>(depth_range(sample.depth.unit));
  const float high = std::max(range, *std::max_element(truth.begin(), truth.end()));
  const auto heat = [&](std::span<const float> values, float largest) {
    return heat_picture(values, sample.image.width, sample.image.height, 0.0F, largest);
  };
  std::vector<float> errors(truth.size());
  for (std::size_t i = 0; i < errors.size(); ++i) {
    errors[i] = truth[i] > 0 ? std::abs(found.depth[i] - truth[i]) : 0.0F;
  }
  const auto colours = heat(found.depth, high);
  return {.overlay = laid_over(sample.image, colours, kOpacity),
          .prediction = colours,
          .truth = heat(truth, high),
          .error = heat(errors, range / 5)};
}

Panels keypoint_panels(const Sample& sample, const PredictedHand& hand) {
  std::vector<Vec2> found;
  std::vector<Vec2> truth;
  const auto& labels = *sample.hands[hand.hand].keypoints;
  for (std::size_t i = 0; i < hand.at_border.size(); ++i) {
    found.push_back({hand.keypoints[i].x, hand.keypoints[i].y});
    truth.push_back({labels[i].x, labels[i].y});
  }
  const Image black(sample.image.width, sample.image.height, 3);
  return {.overlay = with_skeleton(sample.image, found),
          .prediction = with_skeleton(black, found),
          .truth = with_skeleton(sample.image, truth),
          .error = with_point_errors(sample.image, found, truth)};
}

Panels panels_of(const Sample& sample, const Prediction& found, Task task) {
  switch (task) {
    case Task::kMask:
      return label_panels(sample.image, found.mask, sample.mask);
    case Task::kSides:
      return label_panels(sample.image, joined(found.sides, true),
                          joined(true_sides(sample), true));
    case Task::kParts:
      return label_panels(sample.image, joined(found.parts, false),
                          joined({.left = or_ignored(sample.parts_left, sample.image),
                                  .right = or_ignored(sample.parts_right, sample.image)},
                                 false));
    case Task::kDepth:
      return depth_panels(sample, found);
    case Task::kKeypoints:
      break;
  }
  return keypoint_panels(sample, *found.keypoints);
}

void add_row(std::vector<SheetPicture>& sheet, const Sample& sample, Panels panels,
             const std::string& note) {
  sheet.push_back({.image = std::move(panels.overlay), .caption = sample.id});
  sheet.push_back({.image = std::move(panels.prediction), .caption = "found " + note});
  sheet.push_back({.image = std::move(panels.truth), .caption = "truth"});
  sheet.push_back({.image = std::move(panels.error), .caption = "error"});
}

/// The worst of each bin of hand sizes, small hands first.
std::vector<Case> worst_by_size(const std::vector<PictureRecord>& pictures, Task task) {
  std::map<std::string, std::size_t> index_of;
  for (std::size_t i = 0; i < pictures.size(); ++i) index_of[pictures[i].id] = i;
  const auto bins = by_hand_size(pictures);
  std::vector<Case> cases;
  for (std::size_t bin = 0; bin < bins.size(); ++bin) {
    std::vector<std::size_t> indices;
    for (const auto& picture : bins[bin]) indices.push_back(index_of.at(picture.id));
    for (auto& one : worst_of(pictures, task, indices, kWorstOfSize)) {
      one.note = std::string(kSizeBins[bin].name) + " ";
      cases.push_back(std::move(one));
    }
  }
  return cases;
}

}  // namespace

std::vector<std::filesystem::path> write_gallery(const std::filesystem::path& folder,
                                                 Network& network, const Dataset& dataset,
                                                 const std::vector<PictureRecord>& pictures,
                                                 const EvaluationOptions& options) {
  std::vector<std::size_t> all(pictures.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  std::vector<std::filesystem::path> written;
  const auto write = [&](const std::string& name, const std::vector<Case>& cases, Task task) {
    if (cases.empty()) return;
    std::vector<SheetPicture> sheet;
    for (const auto& one : cases) {
      const auto sample =
          as_shown(dataset.get(one.index, evaluation_seed(one.index)), network.outputs(), options);
      char score[16];
      std::snprintf(score, sizeof score, "%.3f", one.quality);
      add_row(sheet, sample, panels_of(sample, predict(network, sample, options), task),
              one.note + score);
    }
    make_folder(folder);
    written.push_back(folder / name);
    write_jpeg(written.back(), contact_sheet(sheet, {.columns = 4}));
  };
  for (const auto task : tasks_of(network.outputs())) {
    const std::string name(name_of(task));
    write("worst-" + name + ".jpg", worst_of(pictures, task, all, kWorst), task);
    write("sizes-" + name + ".jpg", worst_by_size(pictures, task), task);
  }
  return written;
}

}  // namespace handsight
