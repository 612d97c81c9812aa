// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/core/fields.h"
#include "handsight/core/image.h"
#include "handsight/core/seed.h"
#include "handsight/data/synthetic/linear_image.h"

namespace handsight::synthetic {

/// How often a camera does what, and how strongly. A share of 0 switches an effect off.
struct CameraEffectOptions {
  double defocus = 0.25;
  double defocus_max = 0.012;
  double motion_blur = 0.15;
  double motion_blur_max = 0.035;
  double aberration = 0.15;
  double vignette = 0.5;
  double white_balance = 0.8;
  double white_balance_max = 0.25;
  double exposure = 0.9;
  double exposure_stops = 0.7;
  double low_light = 0.08;
  double contrast = 0.7;
  double noise = 0.85;
  double sharpening = 0.35;
  double jpeg = 0.7;
  int jpeg_quality_min = 25;
  int jpeg_quality_max = 95;
};

template <class Field>
void visit_fields(CameraEffectOptions& o, Field&& field) {
  const Range share{0, 1};
  field("defocus", o.defocus, share, "share of pictures out of focus");
  field("defocus_max", o.defocus_max, Range{0, 0.1}, "largest blur, share of the shorter side");
  field("motion_blur", o.motion_blur, share, "share of pictures of something that moves");
  field("motion_blur_max", o.motion_blur_max, Range{0, 0.3}, "longest path, of the shorter side");
  field("aberration", o.aberration, share, "share of pictures with coloured fringes");
  field("vignette", o.vignette, share, "share of pictures with darker corners");
  field("white_balance", o.white_balance, share, "share of pictures with a colour cast");
  field("white_balance_max", o.white_balance_max, Range{0, 1}, "strongest cast");
  field("exposure", o.exposure, share, "share of pictures that are not exposed just right");
  field("exposure_stops", o.exposure_stops, Range{0, 4}, "standard deviation of the exposure");
  field("low_light", o.low_light, share, "share of dark and grainy pictures");
  field("contrast", o.contrast, share, "share of pictures with another tone curve");
  field("noise", o.noise, share, "share of pictures with sensor noise");
  field("sharpening", o.sharpening, share, "share of sharpened pictures");
  field("jpeg", o.jpeg, share, "share of pictures with JPEG artefacts");
  field("jpeg_quality_min", o.jpeg_quality_min, Range{1, 100}, "worst quality");
  field("jpeg_quality_max", o.jpeg_quality_max, Range{1, 100}, "best quality");
}

/// What one camera does to one picture; the defaults do nothing.
struct CameraEffects {
  float defocus_px = 0.0F;  ///< standard deviation
  Vec2 motion_px{};         ///< the path of every point while the shutter is open
  float aberration = 0.0F;  ///< red is enlarged and blue shrunk by this share
  float vignette = 0.0F;    ///< what the corners lose, [0, 1]
  Vec3 balance{1.0F, 1.0F, 1.0F};
  float exposure = 1.0F;       ///< factor
  float auto_exposure = 0.0F;  ///< 0 none, 1 to the same mean, within factors of 0.3 and 2
  float contrast = 0.0F;       ///< -1 flat to 1 steep
  float gamma = 0.0F;          ///< -1 brighter to 1 darker mid-tones
  float shot_noise = 0.0F;     ///< standard deviation at white
  float read_noise = 0.0F;     ///< standard deviation at black
  float sharpening = 0.0F;
  int jpeg_quality = 0;  ///< 0 = no JPEG
};

/// Throws InvalidArgument when the range of qualities is empty.
[[nodiscard]] CameraEffects random_camera_effects(const CameraEffectOptions& options,
                                                  int shorter_side_px, Seed seed);

/// The 8-bit sRGB picture that the camera makes of a scene. `noise` is used for the sensor's noise
/// only: frames of a clip have different ones.
[[nodiscard]] Image take_picture(LinearImage scene, const CameraEffects& effects, Seed noise);

}  // namespace handsight::synthetic
