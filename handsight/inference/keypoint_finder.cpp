// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/keypoint_finder.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/geometry/palm.h"
#include "handsight/inference/mask_prediction.h"
#include "handsight/inference/pose_note.h"

namespace handsight {
namespace {

constexpr std::string_view kKeypoints = "keypoints";
constexpr std::string_view kSide = "side";  // logits of none, left, right
constexpr std::string_view kPalm = "palm";  // logit of the palm, not the back

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

/// An output of that many channels, if the network has it.
std::optional<NetworkOutput> decision_output(const PictureNetwork& network, std::string_view name,
                                             int channels) {
  const auto outputs = network.outputs();
  const auto* const found = find_output(outputs, name);
  if (found == nullptr || found->channels != channels) return std::nullopt;
  return *found;
}

double sigmoid(double logit) { return 1.0 / (1.0 + std::exp(-logit)); }

/// That the frame shows a right hand; the logits are the same in every pixel.
double right_of(std::span<const float> logits, CropView view) {
  const auto pixels = logits.size() / 3;
  const double towards_right = logits[2 * pixels] - logits[pixels];
  return sigmoid(view == CropView::kMirrored ? -towards_right : towards_right);
}

/// The same from the decision that the palm is seen and the hand's keypoints in the frame. A hand
/// that is seen edge-on may be either.
double right_by_palm(double palm, const HandKeypoints& keypoints) {
  constexpr double kSure = 0.3;  // sine from which the turn is believed
  const double turn = palm_turn(keypoints[kWrist], keypoints[kIndexBase], keypoints[kLittleBase]);
  return 0.5 + (0.5 - palm) * std::clamp(turn / kSure, -1.0, 1.0);
}

}  // namespace

struct KeypointFinder::Impl {
  std::unique_ptr<PictureNetwork> network;
  NetworkOutput output;
  std::optional<NetworkOutput> side;
  std::optional<NetworkOutput> palm;
  PoseNote note;

  [[nodiscard]] int size_px() const { return static_cast<int>(network->info().input_width); }
  [[nodiscard]] CropView view_of(const HandView& hand) const {
    return note.mirror_left ? hand.view : CropView::kAsSeen;
  }
  [[nodiscard]] std::vector<KeypointAnswer> find(const Image& image,
                                                 std::span<const HandView> hands) const;
};

std::vector<KeypointAnswer> KeypointFinder::Impl::find(const Image& image,
                                                       std::span<const HandView> hands) const {
  std::vector<Image> crops;
  for (const auto& hand : hands) {
    crops.push_back(cut_crop(image, hand.crop, size_px(), view_of(hand)));
  }
  const auto maps = network->run(network_input(crops, network->info().normalisation));
  std::vector<KeypointAnswer> found;
  for (std::size_t i = 0; i < hands.size(); ++i) {
    const auto in_crop =
        decode_heatmaps(values_of(maps, static_cast<int>(i), output), maps.width, maps.height,
                        {.decoding = decoding_of(note), .steady = hands[i].steady});
    const auto view = view_of(hands[i]);
    KeypointAnswer answer{.keypoints =
                              in_frame(in_crop, frame_from_crop(hands[i].crop, size_px(), view),
                                       image.width, image.height)};
    if (side) answer.right = right_of(values_of(maps, static_cast<int>(i), *side), view);
    if (palm) {
      const double logit = values_of(maps, static_cast<int>(i), *palm).front();
      answer.right = right_by_palm(sigmoid(logit), answer.keypoints);
    }
    found.push_back(answer);
  }
  return found;
}

KeypointFinder::KeypointFinder(std::unique_ptr<PictureNetwork> network) {
  const auto output = keypoint_output(*network);
  const auto note = pose_note_of(network->info(), network->info().network);
  const auto side = decision_output(*network, kSide, 3);
  const auto palm = decision_output(*network, kPalm, 1);
  impl_ = std::make_unique<Impl>(Impl{
      .network = std::move(network), .output = output, .side = side, .palm = palm, .note = note});
}

KeypointFinder::~KeypointFinder() = default;
KeypointFinder::KeypointFinder(KeypointFinder&&) noexcept = default;
KeypointFinder& KeypointFinder::operator=(KeypointFinder&&) noexcept = default;

const CheckpointInfo& KeypointFinder::info() const { return impl_->network->info(); }

double KeypointFinder::margin() const { return impl_->note.margin; }

bool KeypointFinder::tells_sides() const { return impl_->side || impl_->palm; }

std::vector<KeypointAnswer> KeypointFinder::find(const Image& image,
                                                 std::span<const HandView> hands) const {
  constexpr std::size_t kMostAtOnce = 4;  // bounds the memory of one run
  if (image.channels != 3) {
    fail("pose: image has ", image.channels, " channels, expected 3 (RGB)");
  }
  std::vector<KeypointAnswer> found;
  while (!hands.empty()) {
    const auto count = std::min(hands.size(), kMostAtOnce);
    for (const auto& answer : impl_->find(image, hands.first(count))) found.push_back(answer);
    hands = hands.subspan(count);
  }
  return found;
}

}  // namespace handsight
