// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/camera_effects.h"

#include <cmath>

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/data/synthetic/background.h"
#include "handsight/data/synthetic/jpeg_artefacts.h"

namespace handsight::synthetic {
namespace {

const LinearImage kGrey(32, 24, {0.2F, 0.2F, 0.2F});

double mean_difference(const Image& a, const Image& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    sum += std::abs(static_cast<int>(a.pixels[i]) - static_cast<int>(b.pixels[i]));
  }
  return sum / static_cast<double>(a.pixels.size());
}

Image a_room() { return encode_srgb(made_up_background("room", 100, 84, Seed(4))); }

TEST(CameraEffects, DoNothingByDefault) {
  const LinearImage scene = made_up_background("clutter", 40, 30, Seed(1));
  EXPECT_EQ(take_picture(scene, {}, Seed(1)), encode_srgb(scene));
}

TEST(CameraEffects, ScaleChannelsByTheWhiteBalance) {
  const Image image = take_picture(kGrey, {.balance = {1.25F, 1.0F, 0.75F}}, Seed(1));
  const Image expected = encode_srgb(LinearImage(32, 24, {0.25F, 0.2F, 0.15F}));
  EXPECT_EQ(image, expected);
}

TEST(CameraEffects, ScaleLightByTheExposure) {
  const Image image = take_picture(kGrey, {.exposure = 2.0F}, Seed(1));
  EXPECT_EQ(image, encode_srgb(LinearImage(32, 24, {0.4F, 0.4F, 0.4F})));
}

TEST(CameraEffects, BringADarkSceneToMiddleGrey) {
  const LinearImage dark(8, 8, {0.1F, 0.1F, 0.1F});
  const Image image = take_picture(dark, {.auto_exposure = 1.0F}, Seed(1));
  EXPECT_NEAR(image.pixels[0], 255.0F * srgb_from_linear(0.2F), 1.0F);
}

TEST(CameraEffects, LeaveAVeryDarkSceneDark) {
  const LinearImage night(8, 8, {0.02F, 0.02F, 0.02F});
  const Image image = take_picture(night, {.auto_exposure = 1.0F}, Seed(1));
  EXPECT_LT(image.pixels[0], 255.0F * srgb_from_linear(0.05F));
}

TEST(CameraEffects, DarkenTheCornersOnly) {
  const Image image = take_picture(kGrey, {.vignette = 0.4F}, Seed(1));
  const Image plain = encode_srgb(kGrey);
  EXPECT_LT(*image.at(0, 0), *plain.at(0, 0) - 10);
  EXPECT_NEAR(*image.at(16, 12), *plain.at(16, 12), 1);
}

TEST(CameraEffects, AddNoiseOfTheGivenStrengthAndNoBias) {
  const LinearImage flat(200, 200, {0.25F, 0.25F, 0.25F});
  const Image image = take_picture(flat, {.shot_noise = 0.04F}, Seed(5));
  const auto& linear = linear_of_bytes();
  double sum = 0.0;
  double squares = 0.0;
  for (const std::uint8_t value : image.pixels) {
    const double deviation = static_cast<double>(linear[value]) - 0.25;
    sum += deviation;
    squares += deviation * deviation;
  }
  const auto count = static_cast<double>(image.pixels.size());
  EXPECT_NEAR(sum / count, 0.0, 0.001);
  EXPECT_NEAR(std::sqrt(squares / count), 0.04 * std::sqrt(0.25), 0.001);
}

TEST(CameraEffects, DependOnTheSeedOfTheNoiseOnlyThroughNoise) {
  const CameraEffects quiet{.defocus_px = 1.0F, .contrast = 0.3F, .jpeg_quality = 60};
  EXPECT_EQ(take_picture(kGrey, quiet, Seed(1)), take_picture(kGrey, quiet, Seed(2)));
  const CameraEffects noisy{.shot_noise = 0.1F};
  EXPECT_NE(take_picture(kGrey, noisy, Seed(1)), take_picture(kGrey, noisy, Seed(2)));
}

TEST(CameraEffects, AreOffWhenTheirShareIsZero) {
  const CameraEffectOptions none{.defocus = 0,
                                 .motion_blur = 0,
                                 .aberration = 0,
                                 .vignette = 0,
                                 .white_balance = 0,
                                 .exposure = 0,
                                 .low_light = 0,
                                 .contrast = 0,
                                 .noise = 0,
                                 .sharpening = 0,
                                 .jpeg = 0};
  const LinearImage scene = made_up_background("shelf", 40, 30, Seed(1));
  for (std::uint64_t i = 0; i < 20; ++i) {
    EXPECT_EQ(take_picture(scene, random_camera_effects(none, 30, Seed(i)), Seed(i)),
              encode_srgb(scene));
  }
}

TEST(CameraEffects, RefuseAnEmptyRangeOfQualities) {
  EXPECT_THROW(
      (void)random_camera_effects({.jpeg_quality_min = 80, .jpeg_quality_max = 40}, 30, Seed(1)),
      InvalidArgument);
}

TEST(JpegArtefacts, AreHardlyVisibleAtQuality95) {
  const Image room = a_room();
  EXPECT_LT(mean_difference(with_jpeg_artefacts(room, 95), room), 2.5);
}

TEST(JpegArtefacts, GrowAsQualityFalls) {
  const Image room = a_room();
  EXPECT_GT(mean_difference(with_jpeg_artefacts(room, 20), room),
            1.5 * mean_difference(with_jpeg_artefacts(room, 90), room));
}

TEST(JpegArtefacts, LeaveAGreyPictureOfOddSizeAlone) {
  const Image grey(13, 7, 3, 128);
  EXPECT_EQ(with_jpeg_artefacts(grey, 25), grey);
}

TEST(JpegArtefacts, RefuseLabelsAndQualityZero) {
  EXPECT_THROW((void)with_jpeg_artefacts(Image(8, 8, 1), 50), InvalidArgument);
  EXPECT_THROW((void)with_jpeg_artefacts(Image(8, 8, 3), 0), InvalidArgument);
}

}  // namespace
}  // namespace handsight::synthetic
