// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/composite/scene.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

#include "handsight/data/composite/layer.h"

namespace handsight::composite {
namespace {

double log_uniform(Random& random, double low, double high) {
  return std::exp(random.uniform(std::log(low), std::log(high)));
}

Colour mean_of(const Image& picture) {
  Colour sum;
  for (std::size_t i = 0; i < picture.pixels.size(); i += 3 * 16) {  // every 16th pixel will do
    sum.r += picture.pixels[i];
    sum.g += picture.pixels[i + 1];
    sum.b += picture.pixels[i + 2];
  }
  const double count = std::ceil(static_cast<double>(picture.pixel_count()) / 16.0);
  return {sum.r / count, sum.g / count, sum.b / count};
}

Image lifeless_backdrop(const SceneParts& parts, const SceneOptions& options, Random& random) {
  if (!parts.photos || random.chance(options.room)) {
    Image room = room_backdrop(options.size, random);
    return random.chance(options.blurred) ? gaussian_blur(room, random.uniform(0.5, 2.5)) : room;
  }
  Image photo = photo_backdrop(*parts.photos, options.size, random);
  if (random.chance(0.1)) {
    // two photographs, one beside the other
    const Image other = photo_backdrop(*parts.photos, options.size, random);
    const int seam = static_cast<int>(random.uniform(0.2, 0.8) * options.size);
    for (int y = 0; y < seam; ++y) {
      std::copy_n(other.at(0, y), 3 * static_cast<std::size_t>(options.size), photo.at(0, y));
    }
  }
  if (random.chance(options.things)) {
    draw_things(photo, 1 + static_cast<int>(random.below(4)), random);
  }
  if (!random.chance(options.blurred)) return photo;
  return gaussian_blur(photo, log_uniform(random, 0.6, 6.0) * options.size / 256.0);
}

Backdrop make_backdrop(const SceneParts& parts, const SceneOptions& options, Random& random) {
  // asked before it is drawn, so that sets without people stay as they were
  if (parts.people && random.chance(options.people)) {
    return people_backdrop(*parts.people, options.size, random);
  }
  return {.image = lifeless_backdrop(parts, options, random)};
}

/// Light on something whose own mean colour is `pivot`, in a picture of mean colour `around`.
Light random_light(const SceneOptions& options, const Colour& pivot, const Colour& around,
                   Random& random) {
  Light light{.pivot = pivot};
  double exposure = random.chance(options.dark) ? log_uniform(random, 0.2, 0.65)
                                                : log_uniform(random, 0.65, 1.35);
  const double grey = std::max(8.0, (around.r + around.g + around.b) / 3.0);
  double cast = 0.0;
  if (random.chance(options.agree)) {
    cast = random.uniform(0.3, 1.0);
    exposure *= std::pow(std::clamp(grey / 110.0, 0.4, 1.6), random.uniform(0.0, 0.6));
  }
  const auto gain = [&](double channel) {
    const double towards = std::clamp(channel / grey, 0.65, 1.35);
    return exposure * std::pow(towards, cast) * random.uniform(0.93, 1.07);
  };
  light.gain.r = gain(around.r);
  light.gain.g = gain(around.g);
  light.gain.b = gain(around.b);
  light.gamma = log_uniform(random, 0.8, 1.25);
  light.contrast = random.uniform(0.7, 1.2);
  light.saturation = random.uniform(0.4, 1.0);
  light.slope_x = random.uniform(-0.6, 0.6);
  light.slope_y = random.uniform(-0.6, 0.6);
  return light;
}

Shadow random_shadow(const SceneOptions& options, Random& random) {
  if (!random.chance(options.shadow)) return {};
  const double unit = options.size / 256.0;
  return {.strength = random.uniform(0.1, 0.5),
          .blur_px = random.uniform(2.0, 10.0) * unit,
          .shift_x = static_cast<int>(random.uniform(-10.0, 10.0) * unit),
          .shift_y = static_cast<int>(random.uniform(-4.0, 12.0) * unit)};
}

Placement random_placement(const SceneOptions& options, const Cutout& cutout, Random& random) {
  const double limit = options.enlarge_max * cutout.extent_px / options.size;
  const double high = std::max(0.02, std::min(options.scale_max, limit));
  const double low = std::min(options.scale_min, high);
  const double scale = log_uniform(random, low, high) * options.size / cutout.extent_px;
  const double angle = random.uniform(-1.0, 1.0) * options.rotation_deg * std::numbers::pi / 180.0;
  // a little shear and stretch stands for other points of view
  const double stretch = std::exp(random.uniform(-0.12, 0.12));
  const double shear = random.uniform(-0.12, 0.12);
  const double flip = random.chance(options.mirror) ? -1.0 : 1.0;
  const double c = std::cos(angle) * scale;
  const double s = std::sin(angle) * scale;
  const double ax = flip * stretch;
  const double bx = flip * shear;
  const double by = 1.0 / stretch;
  Affine m{c * ax, c * bx - s * by, 0.0, s * ax, s * bx + c * by, 0.0};

  const double half = 0.5 * scale * cutout.extent_px / options.size;
  const double inner = random.chance(options.at_edge) ? 0.0 : std::min(0.42, 0.85 * half);
  const double x = random.uniform(inner, 1.0 - inner) * options.size;
  const double y = random.uniform(inner, 1.0 - inner) * options.size;
  m[2] = x - m[0] * cutout.centre.x - m[1] * cutout.centre.y;
  m[5] = y - m[3] * cutout.centre.x - m[4] * cutout.centre.y;
  return {.target_from_source = m, .scale = scale};
}

std::shared_ptr<const Cutout> random_cutout(const SceneParts& parts, Random& random) {
  const auto& library = *parts.cutouts[random.below(parts.cutouts.size())];
  return library.get(random.below(library.size()));
}

ArmLook dressed_arm(const SceneOptions& options, Random& random) {
  ArmLook look = random_arm(random);
  if (random.chance(options.sleeve)) {
    look.sleeve_from = random.uniform(0.2, 2.0);
    look.sleeve_width = random.uniform(1.05, 1.6);
  }
  return look;
}

/// What is known of a cut-out's hand where it lies in the picture.
HandLabel label_of(const Cutout& cutout, const Placement& placement, int size) {
  const auto& m = placement.target_from_source;
  const bool mirrored = m[0] * m[4] - m[1] * m[3] < 0;
  HandLabel label{.side = cutout.side};
  if (label.side && mirrored) label.side = other(*label.side);
  if (!cutout.keypoints) return label;
  HandPoints points = *cutout.keypoints;
  for (auto& point : points) {
    point = {static_cast<float>(m[0] * point.x + m[1] * point.y + m[2]),
             static_cast<float>(m[3] * point.x + m[4] * point.y + m[5])};
  }
  label.keypoints = keypoints_in(points, size, size);
  return label;
}

/// Notes what the layer, just put in front of everything, covers.
void note_covered(Scene& scene, const Layer& layer, std::uint8_t side) {
  for (std::size_t i = 0; i < layer.alpha.pixels.size(); ++i) {
    if (layer.alpha.pixels[i] < kEdge) continue;
    const auto label = layer.label.pixels[i];
    scene.sides.pixels[i] = label == kHand ? side : label;
  }
  for (auto& hand : scene.hands) {
    if (!hand.keypoints) continue;
    for (auto& point : *hand.keypoints) {
      if (point.visibility != Visibility::kVisible) continue;
      const auto x = std::clamp(static_cast<int>(std::lround(point.x)), 0, layer.alpha.width - 1);
      const auto y = std::clamp(static_cast<int>(std::lround(point.y)), 0, layer.alpha.height - 1);
      if (*layer.alpha.at(x, y) >= kEdge) point.visibility = Visibility::kOccluded;
    }
  }
}

std::uint8_t value_of(std::optional<Side> side) {
  if (!side) return kIgnore;
  return *side == Side::kLeft ? kLeftSide : kRightSide;
}

void add_hand(Scene& scene, const SceneParts& parts, const SceneOptions& options,
              const Colour& around, Random& random) {
  const auto cutout = random_cutout(parts, random);
  const Placement placement = random_placement(options, *cutout, random);
  Layer layer(options.size);
  if (cutout->wrist && random.chance(options.arm)) {
    draw_arm(layer, *cutout->wrist, dressed_arm(options, random), placement);
  }
  draw_cutout(layer, *cutout, placement);
  apply_light(layer, random_light(options, cutout->mean, around, random));
  merge(scene.image, scene.mask, layer, random_shadow(options, random));
  HandLabel label = label_of(*cutout, placement, options.size);
  note_covered(scene, layer, value_of(label.side));
  scene.hands.push_back(std::move(label));
}

/// An arm without a hand, or a lump of skin: what a detector of skin would take for a hand.
void add_distractor(Scene& scene, const SceneParts& parts, const SceneOptions& options,
                    const Colour& around, Random& random) {
  const auto cutout = random_cutout(parts, random);
  const Placement placement = random_placement(options, *cutout, random);
  Layer layer(options.size);
  if (cutout->wrist && random.chance(0.5)) {
    ArmLook look = dressed_arm(options, random);
    look.ignored = -1e9;
    draw_arm(layer, *cutout->wrist, look, placement);
  } else {
    draw_lump(layer, *cutout, random);
  }
  apply_light(layer, random_light(options, cutout->mean, around, random));
  merge(scene.image, scene.mask, layer, random_shadow(options, random));
}

/// What a covered lens gives: black with a little noise of the sensor, no hand.
Scene unlit_scene(int size, Random& random) {
  Scene scene{
      .image = Image(size, size, 3), .mask = Image(size, size, 1), .sides = Image(size, size, 1)};
  const double level = random.uniform(0.0, 10.0);
  const double noise = random.chance(0.5) ? random.uniform(0.0, 5.0) : 0.0;
  for (auto& value : scene.image.pixels) {
    value = static_cast<std::uint8_t>(std::max(0.0, level + random.uniform(-noise, noise)));
  }
  return scene;
}

}  // namespace

Scene make_scene(const SceneParts& parts, const SceneOptions& options, Seed seed) {
  Random random(seed);
  // asked before it is drawn, so that sets without such pictures stay as they were
  if (options.unlit > 0.0 && random.chance(options.unlit)) return unlit_scene(options.size, random);
  Backdrop backdrop = make_backdrop(parts, options, random);
  Scene scene{.image = std::move(backdrop.image),
              .mask = Image(options.size, options.size, 1),
              .sides = Image(options.size, options.size, 1)};
  if (!backdrop.mask.empty()) {
    scene.mask = std::move(backdrop.mask);
    std::ranges::transform(scene.mask.pixels, scene.sides.pixels.begin(), [](std::uint8_t label) {
      return label == kBackground ? kNoSide : kIgnore;
    });
  }
  const Colour around = mean_of(scene.image);
  if (random.chance(options.distractors)) add_distractor(scene, parts, options, around, random);
  const int spread = std::max(0, options.hands_max - options.hands_min) + 1;
  int hands = options.hands_min + static_cast<int>(random.below(static_cast<unsigned>(spread)));
  if (random.chance(options.empty)) hands = 0;
  for (int i = 0; i < hands; ++i) add_hand(scene, parts, options, around, random);
  return scene;
}

}  // namespace handsight::composite
