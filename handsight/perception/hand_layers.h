// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/geometry/affine.h"
#include "handsight/geometry/hand_skeleton.h"
#include "handsight/perception/hand.h"
#include "handsight/perception/keypoints.h"

namespace handsight {

/// What a network says of one hand beside its keypoints, in pixels of the square it was shown.
struct HandLayers {
  static constexpr int kClasses = static_cast<int>(kPartCount) + 1;  ///< no part, then the parts

  int size_px = 0;
  Affine frame_from_square{};
  /// Logits, kClasses x size_px x size_px, also where something hides the hand; empty where the
  /// network does not tell parts.
  std::vector<float> parts{};
  /// mm along the optical axis, size_px x size_px, meant where the hand is seen; empty where the
  /// network does not tell depth.
  std::vector<float> depth_mm{};
};

/// A network that tells layers: one answer for each hand of the frame (RGB).
using LayerNetwork =
    std::function<std::vector<HandLayers>(const Image& frame, std::span<const HandView> hands)>;

/// Part ids of the left and of the right hands, 1 channel, 0 = none.
struct PartMaps {
  Image left{};
  Image right{};
};

/// Millimetres along the optical axis, rows from the top; 0 = no hand.
struct HandDepth {
  int width = 0;
  int height = 0;
  std::vector<float> values_mm{};
};

/// Where a network that tells layers is to look for each of `hands`, which lie in a frame's pixels:
/// around the mask and the keypoints, whatever their size; hands that look left mirrored.
///
/// mirrored  the frame is a mirror image
[[nodiscard]] std::vector<HandView> layer_views(std::span<const Hand> hands,
                                                const CropOptions& options, bool mirrored);

/// The layers of each of `hands`: of each layer what the first of the networks says that tells it.
/// Where none tells parts, they are those of part_regions(); else to the logit of each pixel's part
/// there 3 times the mean confidence of the keypoints is added: these know real hands better, the
/// networks what is bent or hidden; and what then lies apart from the mask is dropped.
///
/// frame     RGB; options and mirrored as for layer_views()
/// networks  all of them look at squares of one size, else InvalidArgument
[[nodiscard]] std::vector<HandLayers> layers_of(const Image& frame, std::span<const Hand> hands,
                                                std::span<const LayerNetwork> networks,
                                                const CropOptions& options, bool mirrored);

/// The most likely part of each pixel of a frame of `width` x `height`; of two hands of one side
/// the later one is in front. A hand of unknown side counts as a right one.
///
/// layers  of each of `hands`. Throws InvalidArgument when there are fewer or more.
[[nodiscard]] PartMaps part_maps(std::span<const Hand> hands, std::span<const HandLayers> layers,
                                 int width, int height);

/// The depth of each pixel of the hands' masks. Throws as part_maps() does.
[[nodiscard]] HandDepth depth_map(std::span<const Hand> hands, std::span<const HandLayers> layers,
                                  int width, int height);

/// The same rounded, as depth files hold them: at most 65535.
[[nodiscard]] std::vector<std::uint16_t> whole_mm(const HandDepth& depth);

/// The hand with what its layers say of it: `depth_mm` where they tell depth, and where they tell
/// parts, what of the whole hand something hides (`hidden_share`), and its keypoints there
/// occluded.
///
/// width, height  of the frame that the hand lies in
[[nodiscard]] Hand with_layers(Hand hand, const HandLayers& layers, int width, int height);

/// The median over the hand's mask, mm; none where the layers tell no depth or the mask has no
/// pixel inside the square.
[[nodiscard]] std::optional<double> depth_of(const Hand& hand, const HandLayers& layers);

}  // namespace handsight
