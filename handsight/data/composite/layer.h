// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "handsight/core/image.h"
#include "handsight/core/seed.h"
#include "handsight/data/composite/cutout.h"
#include "handsight/imaging/transform.h"

namespace handsight::composite {

/// One thing in front of the picture: its colours, where it is, what it is.
struct Layer {
  explicit Layer(int size) : rgb(size, size, 3), alpha(size, size, 1), label(size, size, 1) {}
  Image rgb;
  Image alpha;
  Image label;  ///< kHand, kIgnore (forearm), kBackground (arm, sleeve, any other object)
};

inline constexpr int kEdge = 128;  ///< alpha from which a pixel belongs to the object

/// One channel of `above` over `below`; alpha in 0..255.
[[nodiscard]] inline std::uint8_t blend(std::uint8_t below, std::uint8_t above, int alpha) {
  return static_cast<std::uint8_t>((below * (255 - alpha) + above * alpha + 127) / 255);
}

/// Draws one pixel over what the layer holds.
void put(Layer& layer, int x, int y, const std::uint8_t* rgb, int alpha, std::uint8_t label);

/// How a cut-out lies in the picture.
struct Placement {
  Affine target_from_source{};
  double scale = 1.0;  ///< target pixels a source pixel
};

/// Draws the cut-out over what the layer holds.
void draw_cutout(Layer& layer, const Cutout& cutout, const Placement& placement);

/// An arm that the cut-out lacks. Lengths in palm lengths from the wrist section on.
struct ArmLook {
  double length = 4.0;
  double widening = 1.3;  ///< width beyond two palm lengths, relative to the wrist
  double bend = 0.0;      ///< sideways, palm lengths a squared palm length
  double fading = 0.0;    ///< brightness change a palm length, share
  double mottling = 0.0;  ///< uneven skin, share
  double phase = 0.0;
  double ignored = 0.4;       ///< behind the hand's end, labelled kIgnore; the rest is background
  double sleeve_from = 1e9;   ///< where cloth begins
  double sleeve_width = 1.2;  ///< relative to the arm
  Colour sleeve{};
  double band_from = 1e9;  ///< a bracelet or a watch strap
  double band_length = 0.1;
  Colour band{};
};
[[nodiscard]] ArmLook random_arm(Random& random);

/// Continues the skin at the wrist along the arm.
void draw_arm(Layer& layer, const WristSection& wrist, const ArmLook& look,
              const Placement& placement);

/// A smooth lump with the skin of a cut-out, now and then with dark spots like a face.
void draw_lump(Layer& layer, const Cutout& cutout, Random& random);

/// Light and camera response: for each channel a table, over the picture a slope.
struct Light {
  Colour gain{1.0, 1.0, 1.0};
  double gamma = 1.0;
  double contrast = 1.0;    ///< about `pivot`
  double saturation = 1.0;  ///< about grey
  Colour pivot{};
  double slope_x = 0.0;  ///< brightness change from the left to the right edge, share
  double slope_y = 0.0;
};
void apply_light(Layer& layer, const Light& light);

struct Shadow {
  double strength = 0.0;  ///< share of the light taken away
  double blur_px = 4.0;
  int shift_x = 0;
  int shift_y = 0;
};

/// Puts the layer in front of `picture` and its labels into `mask`.
void merge(Image& picture, Image& mask, const Layer& layer, const Shadow& shadow);

}  // namespace handsight::composite
