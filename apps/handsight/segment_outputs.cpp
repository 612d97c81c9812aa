// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "segment_outputs.h"

#include <algorithm>
#include <array>
#include <set>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/imaging/depth_file.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/perception/hands.h"
#include "handsight/perception/matte.h"
#include "handsight/visualisation/overlay.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

struct KindName {
  OutputKind kind;
  const char* name;
  const char* suffix;
};
constexpr std::array<KindName, 7> kKinds{{{OutputKind::kMask, "mask", ".png"},
                                          {OutputKind::kOverlay, "overlay", ".jpg"},
                                          {OutputKind::kJson, "json", ".json"},
                                          {OutputKind::kCutout, "cutout", ".png"},
                                          {OutputKind::kParts, "parts", ".png"},
                                          {OutputKind::kDepth, "depth", ".png"},
                                          {OutputKind::kBackdrop, "background", ".jpg"}}};

const KindName& entry_of(OutputKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

// 0 and 255, so that any viewer shows it.
Image visible(Image mask) {
  for (auto& value : mask.pixels) value = value == kHand ? 255 : 0;
  return mask;
}

}  // namespace

std::vector<std::string> output_kind_names() {
  std::vector<std::string> names;
  for (const auto& entry : kKinds) names.emplace_back(entry.name);
  return names;
}

std::vector<OutputKind> parse_output_kinds(const std::vector<std::string>& names) {
  std::vector<OutputKind> kinds;
  for (const auto& name : names) {
    const auto found = std::find_if(kKinds.begin(), kKinds.end(),
                                    [&](const KindName& entry) { return name == entry.name; });
    if (found == kKinds.end()) {
      fail("segment --write: unknown output '", name,
           "'; known outputs: mask, overlay, json, cutout, parts, depth, background");
    }
    if (std::find(kinds.begin(), kinds.end(), found->kind) == kinds.end()) {
      kinds.push_back(found->kind);
    }
  }
  return kinds;
}

bool wants(std::span<const OutputKind> kinds, OutputKind kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool wants_layers(std::span<const OutputKind> kinds) {
  return wants(kinds, OutputKind::kParts) || wants(kinds, OutputKind::kDepth);
}

void check_layers(std::span<const OutputKind> kinds, std::span<const LayerModel> models,
                  bool has_keypoints) {
  const auto tells = [&](bool LayerModel::*layer) {
    return std::ranges::any_of(models, [layer](const auto& model) { return model.*layer; });
  };
  const auto who = models.empty() ? "no model of layers" : "model " + names_of(models);
  if (wants(kinds, OutputKind::kDepth) && !tells(&LayerModel::tells_depth)) {
    fail<ModelError>("segment --write: ", who,
                     " gives no depth in metres; choose another with --layers");
  }
  if (wants(kinds, OutputKind::kParts) && !tells(&LayerModel::tells_parts) && !has_keypoints) {
    fail<ModelError>("segment --write: ", who,
                     " gives no parts, and without keypoints nothing else does; choose another "
                     "with --layers, or a keypoint model with --pose");
  }
}

SegmentOutputs::SegmentOutputs(fs::path folder, std::vector<OutputKind> kinds, double threshold,
                               std::span<const PictureInput> inputs,
                               std::optional<Backdrop> backdrop)
    : folder_(std::move(folder)),
      kinds_(std::move(kinds)),
      threshold_(threshold),
      backdrop_(std::move(backdrop)) {
  std::set<fs::path> sources;
  std::error_code error;
  for (const auto& input : inputs) {
    if (!input.path.empty()) sources.insert(fs::weakly_canonical(input.path, error));
  }
  for (const auto& input : inputs) {
    for (const auto kind : kinds_) {
      for (const auto& path : paths_of(kind, input.stem)) {
        if (!sources.contains(fs::weakly_canonical(path, error))) continue;
        fail<FileError>("segment: the output ", path.string(),
                        " would take the place of an input; choose another folder with -o");
      }
    }
  }
  for (const auto kind : kinds_) make_folder(folder_ / entry_of(kind).name);
}

std::vector<fs::path> SegmentOutputs::paths_of(OutputKind kind, const std::string& stem) const {
  const auto& entry = entry_of(kind);
  const auto path = [&](const char* side) {
    return folder_ / entry.name / (stem + side + entry.suffix);
  };
  if (kind == OutputKind::kParts) return {path("_left"), path("_right")};
  return {path("")};
}

void SegmentOutputs::write(const std::string& stem, const SegmentedPicture& picture,
                           const Json& record) const {
  for (const auto kind : kinds_) {
    const auto paths = paths_of(kind, stem);
    const auto& path = paths.front();
    switch (kind) {
      case OutputKind::kMask:
        write_png(path, visible(threshold_mask(picture.probability, threshold_)));
        break;
      case OutputKind::kOverlay:
        write_jpeg(path,
                   draw_overlay(picture.image, threshold_mask(picture.probability, threshold_),
                                picture.hands));
        break;
      case OutputKind::kJson:
        write_file(path, json_line(record) + "\n");
        break;
      case OutputKind::kCutout:
        write_png(path, cut_out(picture.image, picture.probability, {.threshold = threshold_}));
        break;
      case OutputKind::kBackdrop: {
        const auto alpha = alpha_matte(picture.probability, picture.image.width,
                                       picture.image.height, {.threshold = threshold_});
        write_jpeg(path,
                   composite(picture.image, alpha, backdrop_.value().behind(picture.image, alpha)));
        break;
      }
      case OutputKind::kParts:
        write_png(paths[0], picture.parts.left);
        write_png(paths[1], picture.parts.right);
        break;
      case OutputKind::kDepth:
        write_png16(path, {.width = picture.depth.width,
                           .height = picture.depth.height,
                           .pixels = whole_mm(picture.depth)});
        break;
    }
  }
}

std::string json_line(const Json& record) {
  return record.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace handsight
