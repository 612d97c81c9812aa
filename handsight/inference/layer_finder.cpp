// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/layer_finder.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/inference/depth_note.h"
#include "handsight/inference/mask_prediction.h"
#include "handsight/inference/pose_note.h"

namespace handsight {
namespace {

constexpr double kMillimetres = 1000.0;  // a metre

std::optional<NetworkOutput> output_of(const PictureNetwork& network, std::string_view name,
                                       int channels) {
  const auto outputs = network.outputs();
  const auto* const found = find_output(outputs, name);
  if (found == nullptr || found->channels != channels) return std::nullopt;
  return *found;
}

/// Focal length in pixels of the picture.
double focal_px(const Image& image, double field_of_view_deg) {
  const double half = 0.5 * field_of_view_deg * std::numbers::pi / 180.0;
  return 0.5 * std::max(image.width, image.height) / std::tan(half);
}

}  // namespace

struct LayerFinder::Impl {
  std::unique_ptr<PictureNetwork> network;
  PoseNote note;
  // of a hand that looks like a right one
  std::optional<NetworkOutput> parts;
  std::optional<NetworkOutput> depth;

  [[nodiscard]] int size_px() const { return static_cast<int>(network->info().input_width); }
  [[nodiscard]] std::vector<HandLayers> find(const Image& image, std::span<const HandView> hands,
                                             double focal) const;
};

std::vector<HandLayers> LayerFinder::Impl::find(const Image& image, std::span<const HandView> hands,
                                                double focal) const {
  std::vector<Image> squares;
  for (const auto& hand : hands) {
    squares.push_back(cut_crop(image, hand.crop, size_px(), hand.view));
  }
  const auto maps = network->run(network_input(squares, network->info().normalisation));
  std::vector<HandLayers> found;
  for (std::size_t i = 0; i < hands.size(); ++i) {
    const auto& crop = hands[i].crop;
    HandLayers layers{.size_px = size_px(),
                      .frame_from_square = frame_from_crop(crop, size_px(), hands[i].view)};
    if (parts) {
      const auto logits = values_of(maps, static_cast<int>(i), *parts);
      layers.parts.assign(logits.begin(), logits.end());
    }
    if (depth) {
      // the network speaks of a lens whose focal length is the side of the square
      const auto lens = static_cast<float>(kMillimetres * focal / crop.side);
      const auto values = values_of(maps, static_cast<int>(i), *depth);
      layers.depth_mm.assign(values.begin(), values.end());
      for (auto& value : layers.depth_mm) value *= lens;
    }
    found.push_back(std::move(layers));
  }
  return found;
}

LayerFinder::LayerFinder(std::unique_ptr<PictureNetwork> network) {
  const auto& info = network->info();
  auto parts = output_of(*network, "right_parts", HandLayers::kClasses);
  auto depth = output_of(*network, "depth", 1);
  if (depth && depth_note_of(info, info.network).unit != "metre") depth.reset();
  if (!parts && !depth) {
    fail<ModelError>("parts: network ", info.network,
                     " tells neither parts of a hand nor depth in metres; its task is '", info.task,
                     "'");
  }
  if (!info.notes.contains(kPoseNote) || info.input_width != info.input_height) {
    fail<ModelError>("parts: network ", info.network, " of ", info.input_height, " x ",
                     info.input_width,
                     " was trained on whole pictures, expected squares around "
                     "one hand (input.fit = \"hand_crop\")");
  }
  const auto note = pose_note_of(info, info.network);
  impl_ = std::make_unique<Impl>(
      Impl{.network = std::move(network), .note = note, .parts = parts, .depth = depth});
}

LayerFinder::~LayerFinder() = default;
LayerFinder::LayerFinder(LayerFinder&&) noexcept = default;
LayerFinder& LayerFinder::operator=(LayerFinder&&) noexcept = default;

const CheckpointInfo& LayerFinder::info() const { return impl_->network->info(); }

double LayerFinder::margin() const { return impl_->note.margin; }

bool LayerFinder::tells_parts() const { return impl_->parts.has_value(); }

bool LayerFinder::tells_depth() const { return impl_->depth.has_value(); }

std::vector<HandLayers> LayerFinder::find(const Image& image, std::span<const HandView> hands,
                                          double field_of_view_deg) const {
  constexpr std::size_t kMostAtOnce = 4;  // bounds the memory of one run
  if (image.channels != 3) {
    fail("parts: image has ", image.channels, " channels, expected 3 (RGB)");
  }
  if (!(field_of_view_deg > 0.0 && field_of_view_deg < 180.0)) {
    fail("parts: a field of view of ", field_of_view_deg, " degrees is outside (0, 180)");
  }
  const double focal = focal_px(image, field_of_view_deg);
  std::vector<HandLayers> found;
  while (!hands.empty()) {
    const auto count = std::min(hands.size(), kMostAtOnce);
    for (auto& layers : impl_->find(image, hands.first(count), focal)) {
      found.push_back(std::move(layers));
    }
    hands = hands.subspan(count);
  }
  return found;
}

}  // namespace handsight
