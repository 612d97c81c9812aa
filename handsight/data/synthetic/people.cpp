// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "handsight/data/synthetic/canvas.h"
#include "handsight/data/synthetic/noise.h"
#include "handsight/data/synthetic/scenery.h"
#include "handsight/data/synthetic/skin_colour.h"
#include "handsight/data/synthetic/surfaces.h"

namespace handsight::synthetic {
namespace {

/// A head in the picture and the light that falls on it. Lengths inside are shares of its radius.
struct Head {
  Frame frame;
  float radius_px;
  SkinPalette skin;
  Vec3 hair;
  Vec3 light;  // towards it; x right, y down, z to the camera
  float gain;
  float turn;  // where the face's middle lies, -0.5..0.5

  [[nodiscard]] Vec2 place(float x, float y) const {
    return frame.pixel({radius_px * (x + turn), radius_px * y});
  }
  [[nodiscard]] Frame frame_at(float x, float y) const {
    const Vec2 centre = place(x, y);
    const Vec2 right = place(x + 1.0F, y) - centre;
    return {centre, std::atan2(right.y, right.x)};
  }
};

/// Lambert's law on an ellipsoid, with some light from everywhere.
float lit(const Head& head, Vec2 n) {
  const float facing = std::sqrt(std::max(0.02F, 1.0F - n.x * n.x - n.y * n.y));
  return head.gain * (0.35F + 0.75F * std::max(0.0F, dot(head.light, Vec3{n.x, n.y, facing})));
}

Vec3 hair_colour(Random& random) {
  const double kind = random.uniform();
  if (kind < 0.6) return Vec3{0.02F, 0.015F, 0.012F} * uniform(random, 0.5, 3.0);
  if (kind < 0.85) return Vec3{0.3F, 0.17F, 0.07F} * uniform(random, 0.4, 1.8);
  return Vec3{1.0F, 1.0F, 1.0F} * uniform(random, 0.2, 0.6);
}

void draw_shoulders(LinearImage& picture, const Head& head, Random& random) {
  const float r = head.radius_px;
  const Vec3 cloth = random_reflectance(random);
  const Vec3 back = head.skin.back;
  const Stroke neck{head.frame.pixel({0.0F, 0.6F * r}), head.frame.pixel({0.0F, 1.9F * r}),
                    0.5F * r, 0.6F * r};
  paint(picture, neck, [&](Vec2 pixel) {
    const Vec2 q = head.frame.local(pixel);
    return back * (0.7F * lit(head, {q.x / (0.6F * r), 0.2F}));
  });
  const Frame frame(head.frame.pixel({0.0F, 4.2F * r}), 0.0F);
  const RoundedBox torso{
      frame, {r * uniform(random, 2.0, 2.7), 2.6F * r}, r * uniform(random, 0.7, 1.2)};
  paint(picture, torso, [&](Vec2 pixel) {
    const Vec2 q = frame.local(pixel);
    return cloth * lit(head, {q.x / (2.4F * r), q.y / (5.0F * r)});
  });
  if (random.chance(0.6)) {  // the neckline
    const Ellipse opening{Frame(head.frame.pixel({0.0F, 1.6F * r}), 0.0F),
                          {0.55F * r, r * uniform(random, 0.2, 0.7)}};
    fill(picture, opening, back * (0.8F * head.gain));
  }
}

/// The skull with its hair above a hairline and a beard below the mouth, if there is one.
void draw_skull(LinearImage& picture, const Head& head, Random& random) {
  const float r = head.radius_px;
  const Vec2 radii = {r * uniform(random, 0.72, 0.85), r};
  const float hairline = random.chance(0.12) ? -1.1F : uniform(random, -0.75, -0.35);
  const float beard = random.chance(0.25) ? uniform(random, 0.35, 0.75) : 2.0F;
  const float long_hair = random.chance(0.4) ? uniform(random, 0.3, 1.6) : -0.3F;
  const auto key = static_cast<std::uint32_t>(random.bits());
  if (hairline > -1.0F) {
    const Stroke tresses{head.frame.pixel({0.0F, -0.25F * r}),
                         head.frame.pixel({0.0F, long_hair * r}), 0.98F * r, 0.85F * r};
    paint(
        picture, tresses,
        [&](Vec2 pixel) {
          const Vec2 q = head.frame.local(pixel) * (1.0F / r);
          return head.hair * lit(head, q * 0.8F) *
                 (1.0F + 0.4F * value_noise({9 * q.x, q.y, 0}, key));
        },
        2.0F);
  }
  for (const float side : {-1.0F, 1.0F}) {
    fill(
        picture,
        Ellipse{Frame(head.frame.pixel({side * radii.x, 0.05F * r}), 0.0F), {0.12F * r, 0.25F * r}},
        head.skin.back * (0.7F * head.gain));
  }
  paint(picture, Ellipse{head.frame, radii}, [&](Vec2 pixel) {
    const Vec2 q = head.frame.local(pixel);
    const Vec2 n = {q.x / radii.x, q.y / radii.y};
    const float wave = 0.12F * value_noise({5.0F * n.x, 0.0F, 0.0F}, key);
    const float cheek = std::exp(
        -8.0F * ((std::abs(n.x) - 0.45F) * (std::abs(n.x) - 0.45F) + (n.y - 0.3F) * (n.y - 0.3F)));
    Vec3 colour = mix(head.skin.back, head.skin.fingertip, 0.35F * cheek);
    const float hair = smooth_step(0.06F, -0.06F, n.y - hairline - wave + 0.5F * n.x * n.x);
    const float stubble = smooth_step(-0.1F, 0.15F, n.y - beard + 0.8F * n.x * n.x - wave);
    colour = mix(colour, head.hair, std::max(hair, 0.85F * stubble));
    return colour * lit(head, n);
  });
}

void draw_features(LinearImage& picture, const Head& head, Random& random) {
  const float r = head.radius_px;
  const Vec3 shade = head.skin.back * (0.45F * head.gain);
  const bool glasses = random.chance(0.3);
  for (const float side : {-0.33F, 0.33F}) {
    const Frame eye = head.frame_at(side, -0.05F);
    fill(picture, Ellipse{eye, {0.2F * r, 0.13F * r}}, head.skin.back * (0.65F * head.gain), 3.0F);
    fill(picture, Ellipse{eye, {0.13F * r, 0.055F * r}}, Vec3{0.6F, 0.58F, 0.55F} * head.gain);
    fill(picture, Ellipse{eye, {0.055F * r, 0.055F * r}}, Vec3{0.02F, 0.015F, 0.01F});
    fill(picture,
         Stroke{head.place(side - 0.15F, -0.23F), head.place(side + 0.15F, -0.25F), 0.035F * r,
                0.03F * r},
         mix(head.hair * 0.6F, shade, 0.4F), 1.5F);
    if (!glasses) continue;
    const RoundedBox lens{eye, {0.24F * r, 0.17F * r}, 0.1F * r};
    const Vec3 rim = head.hair * 0.5F;
    paint(picture, lens, [&](Vec2 pixel) {
      const Vec3 below = picture.row(static_cast<int>(pixel.y))[static_cast<int>(pixel.x)];
      return lens.distance_px(pixel) > -0.045F * r ? rim : below * 0.9F;
    });
  }
  fill(picture, Stroke{head.place(0.03F, -0.05F), head.place(0.06F, 0.27F), 0.04F * r, 0.1F * r},
       head.skin.back * (0.8F * head.gain), 0.12F * r + 1.0F);
  fill(picture, Stroke{head.place(-0.1F, 0.33F), head.place(0.1F, 0.33F), 0.035F * r, 0.035F * r},
       shade, 2.0F);
  const float smile = uniform(random, -0.03, 0.06);
  const Vec3 lips = mix(head.skin.fingertip, Vec3{0.35F, 0.08F, 0.08F}, 0.35F) * (0.7F * head.gain);
  for (const float end : {-0.22F, 0.22F}) {
    fill(picture,
         Stroke{head.place(end, 0.55F - smile), head.place(0.0F, 0.57F + smile), 0.02F * r,
                0.06F * r},
         lips, 1.5F);
  }
}

}  // namespace

void draw_person(LinearImage& picture, Random& random) {
  const auto side = static_cast<float>(picture.shorter_side());
  const Vec2 centre = {uniform(random, 0.05, 0.95) * static_cast<float>(picture.width),
                       uniform(random, -0.05, 0.7) * static_cast<float>(picture.height)};
  const Head head{
      .frame = Frame(centre, uniform(random, -0.25, 0.25)),
      .radius_px = side * uniform(random, 0.08, 0.38),
      .skin = skin_palette(random_skin_traits(Seed(random.bits()))),
      .hair = hair_colour(random),
      .light = normalised(Vec3{uniform(random, -1.0, 1.0), uniform(random, -1.0, 0.2), 0.6F}),
      .gain = uniform(random, 0.5, 1.1),
      .turn = uniform(random, -0.25, 0.25)};
  draw_shoulders(picture, head, random);
  draw_skull(picture, head, random);
  draw_features(picture, head, random);
}

void draw_arm(LinearImage& picture, Random& random) {
  const auto side = static_cast<float>(std::max(picture.width, picture.height));
  const Vec2 middle = {uniform(random, 0.1, 0.9) * static_cast<float>(picture.width),
                       uniform(random, 0.1, 0.9) * static_cast<float>(picture.height)};
  const float angle = uniform(random, 0.0, 3.1416);
  const Vec2 reach = Vec2{std::cos(angle), std::sin(angle)} * (2.0F * side);
  const float radius = side * uniform(random, 0.05, 0.16);
  const Stroke arm{middle - reach, middle + reach, radius * uniform(random, 0.7, 1.6),
                   radius * uniform(random, 0.7, 1.6)};
  const Vec3 skin = skin_palette(random_skin_traits(Seed(random.bits()))).back;
  const Vec3 cloth = random_reflectance(random);
  const float cuff = random.chance(0.4) ? uniform(random, 0.42, 0.58) : -1.0F;
  const float light = uniform(random, -0.7, 0.7);
  const float gain = uniform(random, 0.5, 1.1);
  const Vec2 normal = {-std::sin(angle), std::cos(angle)};
  paint(
      picture, arm,
      [&](Vec2 pixel) {
        const Vec2 q = pixel - middle;
        const float across = std::clamp((q.x * normal.x + q.y * normal.y) / radius, -1.0F, 1.0F);
        const float facing = std::sqrt(1.0F - 0.95F * across * across);
        const Vec3 colour = arm.along(pixel) < cuff ? cloth : skin;
        return colour * (gain * (0.3F + 0.75F * std::max(0.0F, facing * 0.8F + light * across)));
      },
      1.5F);
}

}  // namespace handsight::synthetic
