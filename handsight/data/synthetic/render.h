// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/core/image.h"
#include "handsight/core/seed.h"
#include "handsight/data/synthetic/background.h"
#include "handsight/data/synthetic/camera_effects.h"
#include "handsight/data/synthetic/hand_shape.h"
#include "handsight/data/synthetic/labels.h"
#include "handsight/data/synthetic/scene_layout.h"

namespace handsight::synthetic {

/// Which pictures are made. Rates are shares of pictures or of hands.
struct RenderOptions {
  int width = 256;
  int height = 256;
  int label_width = 0;   ///< 0 = as the picture
  int label_height = 0;  ///< likewise
  double empty = 0.03;
  int subjects = 64;
  int clip_length = 1;
  double frames_per_second = 25.0;
  int samples = 2;
  double sleeves = 0.5;
  double objects = 0.25;
  double occluders = 0.12;
  double gloves = 0.03;
  double rings = 0.15;
  double wrist_bands = 0.15;
  double cast_shadows = 0.4;
  bool scenery = true;
  bool skin_model = true;
  bool effects = true;
  HandShapeOptions shape{};
  /// Larger hands than the default of a layout; its clip_s follows from clip_length.
  LayoutOptions layout{.least_size = 0.2, .most_size = 1.25};
  BackgroundOptions background{};
  CameraEffectOptions camera{};
};

template <class Field>
void visit_fields(RenderOptions& o, Field&& field) {
  const Range share{0, 1};
  field("width", o.width, Range{16, 4096}, "of the picture in pixels");
  field("height", o.height, Range{16, 4096}, "of the picture in pixels");
  field("label_width", o.label_width, Range{0, 4096}, "of the labels; 0 = as the picture");
  field("label_height", o.label_height, Range{0, 4096}, "of the labels; 0 = as the picture");
  field("empty", o.empty, share, "share of pictures without hands");
  field("subjects", o.subjects, Range{1, 100000}, "different hands; making one takes 0.1 s");
  field("clip_length", o.clip_length, Range{1, 100000}, "frames of a clip; 1 = single pictures");
  field("frames_per_second", o.frames_per_second, Range{1, 1000}, "of clips");
  field("samples", o.samples, Range{1, 4}, "samples per pixel along each side");
  field("sleeves", o.sleeves, share, "share of arms that wear one");
  field("objects", o.objects, share, "share of hands that hold something");
  field("occluders", o.occluders, share, "share of hands with something in front");
  field("gloves", o.gloves, share, "share of pairs of hands in gloves, labelled as hands");
  field("rings", o.rings, share, "share of hands with a ring");
  field("wrist_bands", o.wrist_bands, share, "share of hands with a watch or bracelet");
  field("cast_shadows", o.cast_shadows, share, "share of pictures with a wall close behind");
  field("scenery", o.scenery, Any{}, "false: plain backgrounds only, to measure what others bring");
  field("skin_model", o.skin_model, Any{}, "false: one colour of skin without texture, likewise");
  field("effects", o.effects, Any{}, "false: a perfect camera, likewise");
  visit_fields(o.shape, field);
  visit_fields(o.layout,
               [&](std::string_view name, auto& value, const auto& allowed, std::string_view help) {
                 if (name != "clip_s") field(name, value, allowed, help);
               });
  visit_fields(o.background, field);
  visit_fields(o.camera, field);
}

struct RenderedScene {
  Image image{};  ///< RGB
  SceneLabels labels{};
  std::size_t subject = 0;  ///< number of the hands' owner
};

/// Makes pictures of hands. Subjects' hands are made when first needed and kept. Safe from several
/// threads; what comes out does not depend on their number or on the order of calls.
class Renderer {
 public:
  /// `photographs` are RGB, without hands, to stand behind the hands. Throws InvalidArgument when
  /// options contradict each other or a photograph is not RGB.
  Renderer(const RenderOptions& options, Seed subjects, std::vector<Image> photographs = {});
  ~Renderer();
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  /// Frame `frame` of the clip `clip`: all frames share subject, place, light and camera, and the
  /// hands move smoothly. Single pictures are frame 0 of a clip each.
  [[nodiscard]] RenderedScene render(Seed clip, int frame = 0) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace handsight::synthetic
