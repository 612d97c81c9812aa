// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/separation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "handsight/perception/components.h"
#include "handsight/perception/morphology.h"
#include "handsight/perception/rectangle.h"

namespace handsight {
namespace {

// Part of each pixel of a hand's mask, counted from 1; 0 = not set.
using Parts = std::vector<int>;

std::vector<double> areas_of(const Parts& parts, int count) {
  std::vector<double> areas(static_cast<std::size_t>(count), 0.0);
  for (const int part : parts) {
    if (part > 0) areas[static_cast<std::size_t>(part - 1)] += 1.0;
  }
  return areas;
}

// Cut to the pixels that are set.
Hand trimmed(const Image& mask, const Box& place, double score) {
  const auto found = find_components(mask);
  int left = mask.width;
  int right = 0;
  for (const Component& component : found.all) {
    left = std::min(left, component.box.x);
    right = std::max(right, component.box.x + component.box.width);
  }
  const int top = found.runs.front().y;
  const int bottom = found.runs.back().y + 1;
  Hand hand{.box = {place.x + left, place.y + top, right - left, bottom - top}, .score = score};
  hand.mask = Image(hand.box.width, hand.box.height, 1, kBackground);
  for (const Run& run : found.runs) {
    std::fill_n(hand.mask.at(run.first - left, run.y - top), run.end - run.first, kHand);
  }
  return hand;
}

void append_parts(const Hand& hand, const Parts& parts, int count, std::vector<Hand>& hands) {
  for (int part = 1; part <= count; ++part) {
    Image mask(hand.mask.width, hand.mask.height, 1, kBackground);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i] == part) mask.pixels[i] = kHand;
    }
    hands.push_back(trimmed(mask, hand.box, hand.score));
  }
}

bool all_large(const std::vector<double>& areas, double least) {
  return std::all_of(areas.begin(), areas.end(), [least](double a) { return a >= least; });
}

double set_pixels(const Image& mask) {
  return static_cast<double>(std::count(mask.pixels.begin(), mask.pixels.end(), kHand));
}

// 1 on the ellipse that the box holds, less inside.
double ellipse_distance(const Rectangle& box, double x, double y) {
  const double across = (x - centre_x(box)) / std::max(box.width / 2.0, 0.5);
  const double down = (y - centre_y(box)) / std::max(box.height / 2.0, 0.5);
  return across * across + down * down;
}

bool covers(const KnownHand& hand, const Rectangle& place, int x, int y) {
  const int column = x - static_cast<int>(std::lround(place.x));
  const int row = y - static_cast<int>(std::lround(place.y));
  return column >= 0 && row >= 0 && column < hand.mask.width && row < hand.mask.height &&
         *hand.mask.at(column, row) != 0;
}

// Each pixel's hand: one that covers it before one that does not, then the nearest.
Parts owned(const Hand& region, std::span<const KnownHand> known,
            std::span<const Rectangle> places) {
  Parts parts(region.mask.pixels.size(), 0);
  for (int y = 0; y < region.mask.height; ++y) {
    for (int x = 0; x < region.mask.width; ++x) {
      if (*region.mask.at(x, y) == 0) continue;
      int owner = 0;
      std::pair least{true, std::numeric_limits<double>::max()};
      for (std::size_t i = 0; i < known.size(); ++i) {
        const int column = region.box.x + x;
        const int row = region.box.y + y;
        const std::pair distance{!covers(known[i], places[i], column, row),
                                 ellipse_distance(places[i], column + 0.5, row + 0.5)};
        if (distance < least) {
          least = distance;
          owner = static_cast<int>(i) + 1;
        }
      }
      parts[static_cast<std::size_t>(y) * static_cast<std::size_t>(region.mask.width) +
            static_cast<std::size_t>(x)] = owner;
    }
  }
  return parts;
}

// The known hands that belong to this region more than to any other.
std::vector<KnownHand> held_by(std::size_t region, const std::vector<Hand>& hands,
                               std::span<const KnownHand> known, double least_overlap) {
  std::vector<KnownHand> held;
  for (const KnownHand& candidate : known) {
    const double size = area(candidate.box);
    if (!(size > 0.0)) continue;
    double most = 0.0;
    std::size_t holder = 0;
    for (std::size_t i = 0; i < hands.size(); ++i) {
      const double common = area(intersection(candidate.box, rectangle_of(hands[i].box)));
      if (common > most) {
        most = common;
        holder = i;
      }
    }
    if (holder == region && most >= least_overlap * size) held.push_back(candidate);
  }
  return held;
}

// Grows the palms through the mask, one ring of pixels after the other.
Parts grown(const Image& mask, const Components& palms) {
  const int width = mask.width;
  Parts parts(mask.pixels.size(), 0);
  std::vector<int> front;
  for (const Run& run : palms.runs) {
    for (int x = run.first; x < run.end; ++x) {
      const int i = run.y * width + x;
      parts[static_cast<std::size_t>(i)] = run.component + 1;
      front.push_back(i);
    }
  }
  constexpr std::array<std::pair<int, int>, 8> kAround{
      {{-1, 0}, {1, 0}, {0, -1}, {0, 1}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}}};
  while (!front.empty()) {
    std::vector<int> next;
    for (const int i : front) {
      for (const auto& [dx, dy] : kAround) {
        const int x = i % width + dx;
        const int y = i / width + dy;
        if (x < 0 || y < 0 || x >= width || y >= mask.height || *mask.at(x, y) == 0) continue;
        const int j = y * width + x;
        if (parts[static_cast<std::size_t>(j)] != 0) continue;
        parts[static_cast<std::size_t>(j)] = parts[static_cast<std::size_t>(i)];
        next.push_back(j);
      }
    }
    front = std::move(next);
  }
  return parts;
}

Image palms_of(const Image& mask, double neck) {
  const auto distance = distance_inside(mask);
  const float widest = *std::max_element(distance.begin(), distance.end());
  Image palms(mask.width, mask.height, 1, kBackground);
  for (std::size_t i = 0; i < distance.size(); ++i) {
    if (distance[i] >= static_cast<float>(neck) * widest) palms.pixels[i] = kHand;
  }
  return palms;
}

// The region's hands, those that are seen as parts of their own.
void divide(const Hand& region, std::vector<KnownHand> held, double least_visible,
            Separation& apart) {
  const auto places = places_in(region, held);
  const auto alone = seen_alone(region, held, places);
  const auto foremost = std::max_element(alone.begin(), alone.end()) - alone.begin();
  std::vector<KnownHand> seen;
  for (std::size_t i = 0; i < held.size(); ++i) {
    held[i].box = places[i];
    const bool visible = alone[i] > 0.0 && alone[i] >= least_visible * set_pixels(held[i].mask);
    const bool is_foremost = static_cast<std::ptrdiff_t>(i) == foremost;
    (visible || is_foremost ? seen : apart.hidden).push_back(std::move(held[i]));
  }
  std::vector<Rectangle> boxes;
  for (const KnownHand& hand : seen) boxes.push_back(hand.box);
  const auto before = apart.hands.size();
  append_parts(region, owned(region, seen, boxes), static_cast<int>(seen.size()), apart.hands);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    Hand& part = apart.hands[before + i];
    part.track = seen[i].track;
    part.whole = seen[i].box;
  }
}

}  // namespace

Separation separate_known(std::vector<Hand> hands, std::span<const KnownHand> known,
                          const SeparationOptions& options) {
  if (!options.enabled || known.empty()) return {.hands = std::move(hands)};
  Separation apart;
  for (std::size_t i = 0; i < hands.size(); ++i) {
    const auto held = held_by(i, hands, known, options.track_overlap);
    if (held.size() < 2) {
      apart.hands.push_back(hands[i]);
      const bool fills =
          held.size() == 1 &&
          set_pixels(hands[i].mask) < options.more_than_one * set_pixels(held.front().mask);
      if (fills) apart.hands.back().track = held.front().track;
    } else {
      divide(hands[i], held, options.least_visible, apart);
    }
  }
  return apart;
}

std::vector<Hand> separate_by_shape(std::vector<Hand> hands, const SeparationOptions& options) {
  if (!options.enabled) return hands;
  std::vector<Hand> apart;
  for (const Hand& hand : hands) {
    if (hand.track) {
      apart.push_back(hand);
      continue;
    }
    const auto palms = find_components(palms_of(hand.mask, options.neck));
    const int count = static_cast<int>(palms.all.size());
    if (count < 2) {
      apart.push_back(hand);
      continue;
    }
    const auto parts = grown(hand.mask, palms);
    if (all_large(areas_of(parts, count), options.min_part * set_pixels(hand.mask) / count)) {
      append_parts(hand, parts, count, apart);
    } else {
      apart.push_back(hand);
    }
  }
  return apart;
}

}  // namespace handsight
