// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/keypoint_finder.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/inference/mask_prediction.h"
#include "handsight/inference/pose_note.h"

namespace handsight {
namespace {

constexpr std::string_view kKeypoints = "keypoints";

NetworkOutput keypoint_output(const PictureNetwork& network) {
  const auto outputs = network.outputs();
  const auto* const found = find_output(outputs, kKeypoints);
  const auto& info = network.info();
  if (found == nullptr || found->channels != static_cast<int>(kKeypointCount)) {
    fail<ModelError>("pose: network ", info.network, " gives ",
                     found == nullptr ? 0 : found->channels, " heat maps of keypoints, expected ",
                     kKeypointCount);
  }
  if (info.input_width != info.input_height) {
    fail<ModelError>("pose: network ", info.network, " takes pictures of ", info.input_height,
                     " x ", info.input_width, ", expected a square");
  }
  return *found;
}

}  // namespace

struct KeypointFinder::Impl {
  std::unique_ptr<PictureNetwork> network;
  NetworkOutput output;
  PoseNote note;

  [[nodiscard]] int size_px() const { return static_cast<int>(network->info().input_width); }
  [[nodiscard]] CropView view_of(const HandView& hand) const {
    return note.mirror_left ? hand.view : CropView::kAsSeen;
  }
  [[nodiscard]] std::vector<HandKeypoints> find(const Image& image,
                                                std::span<const HandView> hands) const;
};

std::vector<HandKeypoints> KeypointFinder::Impl::find(const Image& image,
                                                      std::span<const HandView> hands) const {
  std::vector<Image> crops;
  for (const auto& hand : hands) {
    crops.push_back(cut_crop(image, hand.crop, size_px(), view_of(hand)));
  }
  const auto maps = network->run(network_input(crops, network->info().normalisation));
  std::vector<HandKeypoints> found;
  for (std::size_t i = 0; i < hands.size(); ++i) {
    const auto in_crop = decode_heatmaps(values_of(maps, static_cast<int>(i), output), maps.width,
                                         maps.height, {.decoding = decoding_of(note)});
    found.push_back(in_frame(in_crop, frame_from_crop(hands[i].crop, size_px(), view_of(hands[i])),
                             image.width, image.height));
  }
  return found;
}

KeypointFinder::KeypointFinder(std::unique_ptr<PictureNetwork> network) {
  const auto output = keypoint_output(*network);
  const auto note = pose_note_of(network->info(), network->info().network);
  impl_ =
      std::make_unique<Impl>(Impl{.network = std::move(network), .output = output, .note = note});
}

KeypointFinder::~KeypointFinder() = default;
KeypointFinder::KeypointFinder(KeypointFinder&&) noexcept = default;
KeypointFinder& KeypointFinder::operator=(KeypointFinder&&) noexcept = default;

const CheckpointInfo& KeypointFinder::info() const { return impl_->network->info(); }

double KeypointFinder::margin() const { return impl_->note.margin; }

std::vector<HandKeypoints> KeypointFinder::find(const Image& image,
                                                std::span<const HandView> hands) const {
  constexpr std::size_t kMostAtOnce = 4;  // bounds the memory of one run
  if (image.channels != 3) {
    fail("pose: image has ", image.channels, " channels, expected 3 (RGB)");
  }
  std::vector<HandKeypoints> found;
  while (!hands.empty()) {
    const auto count = std::min(hands.size(), kMostAtOnce);
    for (const auto& keypoints : impl_->find(image, hands.first(count))) found.push_back(keypoints);
    hands = hands.subspan(count);
  }
  return found;
}

}  // namespace handsight
