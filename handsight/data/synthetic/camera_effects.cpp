// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/camera_effects.h"

#include <array>
#include <cmath>

#include "handsight/core/error.h"
#include "handsight/data/synthetic/jpeg_artefacts.h"
#include "handsight/data/synthetic/surfaces.h"

namespace handsight::synthetic {
namespace {

constexpr float kMiddleGrey = 0.2F;

LinearImage smeared(const LinearImage& picture, Vec2 path_px) {
  const int taps = std::min(2 + static_cast<int>(length(path_px)), 15);
  LinearImage result(picture.width, picture.height);
  const float weight = 1.0F / static_cast<float>(taps);
  for (int tap = 0; tap < taps; ++tap) {
    const float t = (static_cast<float>(tap) + 0.5F) * weight - 0.5F;
    const int dx = static_cast<int>(std::lround(path_px.x * t));
    const int dy = static_cast<int>(std::lround(path_px.y * t));
    for (int y = 0; y < picture.height; ++y) {
      const Vec3* in = picture.row(std::clamp(y + dy, 0, picture.height - 1));
      Vec3* out = result.row(y);
      for (int x = 0; x < picture.width; ++x) {
        out[x] = out[x] + in[std::clamp(x + dx, 0, picture.width - 1)] * weight;
      }
    }
  }
  return result;
}

/// Red enlarged and blue shrunk about the middle.
LinearImage fringed(const LinearImage& picture, float strength) {
  LinearImage result = picture;
  const auto shifted = [](int at, int count, float scale) {
    const float middle = 0.5F * static_cast<float>(count - 1);
    const float from = middle + (static_cast<float>(at) - middle) * scale;
    return std::clamp(static_cast<int>(std::lround(from)), 0, count - 1);
  };
  for (int y = 0; y < picture.height; ++y) {
    const Vec3* red = picture.row(shifted(y, picture.height, 1.0F - strength));
    const Vec3* blue = picture.row(shifted(y, picture.height, 1.0F + strength));
    Vec3* out = result.row(y);
    for (int x = 0; x < picture.width; ++x) {
      out[x].x = red[shifted(x, picture.width, 1.0F - strength)].x;
      out[x].z = blue[shifted(x, picture.width, 1.0F + strength)].z;
    }
  }
  return result;
}

float mean_luminance(const LinearImage& picture) {
  double sum = 0.0;
  for (const Vec3& pixel : picture.pixels) {
    sum += static_cast<double>(std::min(luminance(pixel), 1.0F));
  }
  return static_cast<float>(sum / static_cast<double>(picture.pixels.size()));
}

/// Exposure, colour cast and vignetting: whatever only multiplies.
void expose(LinearImage& picture, const CameraEffects& effects) {
  float gain = effects.exposure;
  if (effects.auto_exposure > 0.0F) {
    const float mean = std::max(mean_luminance(picture), 0.01F);
    gain *= std::clamp(std::pow(kMiddleGrey / mean, effects.auto_exposure), 0.3F, 2.0F);
  }
  const Vec3 balance = effects.balance * gain;
  const float middle_x = 0.5F * static_cast<float>(picture.width - 1);
  const float middle_y = 0.5F * static_cast<float>(picture.height - 1);
  const float scale = effects.vignette / (middle_x * middle_x + middle_y * middle_y + 1.0F);
  for (int y = 0; y < picture.height; ++y) {
    const float dy = static_cast<float>(y) - middle_y;
    Vec3* row = picture.row(y);
    for (int x = 0; x < picture.width; ++x) {
      const float dx = static_cast<float>(x) - middle_x;
      row[x] = times(row[x], balance * (1.0F - scale * (dx * dx + dy * dy)));
    }
  }
}

/// Standard normal, by the sum of four numbers of 16 bits; many times faster than an exact one.
float rough_normal(std::uint64_t bits) {
  const auto part = [bits](unsigned shift) {
    return static_cast<std::int32_t>((bits >> shift) & 0xffffU);
  };
  const std::int32_t sum = part(0) + part(16) + part(32) + part(48);
  return static_cast<float>(sum - 2 * 0xffff) * (1.7320508F / 65536.0F);
}

void add_noise(LinearImage& picture, float shot, float read, Seed seed) {
  Random random(seed);
  const float shot_variance = shot * shot;
  const float read_variance = read * read;
  const auto noisy = [&](float value) {
    const float variance = shot_variance * std::max(value, 0.0F) + read_variance;
    return value + std::sqrt(variance) * rough_normal(random.bits());
  };
  for (Vec3& pixel : picture.pixels) {
    pixel = {noisy(pixel.x), noisy(pixel.y), noisy(pixel.z)};
  }
}

/// The tone of 8-bit sRGB values that contrast and gamma turn each value into.
std::array<std::uint8_t, 256> tone_curve(float contrast, float gamma) {
  std::array<std::uint8_t, 256> curve{};
  for (std::size_t i = 0; i < curve.size(); ++i) {
    float v = static_cast<float>(i) / 255.0F;
    v = gamma > 0.0F ? mix(v, v * v, gamma) : mix(v, std::sqrt(v), -gamma);
    const float steep = v * v * (3.0F - 2.0F * v);
    v = contrast > 0.0F ? mix(v, steep, contrast) : mix(v, 0.25F + 0.5F * v, -contrast);
    curve[i] = static_cast<std::uint8_t>(std::lround(255.0F * v));
  }
  return curve;
}

/// Unsharp mask of 3 x 3 pixels.
Image sharpened(const Image& image, float strength) {
  Image result = image;
  for (int y = 1; y + 1 < image.height; ++y) {
    const std::size_t row = 3U * static_cast<std::size_t>(image.width);
    const std::uint8_t* in = image.at(1, y);
    std::uint8_t* out = result.at(1, y);
    for (std::size_t i = 0; i + 6 < row; ++i, ++in, ++out) {
      const int around = in[-3] + in[3] + *(in - row) + *(in + row);
      const float edge = static_cast<float>(*in) - 0.25F * static_cast<float>(around);
      *out = static_cast<std::uint8_t>(
          std::clamp(static_cast<float>(*in) + strength * edge + 0.5F, 0.0F, 255.0F));
    }
  }
  return result;
}

}  // namespace

CameraEffects random_camera_effects(const CameraEffectOptions& options, int shorter_side_px,
                                    Seed seed) {
  if (options.jpeg_quality_min > options.jpeg_quality_max) {
    fail("camera effects: jpeg_quality_min is ", options.jpeg_quality_min, ", jpeg_quality_max ",
         options.jpeg_quality_max, "; expected jpeg_quality_min <= jpeg_quality_max");
  }
  Random random(seed);
  const auto side = static_cast<float>(shorter_side_px);
  CameraEffects effects;
  if (random.chance(options.defocus)) {
    effects.defocus_px =
        side * uniform(random, 0.0, 1.0) * uniform(random, 0.0, options.defocus_max);
  }
  if (random.chance(options.motion_blur)) {
    const float angle = uniform(random, 0.0, 6.2832);
    const float reach = side * uniform(random, 0.0, options.motion_blur_max);
    effects.motion_px = Vec2{std::cos(angle), std::sin(angle)} * reach;
  }
  if (random.chance(options.aberration)) effects.aberration = uniform(random, 0.0, 0.012);
  if (random.chance(options.vignette)) effects.vignette = uniform(random, 0.0, 0.45);
  if (random.chance(options.white_balance)) {
    const float warm = uniform(random, -1.0, 1.0) * static_cast<float>(options.white_balance_max);
    const float green =
        0.35F * uniform(random, -1.0, 1.0) * static_cast<float>(options.white_balance_max);
    effects.balance = {1.0F + warm, 1.0F + green, 1.0F - warm};
  }
  if (random.chance(options.exposure)) {
    const double stops = std::clamp(random.normal(), -2.5, 1.3) * options.exposure_stops;
    effects.exposure = static_cast<float>(std::exp2(stops));
    effects.auto_exposure = uniform(random, 0.2, 1.0);
  }
  if (random.chance(options.contrast)) {
    effects.contrast = uniform(random, -0.35, 0.8);
    effects.gamma = uniform(random, -0.35, 0.35);
  }
  if (random.chance(options.noise)) {
    const float gain = uniform(random, 0.0, 1.0);
    effects.shot_noise = 0.005F + 0.05F * gain * gain;
    effects.read_noise = 0.001F + 0.008F * gain * gain;
  }
  if (random.chance(options.low_light)) {
    effects.exposure *= uniform(random, 0.12, 0.5);
    effects.shot_noise = uniform(random, 0.02, 0.08);
    effects.read_noise = uniform(random, 0.003, 0.015);
  }
  if (random.chance(options.sharpening)) effects.sharpening = uniform(random, 0.2, 1.2);
  if (random.chance(options.jpeg)) {
    const double quality = random.uniform(options.jpeg_quality_min, options.jpeg_quality_max + 1);
    effects.jpeg_quality = static_cast<int>(quality);
  }
  return effects;
}

Image take_picture(LinearImage scene, const CameraEffects& effects, Seed noise) {
  if (effects.defocus_px > 0.0F) scene = blurred(scene, effects.defocus_px);
  if (length(effects.motion_px) > 1.0F) scene = smeared(scene, effects.motion_px);
  if (effects.aberration > 0.0F) scene = fringed(scene, effects.aberration);
  expose(scene, effects);
  if (effects.shot_noise > 0.0F || effects.read_noise > 0.0F) {
    add_noise(scene, effects.shot_noise, effects.read_noise, noise);
  }
  Image image = encode_srgb(scene);
  if (effects.contrast != 0.0F || effects.gamma != 0.0F) {
    const auto curve = tone_curve(effects.contrast, effects.gamma);
    for (std::uint8_t& value : image.pixels) value = curve[value];
  }
  if (effects.sharpening > 0.0F) image = sharpened(image, effects.sharpening);
  if (effects.jpeg_quality > 0) image = with_jpeg_artefacts(image, effects.jpeg_quality);
  return image;
}

}  // namespace handsight::synthetic
