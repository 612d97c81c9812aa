// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/hand_layers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/perception/occlusion.h"
#include "handsight/perception/part_regions.h"
#include "handsight/perception/rectangle.h"
#include "handsight/perception/stray_parts.h"

namespace handsight {
namespace {

/// Bilinear reading of maps of a square at places between its pixels.
class SquareReader {
 public:
  explicit SquareReader(const HandLayers& layers)
      : size_(layers.size_px), square_from_frame_(layers.frame_from_square.inverse()) {}

  /// False where the pixel of the frame lies outside the square.
  bool move_to(int x, int y) {
    const Vec2 place = square_from_frame_ * Vec2{static_cast<float>(x), static_cast<float>(y)};
    const auto last = static_cast<float>(size_ - 1);
    if (!(place.x >= -0.5F && place.y >= -0.5F && place.x <= last + 0.5F && place.y <= last + 0.5F))
      return false;
    set_axis(std::clamp(place.x, 0.0F, last), column_, right_);
    set_axis(std::clamp(place.y, 0.0F, last), row_, down_);
    return true;
  }
  [[nodiscard]] float read(const float* map) const {
    const auto size = static_cast<std::size_t>(size_);
    const float* const at = map + row_ * size + column_;
    const std::size_t next = column_ + 1 < size ? 1 : 0;
    const std::size_t below = row_ + 1 < size ? size : 0;
    const float above = at[0] + right_ * (at[next] - at[0]);
    const float beneath = at[below] + right_ * (at[below + next] - at[below]);
    return above + down_ * (beneath - above);
  }

 private:
  static void set_axis(float place, std::size_t& whole, float& rest) {
    whole = static_cast<std::size_t>(place);
    rest = place - static_cast<float>(whole);
  }

  int size_;
  Affine square_from_frame_;
  std::size_t column_ = 0;
  std::size_t row_ = 0;
  float right_ = 0.0F;
  float down_ = 0.0F;
};

/// The frame's pixels that the square covers.
Box covered(const HandLayers& layers, int width, int height) {
  const auto edge = static_cast<float>(layers.size_px) - 0.5F;
  const Vec2 a = layers.frame_from_square * Vec2{-0.5F, -0.5F};
  const Vec2 b = layers.frame_from_square * Vec2{edge, edge};
  const auto between = [](float one, float other, int size) {
    const auto low = std::clamp(std::min(one, other), 0.0F, static_cast<float>(size));
    const auto high = std::clamp(std::max(one, other) + 1.0F, 0.0F, static_cast<float>(size));
    return std::array{static_cast<int>(low), static_cast<int>(std::ceil(high))};
  };
  const auto [left, right] = between(a.x, b.x, width);
  const auto [top, bottom] = between(a.y, b.y, height);
  return {.x = left, .y = top, .width = right - left, .height = bottom - top};
}

std::size_t square_pixels(const HandLayers& layers) {
  return static_cast<std::size_t>(layers.size_px) * static_cast<std::size_t>(layers.size_px);
}

std::uint8_t likeliest_part(const SquareReader& reader, const HandLayers& layers) {
  const auto pixels = square_pixels(layers);
  std::uint8_t best = 0;
  float highest = reader.read(layers.parts.data());
  for (int part = 1; part < HandLayers::kClasses; ++part) {
    const float logit = reader.read(layers.parts.data() + static_cast<std::size_t>(part) * pixels);
    if (logit > highest) {
      highest = logit;
      best = static_cast<std::uint8_t>(part);
    }
  }
  return best;
}

void paint_parts(const HandLayers& layers, Image& map) {
  SquareReader reader(layers);
  const Box box = covered(layers, map.width, map.height);
  for (int y = box.y; y < box.y + box.height; ++y) {
    for (int x = box.x; x < box.x + box.width; ++x) {
      if (!reader.move_to(x, y)) continue;
      if (const auto part = likeliest_part(reader, layers)) *map.at(x, y) = part;
    }
  }
}

/// Calls `see` with each pixel of the hand's mask inside the square and its depth.
template <class See>
void for_each_depth(const Hand& hand, const HandLayers& layers, See&& see) {
  SquareReader reader(layers);
  for (int y = 0; y < hand.box.height; ++y) {
    for (int x = 0; x < hand.box.width; ++x) {
      if (*hand.mask.at(x, y) == 0 || !reader.move_to(hand.box.x + x, hand.box.y + y)) continue;
      see(hand.box.x + x, hand.box.y + y, reader.read(layers.depth_mm.data()));
    }
  }
}

/// Around the mask and the keypoints that are in the picture.
Rectangle whole_box(const Hand& hand) {
  const auto box = rectangle_of(hand.box);
  double left = box.x, top = box.y, right = box.x + box.width, bottom = box.y + box.height;
  if (!hand.keypoints) return box;
  for (const auto& point : *hand.keypoints) {
    if (point.state == KeypointState::kOutside) continue;
    left = std::min(left, point.x);
    top = std::min(top, point.y);
    right = std::max(right, point.x);
    bottom = std::max(bottom, point.y);
  }
  return {left, top, right - left, bottom - top};
}

void check_counts(std::span<const Hand> hands, std::span<const HandLayers> layers) {
  if (hands.size() != layers.size()) {
    fail("layers: of ", layers.size(), " hands, expected ", hands.size());
  }
}

double mean_confidence(const HandKeypoints& keypoints) {
  double sum = 0.0;
  for (const auto& point : keypoints) sum += point.confidence;
  return sum / static_cast<double>(keypoints.size());
}

/// Parts by the keypoints where no network tells them; else these have a vote, by how sure they
/// are.
void ask_keypoints(HandLayers& layers, const Hand& hand) {
  constexpr double kVote = 3.0;  // logits; tried from 1.5 to 6 on rendered and real hands
  auto votes = part_regions(hand, layers.frame_from_square, layers.size_px);
  if (layers.parts.empty()) {
    layers.parts = std::move(votes);
    return;
  }
  if (votes.empty()) return;
  const auto vote = static_cast<float>(kVote * mean_confidence(*hand.keypoints));
  for (std::size_t i = square_pixels(layers); i < votes.size(); ++i) {
    layers.parts[i] += vote * votes[i];
  }
}

void add_what_lacks(HandLayers& layers, HandLayers others) {
  if (others.size_px != layers.size_px) {
    fail("layers: squares of ", layers.size_px, " and ", others.size_px,
         " px, expected one size of all networks");
  }
  if (layers.parts.empty()) layers.parts = std::move(others.parts);
  if (layers.depth_mm.empty()) layers.depth_mm = std::move(others.depth_mm);
}

}  // namespace

std::vector<HandView> layer_views(std::span<const Hand> hands, const CropOptions& options,
                                  bool mirrored) {
  auto any_size = options;
  any_size.min_side_px = 1.0;
  std::vector<HandView> views;
  for (const auto& hand : hands) {
    const auto crop = choose_crop(whole_box(hand), {}, any_size);
    const bool looks_left = hand.side && (*hand.side == "left") != mirrored;
    views.push_back(
        {.crop = crop.value(), .view = looks_left ? CropView::kMirrored : CropView::kAsSeen});
  }
  return views;
}

std::vector<HandLayers> layers_of(const Image& frame, std::span<const Hand> hands,
                                  std::span<const LayerNetwork> networks,
                                  const CropOptions& options, bool mirrored) {
  constexpr int kSize_px = 128;  // without a network
  const auto views = layer_views(hands, options, mirrored);
  std::vector<HandLayers> layers;
  if (networks.empty()) {
    for (const auto& hand : views) {
      layers.push_back({.size_px = kSize_px,
                        .frame_from_square = frame_from_crop(hand.crop, kSize_px, hand.view)});
    }
  }
  for (const auto& network : networks) {
    auto told = network(frame, views);
    check_counts(hands, told);
    if (layers.empty()) {
      layers = std::move(told);
      continue;
    }
    for (std::size_t i = 0; i < layers.size(); ++i) add_what_lacks(layers[i], std::move(told[i]));
  }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const bool is_told = !layers[i].parts.empty();
    ask_keypoints(layers[i], hands[i]);
    if (is_told) drop_stray_parts(layers[i], hands[i]);
  }
  return layers;
}

PartMaps part_maps(std::span<const Hand> hands, std::span<const HandLayers> layers, int width,
                   int height) {
  check_counts(hands, layers);
  PartMaps maps{.left = Image(width, height, 1), .right = Image(width, height, 1)};
  for (std::size_t i = 0; i < hands.size(); ++i) {
    if (layers[i].parts.empty()) continue;
    paint_parts(layers[i], hands[i].side == "left" ? maps.left : maps.right);
  }
  return maps;
}

HandDepth depth_map(std::span<const Hand> hands, std::span<const HandLayers> layers, int width,
                    int height) {
  check_counts(hands, layers);
  HandDepth depth{.width = width, .height = height};
  depth.values_mm.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (std::size_t i = 0; i < hands.size(); ++i) {
    if (layers[i].depth_mm.empty()) continue;
    for_each_depth(hands[i], layers[i], [&](int x, int y, float mm) {
      depth.values_mm[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                      static_cast<std::size_t>(x)] = std::max(0.0F, mm);
    });
  }
  return depth;
}

std::vector<std::uint16_t> whole_mm(const HandDepth& depth) {
  constexpr float kMost = 65535.0F;
  std::vector<std::uint16_t> levels;
  levels.reserve(depth.values_mm.size());
  for (const float mm : depth.values_mm) {
    levels.push_back(static_cast<std::uint16_t>(std::lround(std::clamp(mm, 0.0F, kMost))));
  }
  return levels;
}

Hand with_layers(Hand hand, const HandLayers& layers, int width, int height) {
  hand.depth_mm = depth_of(hand, layers);
  if (layers.parts.empty()) return hand;
  Image amodal(width, height, 1);
  paint_parts(layers, amodal);
  Image modal(width, height, 1);
  for (int y = 0; y < hand.mask.height; ++y) {
    for (int x = 0; x < hand.mask.width; ++x) {
      *modal.at(hand.box.x + x, hand.box.y + y) = *hand.mask.at(x, y);
    }
  }
  hand.hidden_share = hidden_share(amodal, modal);
  if (hand.keypoints) hand.keypoints = with_occlusion(*hand.keypoints, amodal, modal);
  return hand;
}

std::optional<double> depth_of(const Hand& hand, const HandLayers& layers) {
  if (layers.depth_mm.empty()) return std::nullopt;
  std::vector<float> seen;
  for_each_depth(hand, layers, [&](int, int, float mm) { seen.push_back(mm); });
  if (seen.empty()) return std::nullopt;
  const auto middle = seen.begin() + static_cast<std::ptrdiff_t>(seen.size() / 2);
  std::nth_element(seen.begin(), middle, seen.end());
  return *middle;
}

}  // namespace handsight
