// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/scenery.h"

#include <cmath>

#include "handsight/data/synthetic/canvas.h"
#include "handsight/data/synthetic/noise.h"
#include "handsight/data/synthetic/surfaces.h"

namespace handsight::synthetic {
namespace {

constexpr double kTurn = 6.283185307179586;

Vec2 anywhere(const LinearImage& picture, Random& random) {
  return {uniform(random, -0.1, 1.1) * static_cast<float>(picture.width),
          uniform(random, -0.1, 1.1) * static_cast<float>(picture.height)};
}

float right_angled(Random& random) {
  return random.chance(0.6) ? uniform(random, -0.06, 0.06) : uniform(random, 0.0, kTurn);
}

/// A flat thing with a border, a gleam and perhaps lines of print.
void draw_box(LinearImage& picture, Random& random) {
  const auto side = static_cast<float>(picture.shorter_side());
  const Frame frame(anywhere(picture, random), right_angled(random));
  const Vec2 half = {side * uniform(random, 0.02, 0.3), side * uniform(random, 0.02, 0.3)};
  const RoundedBox box{frame, half, side * uniform(random, 0.0, 0.03)};
  const Vec3 colour =
      random.chance(0.25) ? skin_like_reflectance(random) : random_reflectance(random);
  const float slope = uniform(random, -0.4, 0.4);
  const float lines = random.chance(0.3) ? uniform(random, 4.0, 16.0) : 0.0F;
  const Vec3 ink = random_reflectance(random);
  paint(
      picture, box,
      [&](Vec2 pixel) {
        const Vec2 q = frame.local(pixel);
        const float v = q.y / half.y;
        const bool printed = lines > 0.0F && std::abs(q.x) < 0.8F * half.x && std::abs(v) < 0.8F &&
                             v * lines - floor_of(v * lines) < 0.35F;
        return (printed ? ink : colour) * (1.0F + slope * v);
      },
      uniform(random, 1.0, 2.0));
}

void draw_ball(LinearImage& picture, Random& random) {
  const auto side = static_cast<float>(picture.shorter_side());
  const Frame frame(anywhere(picture, random), uniform(random, 0.0, kTurn));
  const Vec2 radii = {side * uniform(random, 0.02, 0.16), side * uniform(random, 0.02, 0.16)};
  const Vec3 colour =
      random.chance(0.3) ? skin_like_reflectance(random) : random_reflectance(random);
  const Vec3 light = normalised(Vec3{uniform(random, -1.0, 1.0), uniform(random, -1.0, 0.3), 0.7F});
  const float gleam = random.chance(0.5) ? uniform(random, 0.1, 0.8) : 0.0F;
  paint(picture, Ellipse{frame, radii}, [&](Vec2 pixel) {
    const Vec2 q = frame.local(pixel);
    const Vec2 n = {q.x / radii.x, q.y / radii.y};
    const float facing = std::sqrt(std::max(0.0F, 1.0F - n.x * n.x - n.y * n.y));
    const float lit = std::max(0.0F, dot(light, Vec3{n.x, n.y, facing}));
    return colour * (0.3F + 0.8F * lit) + Vec3{1, 1, 1} * (gleam * std::pow(lit, 40.0F));
  });
}

/// A bent round rod: a cable, a pipe, a rail, a table's leg.
void draw_rod(LinearImage& picture, Random& random) {
  const auto side = static_cast<float>(picture.shorter_side());
  const float radius =
      side * (random.chance(0.5) ? uniform(random, 0.004, 0.015) : uniform(random, 0.015, 0.06));
  const Vec3 colour =
      random.chance(0.3) ? skin_like_reflectance(random) : random_reflectance(random);
  Vec2 at = anywhere(picture, random);
  float heading = uniform(random, 0.0, kTurn);
  const float turn = uniform(random, -0.5, 0.5);
  const int pieces = 2 + static_cast<int>(random.below(7));
  for (int i = 0; i < pieces; ++i) {
    const Vec2 direction = {std::cos(heading), std::sin(heading)};
    const Vec2 next = at + direction * (side * 0.2F);
    const Stroke stroke{at, next, radius, radius};
    paint(picture, stroke, [&](Vec2 pixel) {
      const Vec2 q = pixel - at;
      const float across = (q.x * -direction.y + q.y * direction.x) / radius;
      return colour * (0.75F - 0.45F * std::clamp(across, -1.0F, 1.0F));
    });
    at = next;
    heading += turn;
  }
}

/// Rows of keys, or a lit screen with windows.
void draw_device(LinearImage& picture, Random& random) {
  const auto side = static_cast<float>(picture.shorter_side());
  const Frame frame(anywhere(picture, random), right_angled(random));
  const Vec2 half = {side * uniform(random, 0.25, 0.6), side * uniform(random, 0.12, 0.3)};
  const Vec3 body = random.chance(0.6) ? Vec3{0.03F, 0.03F, 0.035F} : Vec3{0.6F, 0.6F, 0.6F};
  fill(picture, RoundedBox{frame, half, 0.1F * half.y}, body);
  if (random.chance(0.5)) {
    const Vec3 key = random.chance(0.6) ? body * 2.0F : Vec3{0.02F, 0.02F, 0.02F};
    for (int row = 0; row < 5; ++row) {
      for (int column = 0; column < 14; ++column) {
        const Vec2 at = {half.x * (-0.93F + 0.143F * static_cast<float>(column)),
                         half.y * (-0.76F + 0.38F * static_cast<float>(row))};
        fill(picture,
             RoundedBox{Frame(frame.pixel(at), 0.0F), {half.x * 0.055F, half.y * 0.14F}, 1.0F},
             key);
      }
    }
    return;
  }
  const Vec3 glow = random_reflectance(random) + Vec3{0.1F, 0.1F, 0.12F};
  paint(picture, RoundedBox{frame, half * 0.93F, 1.0F}, [&](Vec2 pixel) {
    const Vec2 q = frame.local(pixel);
    const bool text = std::fmod(std::abs(q.y), half.y * 0.16F) < half.y * 0.05F &&
                      std::fmod(std::abs(q.x), half.x * 0.5F) < half.x * 0.4F;
    return text ? glow * 0.3F : glow;
  });
}

/// A wall with its corner, ceiling and floor.
LinearImage empty_room(int width, int height, Random& random) {
  const Vec3 wall = random.chance(0.6)
                        ? Vec3{1.0F, uniform(random, 0.88, 1.0), uniform(random, 0.7, 1.0)} *
                              uniform(random, 0.3, 0.8)
                        : random_reflectance(random);
  LinearImage picture(width, height, wall);
  const auto side = static_cast<float>(picture.shorter_side());
  const float tilt = random.chance(0.6) ? uniform(random, -0.1, 0.1) : uniform(random, 0.0, kTurn);
  const Vec2 corner = anywhere(picture, random);
  const auto half_plane = [&](float angle, Vec3 colour) {
    const Frame frame(corner, tilt + angle);
    fill(picture,
         RoundedBox{Frame(frame.pixel({side * 2.0F, 0.0F}), tilt + angle),
                    {side * 2.0F, side * 4.0F}},
         colour, 1.5F);
  };
  half_plane(0.0F, wall * uniform(random, 0.6, 0.95));
  half_plane(-1.57F + uniform(random, -0.3, 0.3), wall * uniform(random, 0.8, 1.3));
  if (random.chance(0.4)) {
    half_plane(1.57F + uniform(random, -0.2, 0.2),
               random.chance(0.5) ? skin_like_reflectance(random) : random_reflectance(random));
  }
  return picture;
}

/// A frame on the wall, a door or a window.
void draw_opening(LinearImage& picture, Random& random) {
  const auto side = static_cast<float>(picture.shorter_side());
  const Frame frame(anywhere(picture, random), uniform(random, -0.15, 0.15));
  const Vec2 half = {side * uniform(random, 0.08, 0.35), side * uniform(random, 0.1, 0.6)};
  const float border = side * uniform(random, 0.005, 0.04);
  const Vec3 inside = random.chance(0.3) ? Vec3{1.0F, 1.0F, 1.0F} * uniform(random, 0.6, 1.5)
                                         : random_reflectance(random);
  fill(picture, RoundedBox{frame, half + Vec2{border, border}}, random_reflectance(random));
  const float slope = uniform(random, -0.3, 0.3);
  paint(picture, RoundedBox{frame, half},
        [&](Vec2 pixel) { return inside * (1.0F + slope * frame.local(pixel).y / half.y); });
}

/// A lamp and the glow around it.
void draw_lamp(LinearImage& picture, Random& random) {
  const auto side = static_cast<float>(picture.shorter_side());
  const Vec2 at = anywhere(picture, random);
  const float radius = side * uniform(random, 0.04, 0.15);
  const float reach = side * uniform(random, 0.5, 1.4);
  const float strength = uniform(random, 0.3, 1.2);
  const Vec3 colour = {1.0F, uniform(random, 0.8, 1.0), uniform(random, 0.55, 1.0)};
  paint(picture, Ellipse{Frame(at, 0.0F), {reach, reach}}, [&](Vec2 pixel) {
    const float r = length(pixel - at) / reach;
    const Vec3 below = picture.row(static_cast<int>(pixel.y))[static_cast<int>(pixel.x)];
    return times(below, Vec3{1, 1, 1} + colour * (2.5F * strength * (1.0F - r) * (1.0F - r)));
  });
  fill(picture, Ellipse{Frame(at, 0.0F), {radius, radius * uniform(random, 0.3, 1.0)}},
       colour * 2.0F, 3.0F);
}

}  // namespace

void draw_clutter(LinearImage& picture, int count, Random& random) {
  for (int i = 0; i < count; ++i) {
    const double kind = random.uniform();
    if (kind < 0.55) {
      draw_box(picture, random);
    } else if (kind < 0.75) {
      draw_ball(picture, random);
    } else {
      draw_rod(picture, random);
    }
  }
}

LinearImage room_scenery(int width, int height, Random& random) {
  LinearImage picture = empty_room(width, height, random);
  for (auto i = random.below(4); i > 0; --i) draw_opening(picture, random);
  draw_clutter(picture, static_cast<int>(random.below(5)), random);
  if (random.chance(0.35)) draw_lamp(picture, random);
  return picture;
}

LinearImage shelf_scenery(int width, int height, Random& random) {
  LinearImage picture(width, height, random_reflectance(random) * 0.4F);
  const auto side = static_cast<float>(picture.shorter_side());
  const float tilt = uniform(random, -0.1, 0.1);
  const Vec3 board = random_reflectance(random);
  const float row_px = side * uniform(random, 0.14, 0.4);
  const float widest = row_px * uniform(random, 0.15, 0.6);
  const bool cans = random.chance(0.5);
  const Frame frame({0.5F * static_cast<float>(width), 0.5F * static_cast<float>(height)}, tilt);
  const float reach = 0.75F * static_cast<float>(std::max(width, height));
  for (float y = -reach; y < reach; y += row_px) {
    for (float x = -reach; x < reach;) {
      const float half = widest * uniform(random, 0.2, 0.5);
      const float tall = row_px * uniform(random, 0.25, 0.45);
      const Vec2 centre = {x + half, y + row_px - tall};
      const Vec3 colour = random_reflectance(random);
      paint(picture, RoundedBox{Frame(frame.pixel(centre), tilt), {half, tall}, half * 0.2F},
            [&](Vec2 pixel) {
              const Vec2 q = frame.local(pixel) - centre;
              const float across = q.x / half;
              const float label = std::abs(q.y) < 0.4F * tall ? 1.3F : 0.9F;
              return colour * (cans ? label * (1.1F - 0.7F * across * across) : label);
            });
      x += 2.0F * half * uniform(random, 1.0, 1.2);
    }
    fill(picture, RoundedBox{Frame(frame.pixel({0.0F, y + row_px}), tilt), {reach, row_px * 0.05F}},
         board);
  }
  return picture;
}

LinearImage desk_scenery(int width, int height, Random& random) {
  LinearImage picture = random.chance(0.5) ? wood_surface(width, height, random)
                                           : plain_surface(width, height, random);
  for (auto i = 1 + random.below(2); i > 0; --i) draw_device(picture, random);
  draw_clutter(picture, 2 + static_cast<int>(random.below(6)), random);
  return picture;
}

LinearImage clutter_scenery(int width, int height, Random& random) {
  LinearImage picture = gradient_surface(width, height, random);
  draw_clutter(picture, 10 + static_cast<int>(random.below(20)), random);
  return picture;
}

LinearImage blinds_scenery(int width, int height, Random& random) {
  const Vec3 slat = random_reflectance(random) + Vec3{0.1F, 0.1F, 0.1F};
  LinearImage picture = empty_room(width, height, random);
  const auto side = static_cast<float>(picture.shorter_side());
  const Frame frame(anywhere(picture, random), uniform(random, -0.4, 0.4));
  const Vec2 half = {side * uniform(random, 0.4, 1.2), side * uniform(random, 0.4, 1.2)};
  const float period = side * uniform(random, 0.02, 0.09);
  const float outside = uniform(random, 0.2, 1.6);
  const float open = uniform(random, 0.05, 0.4);
  paint(picture, RoundedBox{frame, half}, [&](Vec2 pixel) {
    const float v = frame.local(pixel).y / period;
    const float in = v - floor_of(v);
    return mix(slat * (0.5F + 0.5F * in), Vec3{outside, outside, outside},
               smooth_step(1.0F - open, 1.0F - 0.7F * open, in));
  });
  return picture;
}

}  // namespace handsight::synthetic
