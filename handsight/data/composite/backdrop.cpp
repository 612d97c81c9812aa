// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/composite/backdrop.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/data/composite/cutout.h"
#include "handsight/data/listing.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/imaging/transform.h"

namespace handsight::composite {
namespace {

std::uint8_t to_byte(double value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0));
}

/// Wall paint: mostly pale, mostly warm; now and then any colour.
Colour wall_colour(Random& random) {
  const double value = 255.0 * random.uniform(0.25, 0.95);
  const double warmth = random.chance(0.75) ? random.uniform(-0.05, 0.35) : 0.0;
  if (random.chance(0.15)) {
    return {value * random.uniform(0.3, 1.0), value * random.uniform(0.3, 1.0),
            value * random.uniform(0.3, 1.0)};
  }
  return {value, value * (1.0 - 0.35 * warmth), value * (1.0 - warmth)};
}

Colour any_colour(Random& random) {
  const double value = 255.0 * random.uniform(0.05, 1.0);
  const double grey = random.uniform(0.3, 1.0);
  const auto channel = [&] { return value * (grey + (1.0 - grey) * random.uniform()); };
  const double r = channel();
  const double g = channel();
  return {r, g, channel()};
}

/// Two sides of a straight edge, e.g. wall and ceiling.
struct WallEdge {
  double nx = 1.0;
  double ny = 0.0;
  double offset = 0.0;
  Colour gain{1.0, 1.0, 1.0};
};

struct Lamp {
  double x = 0.0;
  double y = 0.0;
  double radius = 1.0;
  double power = 0.0;
};

void recolour(Image& picture, Random& random) {
  const double gain = std::exp(random.uniform(std::log(0.55), std::log(1.35)));
  const double gamma = std::exp(random.uniform(std::log(0.75), std::log(1.35)));
  std::array<std::array<std::uint8_t, 256>, 3> tables{};
  for (auto& table : tables) {
    const double channel = gain * random.uniform(0.85, 1.15);
    for (int i = 0; i < 256; ++i) table[i] = to_byte(255.0 * channel * std::pow(i / 255.0, gamma));
  }
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
    picture.pixels[i] = tables[i % 3][picture.pixels[i]];
  }
}

struct Thing {
  double x = 0.0;
  double y = 0.0;
  double half_width = 1.0;
  double half_height = 1.0;
  double cosine = 1.0;
  double sine = 0.0;
  double border = 0.0;
  double stripe = 0.0;  // period; 0 = plain
  Colour colour{};
  Colour other{};  // of border and every second stripe
};

Thing random_thing(int size, Random& random) {
  const double angle = random.chance(0.5) ? random.uniform(-0.1, 0.1) : random.uniform(-0.9, 0.9);
  Thing thing{.x = random.uniform(0.0, size),
              .y = random.uniform(0.0, size),
              .half_width = size * std::exp(random.uniform(std::log(0.01), std::log(0.4))),
              .half_height = size * std::exp(random.uniform(std::log(0.02), std::log(0.5))),
              .cosine = std::cos(angle),
              .sine = std::sin(angle)};
  thing.border = random.chance(0.5) ? random.uniform(1.0, 0.03 * size) : 0.0;
  thing.stripe = random.chance(0.2) ? random.uniform(0.012, 0.05) * size : 0.0;
  thing.colour = random.chance(0.5) ? wall_colour(random) : any_colour(random);
  thing.other = any_colour(random);
  return thing;
}

void draw_thing(Image& picture, const Thing& thing) {
  const double reach = std::hypot(thing.half_width, thing.half_height) + 1.0;
  const int top = std::max(0, static_cast<int>(thing.y - reach));
  const int bottom = std::min(picture.height, static_cast<int>(thing.y + reach) + 1);
  const int left = std::max(0, static_cast<int>(thing.x - reach));
  const int right = std::min(picture.width, static_cast<int>(thing.x + reach) + 1);
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      const double u = (x - thing.x) * thing.cosine + (y - thing.y) * thing.sine;
      const double v = (y - thing.y) * thing.cosine - (x - thing.x) * thing.sine;
      const double inside =
          std::min(thing.half_width - std::abs(u), thing.half_height - std::abs(v));
      const double alpha = std::clamp(inside + 0.5, 0.0, 1.0);
      if (alpha <= 0.0) continue;
      const bool second =
          inside < thing.border ||
          (thing.stripe > 0.0 && std::fmod(v + 1e4, thing.stripe) < thing.stripe / 3);
      const Colour& colour = second ? thing.other : thing.colour;
      std::uint8_t* pixel = picture.at(x, y);
      pixel[0] = to_byte(pixel[0] + (colour.r - pixel[0]) * alpha);
      pixel[1] = to_byte(pixel[1] + (colour.g - pixel[1]) * alpha);
      pixel[2] = to_byte(pixel[2] + (colour.b - pixel[2]) * alpha);
    }
  }
}

std::vector<WallEdge> random_edges(int size, Random& random) {
  std::vector<WallEdge> edges(random.below(4));
  for (auto& edge : edges) {
    const double angle = random.uniform(0.0, 2.0 * std::numbers::pi);
    const double gain = random.uniform(0.6, 1.15);
    edge = {.nx = std::cos(angle),
            .ny = std::sin(angle),
            .offset = random.uniform(-0.4, 0.4) * size,
            .gain = {gain, gain * random.uniform(0.92, 1.04), gain * random.uniform(0.85, 1.08)}};
  }
  return edges;
}

std::vector<Lamp> random_lamps(int size, Random& random) {
  const bool any = random.chance(0.6);
  std::vector<Lamp> lamps(any ? 1 + random.below(2) : 0);
  for (auto& lamp : lamps) {
    lamp = {.x = random.uniform(-0.2, 1.2) * size,
            .y = random.uniform(-0.2, 1.2) * size,
            .radius = size * random.uniform(0.05, 0.45),
            .power = 255.0 * random.uniform(0.2, 1.6)};
  }
  return lamps;
}

/// Adds what the lamps give and takes away what falls off towards the corners.
void light_room(Image& picture, const std::vector<Lamp>& lamps, Random& random) {
  const double slope_x = random.uniform(-0.5, 0.5) / picture.width;
  const double slope_y = random.uniform(-0.5, 0.5) / picture.height;
  const double warm = random.uniform(0.75, 1.0);
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const double gain =
          1.0 + slope_x * (x - picture.width / 2.0) + slope_y * (y - picture.height / 2.0);
      double added = 0.0;
      for (const auto& lamp : lamps) {
        const double dx = (x - lamp.x) / lamp.radius;
        const double dy = (y - lamp.y) / lamp.radius;
        const double falloff = 1.0 / (1.0 + dx * dx + dy * dy);
        added += lamp.power * falloff * falloff;
      }
      std::uint8_t* pixel = picture.at(x, y);
      pixel[0] = to_byte(pixel[0] * gain + added);
      pixel[1] = to_byte(pixel[1] * gain + added * (0.5 + 0.5 * warm));
      pixel[2] = to_byte(pixel[2] * gain + added * warm);
    }
  }
}

/// From a random part of the photograph, now and then mirrored, to `size` x `size`. The part is at
/// least `least_share` of the shorter side.
Affine random_view(const Image& photo, double least_share, int size, Random& random) {
  const double share = random.uniform(least_share, 1.0);
  const double stretch = std::exp(random.uniform(-0.25, 0.25));
  const double shorter = std::min(photo.width, photo.height);
  // pixel centres reach from 0 to width - 1
  const double width = std::min(photo.width - 1.0, shorter * share * stretch);
  const double height = std::min(photo.height - 1.0, shorter * share / stretch);
  const double left = random.uniform(0.0, photo.width - 1.0 - width);
  const double top = random.uniform(0.0, photo.height - 1.0 - height);
  const double zoom_x = (size + 2.0) / width;
  const double zoom_y = (size + 2.0) / height;
  Affine view{zoom_x, 0.0, -left * zoom_x - 1.0, 0.0, zoom_y, -top * zoom_y - 1.0};
  if (random.chance(0.5)) {
    view[0] = -view[0];
    view[2] = size - 1.0 - view[2];
  }
  return view;
}

}  // namespace

PhotoLibrary::PhotoLibrary(const std::filesystem::path& folder, const std::string& split,
                           std::size_t cache_bytes) {
  for (const auto& [stem, path] : list_pictures(folder, Depth::kTopOnly)) {
    const bool held_out = Seed(0).split(stem).value() % 10 == 0;
    if (split.empty() || held_out == (split != "train")) files_.push_back(path);
  }
  if (files_.empty()) {
    fail<FileError>("data set composite: found no background",
                    split.empty() ? "" : " of split '" + split + "'", " in ", folder.string(),
                    "; expected hand-free pictures, or the option backgrounds=none");
  }
  cache_ = std::make_unique<BoundedCache<Image>>(files_.size(), cache_bytes);
}

PeopleLibrary::PeopleLibrary(std::unique_ptr<Dataset> people, std::size_t cache_bytes)
    : people_(std::move(people)),
      cache_(std::make_unique<BoundedCache<Sample>>(people_->size(), cache_bytes)) {}

std::shared_ptr<const Sample> PeopleLibrary::get(std::size_t index) const {
  return cache_->get(
      index, [&] { return people_->get(index, Seed(0)); },
      [](const Sample& sample) { return sample.image.pixels.size() + sample.mask.pixels.size(); });
}

std::shared_ptr<const Image> PhotoLibrary::get(std::size_t index) const {
  return cache_->get(
      index, [&] { return read_picture(files_[index]); },
      [](const Image& image) { return image.pixels.size(); });
}

Image photo_backdrop(const PhotoLibrary& photos, int size, Random& random) {
  const auto photo = photos.get(random.below(photos.size()));
  const Affine view = random_view(*photo, 0.5, size, random);
  Image picture = warp_affine(*photo, view, size, size, Interpolation::kBilinear, 0);
  recolour(picture, random);
  return picture;
}

Backdrop people_backdrop(const PeopleLibrary& people, int size, Random& random) {
  const auto sample = people.get(random.below(people.size()));
  const Affine view = random_view(sample->image, 0.25, size, random);
  Backdrop backdrop{
      .image = warp_affine(sample->image, view, size, size, Interpolation::kBilinear, 0),
      .mask = warp_affine(sample->mask, view, size, size, Interpolation::kNearest, 0)};
  recolour(backdrop.image, random);
  return backdrop;
}

Image room_backdrop(int size, Random& random) {
  const Colour wall = wall_colour(random);
  const auto edges = random_edges(size, random);
  Image picture(size, size, 3);
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      Colour colour = wall;
      for (const auto& edge : edges) {
        const double side = (x - size / 2.0) * edge.nx + (y - size / 2.0) * edge.ny - edge.offset;
        const double share = std::clamp(side + 0.5, 0.0, 1.0);
        colour.r *= 1.0 + (edge.gain.r - 1.0) * share;
        colour.g *= 1.0 + (edge.gain.g - 1.0) * share;
        colour.b *= 1.0 + (edge.gain.b - 1.0) * share;
      }
      std::uint8_t* pixel = picture.at(x, y);
      pixel[0] = to_byte(colour.r);
      pixel[1] = to_byte(colour.g);
      pixel[2] = to_byte(colour.b);
    }
  }
  draw_things(picture, static_cast<int>(random.below(6)), random);
  light_room(picture, random_lamps(size, random), random);
  return picture;
}

void draw_things(Image& picture, int count, Random& random) {
  for (int i = 0; i < count; ++i) draw_thing(picture, random_thing(picture.width, random));
}

}  // namespace handsight::composite
