// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/stages.h"

#include <algorithm>
#include <array>

#include "handsight/core/error.h"

namespace handsight {
namespace {

struct Stage {
  std::string_view name;
  bool& (*enabled)(PerceptionOptions&);
};

constexpr std::array<Stage, 10> kStages{{
    {"cut", [](auto& o) -> bool& { return o.cut.enabled; }},
    {"temporal", [](auto& o) -> bool& { return o.temporal.enabled; }},
    {"hysteresis", [](auto& o) -> bool& { return o.hysteresis.enabled; }},
    {"regions", [](auto& o) -> bool& { return o.regions.enabled; }},
    {"separation", [](auto& o) -> bool& { return o.separation.enabled; }},
    {"tracker", [](auto& o) -> bool& { return o.tracker.enabled; }},
    {"box_filter", [](auto& o) -> bool& { return o.tracker.smooth; }},
    {"handedness", [](auto& o) -> bool& { return o.handedness.enabled; }},
    {"keypoint_crop", [](auto& o) -> bool& { return o.pose.crop.follow_keypoints; }},
    {"keypoint_filter", [](auto& o) -> bool& { return o.pose.filter.enabled; }},
}};

}  // namespace

std::vector<std::string> stage_names() {
  std::vector<std::string> names;
  for (const auto& stage : kStages) names.emplace_back(stage.name);
  return names;
}

PerceptionOptions without_stage(PerceptionOptions options, std::string_view name) {
  const auto* const found = std::find_if(kStages.begin(), kStages.end(),
                                         [&](const Stage& stage) { return stage.name == name; });
  if (found == kStages.end()) {
    std::string known;
    for (const auto& stage : kStages) known.append(known.empty() ? "" : ", ").append(stage.name);
    fail("stages: there is none named '", name, "'; known: ", known);
  }
  found->enabled(options) = false;
  return options;
}

}  // namespace handsight
