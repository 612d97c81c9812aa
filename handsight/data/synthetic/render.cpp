// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/render.h"

#include <mutex>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/data/synthetic/compositor.h"
#include "handsight/data/synthetic/surfaces.h"

namespace handsight::synthetic {
namespace {

/// A person of whom pictures are made.
struct Subject {
  SkinTraits skin{};
  HandMesh hand{};
};

Subject make_subject(const RenderOptions& options, Seed seed) {
  constexpr int kFullDetailFrom_px = 192;
  const HandShape shape = draw_hand_shape(options.shape, seed.split("shape"));
  const MeshDetail detail = std::min(options.width, options.height) < kFullDetailFrom_px
                                ? MeshDetail::kLight
                                : MeshDetail::kFull;
  return {random_skin_traits(seed.split("skin")), make_hand_mesh(shape, detail)};
}

Vec3 mean_colour(const LinearImage& picture) {
  Vec3 sum{};
  for (const Vec3& pixel : picture.pixels) sum = sum + pixel;
  return sum * (1.0F / static_cast<float>(picture.pixels.size()));
}

/// Skin of one colour and without texture, for comparison.
HandLook plain_look(const HandShape& shape) {
  const Vec3 skin = {0.52F, 0.33F, 0.24F};
  return {.skin = {skin, skin, skin, skin, skin, skin, skin, skin, skin},
          .age = 0.0F,
          .mottling = 0.0F,
          .veins = 0.0F,
          .hair = 0.0F,
          .palm_mm = {shape.breadth_mm, shape.base_mm[2].y}};
}

CastShadow random_cast_shadow(const Lighting& lighting, double rate, Seed seed) {
  Random random(seed);
  if (!random.chance(rate)) return {};
  const Vec3 towards = lighting.lights.front().towards;
  if (towards.z > -0.15F) return {};  // light from behind throws shadows at the camera
  const float distance = uniform(random, 0.02, 0.25);
  return {.strength = uniform(random, 0.15, 0.75),
          .shift = Vec2{-towards.x, -towards.y} * (distance / std::max(-towards.z, 0.4F)),
          .blur = 0.004F + lighting.shadow_softness * 0.2F * distance};
}

/// Hands, their looks and the things around them, while they are put together.
struct Composition {
  HandScene scene{};
  SceneLook look{};

  void add(Prop prop) {
    if (prop.surface.rest == nullptr || prop.surface.rest->triangles.empty()) return;
    scene.objects.push_back(std::move(prop.surface));
    look.objects.push_back(prop.look);
  }
  /// Leaves the camera alone.
  void clear() {
    scene.hands.clear();
    scene.objects.clear();
    look = {};
  }
  [[nodiscard]] std::uint8_t next_object() const {
    return static_cast<std::uint8_t>(1 + scene.hands.size() + scene.objects.size());
  }
};

/// Whether the far end of what is drawn of the arm would be seen.
bool arm_ends_in_picture(const HandScene& scene, const PosedHand& hand) {
  const auto& rest = *hand.surface.rest;
  for (std::size_t i = 0; i < rest.positions_mm.size(); ++i) {
    const Vec3 at = hand.surface.positions_mm[i];
    if (rest.positions_mm[i].y > -200.0F || at.z < kNearPlane_mm) continue;
    const Vec2 pixel = scene.camera.project(at);
    if (pixel.x > 0.0F && pixel.y > 0.0F && pixel.x < static_cast<float>(scene.width_px) &&
        pixel.y < static_cast<float>(scene.height_px)) {
      return true;
    }
  }
  return false;
}

void dress(Composition& composition, const PosedHand& hand, const HandLook& look,
           const RenderOptions& options, Seed seed) {
  Random random(seed.split("choice"));
  const Seed clothes = seed.split("clothes");
  ObjectLook arm{.pattern = Pattern::kSkin, .colour = look.skin.back, .roughness = 0.55F};
  if (random.chance(options.sleeves)) {
    const float cuff_mm =
        random.chance(0.6) ? uniform(random, 2.0, 40.0) : uniform(random, 40.0, 180.0);
    Prop cloth = sleeve(hand, cuff_mm, composition.next_object(), clothes);
    arm = cloth.look;
    composition.add(std::move(cloth));
  }
  if (arm_ends_in_picture(composition.scene, hand)) {
    composition.add(upper_arm(hand, composition.next_object(), arm));
  }
  if (random.chance(options.objects)) {
    composition.add(held_object(hand, composition.next_object(), seed.split("held")));
  }
  if (random.chance(options.occluders)) {
    composition.add(occluder(hand, composition.next_object(), seed.split("occluder")));
  }
}

}  // namespace

struct Renderer::Impl {
  struct Slot {
    std::once_flag made{};
    Subject subject{};
  };

  RenderOptions options{};
  Seed subject_seeds{0};
  std::vector<Image> photographs{};
  std::unique_ptr<Slot[]> slots{};

  [[nodiscard]] const Subject& subject(std::size_t index) const {
    Slot& slot = slots[index];
    std::call_once(slot.made,
                   [&] { slot.subject = make_subject(options, subject_seeds.split(index)); });
    return slot.subject;
  }
  [[nodiscard]] LinearImage background(Seed clip) const;
  [[nodiscard]] Composition compose(const Subject& who, Seed clip, int frame) const;
};

LinearImage Renderer::Impl::background(Seed clip) const {
  if (options.scenery) {
    return make_background(options.background, options.width, options.height, photographs, clip);
  }
  return made_up_background("plain", options.width, options.height, clip);
}

Composition Renderer::Impl::compose(const Subject& who, Seed clip, int frame) const {
  const SceneLayout layout = draw_layout(options.layout, who.hand.shape, options.width,
                                         options.height, clip.split("layout"));
  Composition composition{.scene = scene_at(layout, who.hand, frame / options.frames_per_second)};
  const WearRates rates{options.gloves, options.rings, options.wrist_bands};
  for (std::size_t i = 0; i < composition.scene.hands.size(); ++i) {
    const Seed seed = clip.split("hand").split(i);
    composition.look.hands.push_back(options.skin_model
                                         ? random_hand_look(who.skin, who.hand.shape, rates, seed)
                                         : plain_look(who.hand.shape));
    dress(composition, composition.scene.hands[i], composition.look.hands[i], options, seed);
  }
  return composition;
}

Renderer::Renderer(const RenderOptions& options, Seed subjects, std::vector<Image> photographs) {
  for (const Image& photograph : photographs) {
    if (photograph.channels == 3 && !photograph.empty()) continue;
    fail("renderer: a photograph has ", photograph.channels, " channels and ", photograph.width,
         " x ", photograph.height, " pixels; expected RGB pictures");
  }
  // these throw when ranges are upside down
  (void)random_camera_effects(options.camera, 1, Seed(0));
  (void)draw_layout(options.layout, mean_hand_shape(180.0F, 80.0F), options.width, options.height,
                    Seed(0));
  auto impl = std::make_unique<Impl>();
  impl->options = options;
  impl->options.layout.clip_s = (options.clip_length - 1) / options.frames_per_second;
  impl->subject_seeds = subjects;
  impl->photographs = std::move(photographs);
  impl->slots = std::make_unique<Impl::Slot[]>(static_cast<std::size_t>(options.subjects));
  impl_ = std::move(impl);
}

Renderer::~Renderer() = default;

RenderedScene Renderer::render(Seed clip, int frame) const {
  const RenderOptions& options = impl_->options;
  Random random(clip.split("scene"));
  RenderedScene result;
  result.subject = random.below(static_cast<std::uint64_t>(options.subjects));
  const Subject& who = impl_->subject(result.subject);
  LinearImage background = impl_->background(clip.split("background"));
  Composition composition = impl_->compose(who, clip, frame);
  if (random.chance(options.empty)) composition.clear();
  composition.look.lighting = random_lighting(mean_colour(background), clip.split("light"));
  composition.look.cast_shadow =
      random_cast_shadow(composition.look.lighting, options.cast_shadows, clip.split("cast"));
  LinearImage scene =
      paint_scene(composition.scene, composition.look, std::move(background), options.samples);
  const CameraEffects effects =
      options.effects
          ? random_camera_effects(options.camera, scene.shorter_side(), clip.split("camera"))
          : CameraEffects{};
  result.image = take_picture(std::move(scene), effects,
                              clip.split("noise").split(static_cast<std::uint64_t>(frame)));
  result.labels =
      label(composition.scene, options.label_width > 0 ? options.label_width : options.width,
            options.label_height > 0 ? options.label_height : options.height);
  return result;
}

}  // namespace handsight::synthetic
