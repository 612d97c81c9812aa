// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/core/image.h"
#include "handsight/core/seed.h"
#include "handsight/data/composite/backdrop.h"
#include "handsight/data/composite/cutout.h"
#include "handsight/data/sample.h"

namespace handsight::composite {

/// Ranges that pictures made from cut-outs are drawn from.
struct SceneOptions {
  int size = 256;
  int hands_min = 1;
  int hands_max = 2;
  double empty = 0.15;
  double scale_min = 0.14;
  double scale_max = 0.95;
  double enlarge_max = 1.7;
  double mirror = 0.5;
  double rotation_deg = 180.0;
  double at_edge = 0.25;
  double arm = 0.75;
  double sleeve = 0.4;
  double room = 0.4;
  double things = 0.25;
  double blurred = 0.3;
  double dark = 0.25;
  double agree = 0.6;
  double shadow = 0.3;
  double distractors = 0.35;
  double unlit = 0.0;
  double people = 0.0;
};

template <class Field>
void visit_fields(SceneOptions& o, Field&& field) {
  field("size", o.size, Range{32, 1024}, "side of the pictures in pixels");
  field("hands_min", o.hands_min, Range{0, 6}, "fewest hands");
  field("hands_max", o.hands_max, Range{0, 6}, "most hands");
  field("empty", o.empty, Range{0, 1}, "share of pictures without any hand");
  field("scale_min", o.scale_min, Range{0.02, 2}, "smallest hand, share of the side");
  field("scale_max", o.scale_max, Range{0.02, 2}, "largest hand, share of the side");
  field("enlarge_max", o.enlarge_max, Range{0.1, 8}, "most that a cut-out is enlarged");
  field("mirror", o.mirror, Range{0, 1}, "share of hands mirrored");
  field("rotation_deg", o.rotation_deg, Range{0, 180}, "largest rotation to either side");
  field("at_edge", o.at_edge, Range{0, 1}, "share of hands that may be cut by the edge");
  field("arm", o.arm, Range{0, 1}, "share of hands with known keypoints that get an arm");
  field("sleeve", o.sleeve, Range{0, 1}, "share of arms that wear one");
  field("room", o.room, Range{0, 1}, "share of backgrounds that are made up, not photographs");
  field("things", o.things, Range{0, 1}, "share of photographs with flat things in front");
  field("blurred", o.blurred, Range{0, 1}, "share of backgrounds out of focus");
  field("dark", o.dark, Range{0, 1}, "share of hands against the light");
  field("agree", o.agree, Range{0, 1}, "share of hands in the background's light");
  field("shadow", o.shadow, Range{0, 1}, "share of hands that cast a soft shadow");
  field("distractors", o.distractors, Range{0, 1}, "share of pictures with skin that is no hand");
  field("unlit", o.unlit, Range{0, 1}, "share of all but black pictures, as of a covered lens");
  field("people", o.people, Range{0, 1}, "share of backgrounds that are photographs of people");
}

/// What pictures are made of.
struct SceneParts {
  std::vector<std::unique_ptr<CutoutLibrary>> cutouts{};
  std::unique_ptr<PhotoLibrary> photos{};   ///< null: rooms only
  std::unique_ptr<PeopleLibrary> people{};  ///< null: nobody stands behind the hands
};

struct Scene {
  Image image{};
  Image mask{};
  Image sides{};                   ///< kIgnore on hands whose side the table does not tell
  std::vector<HandLabel> hands{};  ///< in the order they were put there, each before the last
};

/// The same parts, options and seed give the same picture. Safe from several threads.
[[nodiscard]] Scene make_scene(const SceneParts& parts, const SceneOptions& options, Seed seed);

}  // namespace handsight::composite
