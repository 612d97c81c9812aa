// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/known_hands.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace handsight {
namespace {

struct Pixel {
  int x = 0;
  int y = 0;
};

Pixel corner_of(const Rectangle& box) {
  return {static_cast<int>(std::lround(box.x)), static_cast<int>(std::lround(box.y))};
}

int pixels_of(const Image& mask) {
  return static_cast<int>(std::count(mask.pixels.begin(), mask.pixels.end(), kHand));
}

/// How many hands cover each pixel of a region; those outside it are all the same.
class Cover {
 public:
  explicit Cover(const Hand& region) : region_(region), counts_(region.mask.pixels.size(), 0) {}

  void add(const Image& mask, Pixel corner, int times) {
    each_inside(mask, corner, [&](std::size_t i) { counts_[i] += times; });
  }

  /// Pixels of the region that no other hand covers, less those of the mask outside the region.
  [[nodiscard]] int gain(const Image& mask, Pixel corner, int pixels) const {
    int inside = 0;
    int alone = 0;
    each_inside(mask, corner, [&](std::size_t i) {
      if (region_.mask.pixels[i] == 0) return;
      ++inside;
      if (counts_[i] == 0) ++alone;
    });
    return alone - (pixels - inside);
  }

  [[nodiscard]] int alone(const Image& mask, Pixel corner) const {
    int alone = 0;
    each_inside(mask, corner, [&](std::size_t i) {
      if (region_.mask.pixels[i] != 0 && counts_[i] == 1) ++alone;
    });
    return alone;
  }

 private:
  // Calls visit with the index of each pixel of the region's box that the mask, placed, covers.
  template <class Visit>
  void each_inside(const Image& mask, Pixel corner, Visit visit) const {
    const int left = corner.x - region_.box.x;
    const int top = corner.y - region_.box.y;
    const int width = region_.mask.width;
    for (int y = std::max(0, -top); y < std::min(mask.height, region_.mask.height - top); ++y) {
      for (int x = std::max(0, -left); x < std::min(mask.width, width - left); ++x) {
        if (*mask.at(x, y) == 0) continue;
        visit(static_cast<std::size_t>(top + y) * static_cast<std::size_t>(width) +
              static_cast<std::size_t>(left + x));
      }
    }
  }

  const Hand& region_;
  std::vector<int> counts_;
};

/// What it costs a hand to be elsewhere than expected, in pixels of cover. Both grow with the
/// square of the hand's size: a tenth of it is 2 % of its pixels.
double strangeness(Pixel expected, Pixel place) {
  constexpr double kPerSquarePixel = 2.0;
  const double across = place.x - expected.x;
  const double down = place.y - expected.y;
  return kPerSquarePixel * (across * across + down * down);
}

/// The best place within a step of `corner`.
Pixel improved(const Cover& cover, const Image& mask, Pixel expected, Pixel corner, int step) {
  constexpr std::array<Pixel, 9> kAround{
      {{0, 0}, {-1, 0}, {1, 0}, {0, -1}, {0, 1}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}}};
  const int pixels = pixels_of(mask);
  Pixel best = corner;
  double most = std::numeric_limits<double>::lowest();
  for (const auto [dx, dy] : kAround) {
    const Pixel place{corner.x + step * dx, corner.y + step * dy};
    const double value = cover.gain(mask, place, pixels) - strangeness(expected, place);
    if (value > most) {
      most = value;
      best = place;
    }
  }
  return best;
}

Cover covered(const Hand& region, std::span<const KnownHand> known,
              std::span<const Pixel> corners) {
  Cover cover(region);
  for (std::size_t i = 0; i < known.size(); ++i) cover.add(known[i].mask, corners[i], 1);
  return cover;
}

}  // namespace

std::vector<Rectangle> places_in(const Hand& region, std::span<const KnownHand> known) {
  std::vector<Pixel> expected;
  double largest = 0.0;
  for (const KnownHand& hand : known) {
    expected.push_back(corner_of(hand.box));
    largest = std::max(largest, std::sqrt(static_cast<double>(pixels_of(hand.mask))));
  }
  auto corners = expected;
  Cover cover = covered(region, known, corners);
  for (int step = std::max(1, static_cast<int>(largest / 8.0)); step >= 1; step /= 2) {
    for (int round = 0; round < 2; ++round) {
      for (std::size_t i = 0; i < known.size(); ++i) {
        cover.add(known[i].mask, corners[i], -1);
        corners[i] = improved(cover, known[i].mask, expected[i], corners[i], step);
        cover.add(known[i].mask, corners[i], 1);
      }
    }
  }
  std::vector<Rectangle> places;
  for (std::size_t i = 0; i < known.size(); ++i) {
    Rectangle place = known[i].box;
    place.x += corners[i].x - expected[i].x;
    place.y += corners[i].y - expected[i].y;
    places.push_back(place);
  }
  return places;
}

std::vector<double> seen_alone(const Hand& region, std::span<const KnownHand> known,
                               std::span<const Rectangle> places) {
  std::vector<Pixel> corners;
  for (const Rectangle& place : places) corners.push_back(corner_of(place));
  const Cover cover = covered(region, known, corners);
  std::vector<double> alone;
  for (std::size_t i = 0; i < known.size(); ++i) {
    alone.push_back(cover.alone(known[i].mask, corners[i]));
  }
  return alone;
}

}  // namespace handsight
