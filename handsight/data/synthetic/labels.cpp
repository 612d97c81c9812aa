// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/labels.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "handsight/core/error.h"

namespace handsight::synthetic {
namespace {

/// Each hand drawn alone, so that nothing hides its pixels, and all that is no hand together.
struct Layers {
  std::vector<FragmentBuffer> hands{};
  FragmentBuffer others{};
};

Layers draw_layers(const HandScene& scene, const Camera& camera, int width, int height) {
  Layers layers;
  layers.others = FragmentBuffer(width, height);
  for (const PosedHand& hand : scene.hands) {
    rasterise(hand.hand(), camera, layers.hands.emplace_back(width, height));
    rasterise(hand.arm(), camera, layers.others);
  }
  for (const PosedSurface& object : scene.objects) {
    rasterise(object.raster_object(), camera, layers.others);
  }
  return layers;
}

enum class Seen : std::uint8_t { kNothing, kHand, kArm, kObject };

/// What is in front at one pixel.
struct Front {
  float depth_mm = 0.0F;
  Seen what = Seen::kNothing;
  std::uint8_t hand = 0;  // index

  [[nodiscard]] bool is_hand(std::size_t index) const {
    return what == Seen::kHand && hand == index;
  }
  [[nodiscard]] bool is_arm(std::size_t index) const { return what == Seen::kArm && hand == index; }
};

/// The nearest hand at one pixel, seen or not.
Front nearest_hand(const Layers& layers, std::size_t pixel) {
  Front nearest;
  for (std::size_t hand = 0; hand < layers.hands.size(); ++hand) {
    const float depth_mm = layers.hands[hand].fragments[pixel].depth_mm;
    if (depth_mm == 0.0F) continue;
    if (nearest.what == Seen::kNothing || depth_mm < nearest.depth_mm) {
      nearest = {depth_mm, Seen::kHand, static_cast<std::uint8_t>(hand)};
    }
  }
  return nearest;
}

Front front_at(const HandScene& scene, const Layers& layers, std::size_t pixel) {
  const Front hand = nearest_hand(layers, pixel);
  const Fragment& other = layers.others.fragments[pixel];
  if (other.empty() || (hand.what == Seen::kHand && hand.depth_mm <= other.depth_mm)) return hand;
  for (std::size_t i = 0; i < scene.hands.size(); ++i) {
    if (scene.hands[i].surface.object == other.object) {
      return {other.depth_mm, Seen::kArm, static_cast<std::uint8_t>(i)};
    }
  }
  return {other.depth_mm, Seen::kObject, 0};
}

std::vector<Front> fronts(const HandScene& scene, const Layers& layers) {
  std::vector<Front> pixels(layers.others.fragments.size());
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = front_at(scene, layers, i);
  return pixels;
}

DepthMap empty_depth(int width, int height) {
  return {width, height, DepthUnit::kMillimetre,
          std::vector<float>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height))};
}

/// The area of set pixels; none when there is none.
std::optional<LabelBox> box_around(const Image& mask) {
  int left = mask.width;
  int right = -1;
  int top = mask.height;
  int bottom = -1;
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      if (*mask.at(x, y) == kBackground) continue;
      left = std::min(left, x);
      right = std::max(right, x);
      top = std::min(top, y);
      bottom = y;
    }
  }
  if (right < 0) return std::nullopt;
  return LabelBox{static_cast<float>(left), static_cast<float>(top),
                  static_cast<float>(right - left + 1), static_cast<float>(bottom - top + 1)};
}

/// Fills in the pictures of one hand.
RenderedHandLabels label_pixels(const TriangleMesh& mesh, const FragmentBuffer& layer,
                                const std::vector<Front>& front, std::size_t index) {
  RenderedHandLabels hand;
  hand.mask = Image(layer.width, layer.height, 1);
  hand.amodal_mask = hand.mask;
  hand.parts = hand.mask;
  hand.amodal_parts = hand.mask;
  hand.amodal_depth = empty_depth(layer.width, layer.height);
  for (std::size_t i = 0; i < front.size(); ++i) {
    const Fragment& fragment = layer.fragments[i];
    if (fragment.empty()) continue;
    hand.amodal_mask.pixels[i] = kHand;
    hand.amodal_parts.pixels[i] = hand_part(mesh, fragment);
    hand.amodal_depth.values[i] = fragment.depth_mm;
    if (!front[i].is_hand(index)) continue;
    hand.mask.pixels[i] = kHand;
    hand.parts.pixels[i] = hand.amodal_parts.pixels[i];
  }
  hand.label.box = box_around(hand.mask);
  return hand;
}

/// Where a joint is seen, if it is.
Keypoint keypoint(const PosedHand& hand, std::size_t joint, const Camera& camera,
                  const FragmentBuffer& size) {
  const Vec3 position = hand.joints_mm[joint];
  if (position.z < kNearPlane_mm) return {-1.0F, -1.0F, Visibility::kOutside};
  const Vec2 pixel = camera.project(position);
  const bool inside = pixel.x >= -0.5F && pixel.y >= -0.5F &&
                      pixel.x < static_cast<float>(size.width) - 0.5F &&
                      pixel.y < static_cast<float>(size.height) - 0.5F;
  return {pixel.x, pixel.y, inside ? Visibility::kOccluded : Visibility::kOutside};
}

Keypoints keypoints(const PosedHand& hand, std::size_t index, const Camera& camera,
                    const FragmentBuffer& size, const std::vector<Front>& front) {
  Keypoints points;
  for (std::size_t joint = 0; joint < kKeypointCount; ++joint) {
    Keypoint& point = points[joint];
    point = keypoint(hand, joint, camera, size);
    if (point.visibility == Visibility::kOutside) continue;
    const auto x = std::clamp(static_cast<int>(std::lround(point.x)), 0, size.width - 1);
    const auto y = std::clamp(static_cast<int>(std::lround(point.y)), 0, size.height - 1);
    const Front& seen = front[static_cast<std::size_t>(y * size.width + x)];
    const bool own = seen.is_hand(index) || (joint == kWrist && seen.is_arm(index));
    if (own && std::abs(hand.joints_mm[joint].z - seen.depth_mm) <= hand.flesh_mm[joint]) {
      point.visibility = Visibility::kVisible;
    }
  }
  return points;
}

/// Fills in what concerns the scene as a whole.
void label_scene(const Layers& layers, const std::vector<Front>& front, SceneLabels& labels) {
  for (std::size_t i = 0; i < front.size(); ++i) {
    if (front[i].what == Seen::kHand) labels.depth.values[i] = front[i].depth_mm;
    if (front[i].what == Seen::kArm) {
      labels.arms.pixels[i] = static_cast<std::uint8_t>(front[i].hand + 1);
    }
    const auto present =
        std::count_if(layers.hands.begin(), layers.hands.end(),
                      [i](const FragmentBuffer& layer) { return !layer.fragments[i].empty(); });
    if (present > 1) {
      labels.foremost.pixels[i] = static_cast<std::uint8_t>(nearest_hand(layers, i).hand + 1);
    }
  }
}

}  // namespace

SceneLabels label(const HandScene& scene, int width_px, int height_px) {
  if (scene.hands.size() >= kIgnore) {
    fail("label: ", scene.hands.size(), " hands in one scene, expected fewer than ", int{kIgnore});
  }
  SceneLabels labels;
  labels.camera = camera_for(scene, width_px, height_px);
  const Layers layers = draw_layers(scene, labels.camera, width_px, height_px);
  const std::vector<Front> front = fronts(scene, layers);
  labels.depth = empty_depth(width_px, height_px);
  labels.arms = Image(width_px, height_px, 1);
  labels.foremost = labels.arms;
  label_scene(layers, front, labels);
  for (std::size_t i = 0; i < scene.hands.size(); ++i) {
    const PosedHand& posed = scene.hands[i];
    RenderedHandLabels hand = label_pixels(*posed.surface.rest, layers.hands[i], front, i);
    hand.label.side = posed.side;
    hand.label.joints_mm = posed.joints_mm;
    hand.label.keypoints = keypoints(posed, i, labels.camera, layers.others, front);
    labels.hands.push_back(std::move(hand));
  }
  return labels;
}

}  // namespace handsight::synthetic
