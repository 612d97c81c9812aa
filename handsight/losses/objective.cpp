// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/losses/objective.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/geometry/palm.h"

namespace handsight {
namespace {

constexpr std::int64_t kMiddleBase = 9;  // keypoint at the base of the middle finger

/// What a batch says about an output.
struct FoundLabel {
  const char* what;   ///< its name, for messages
  at::Tensor values;  ///< undefined where the batch lacks it
};

at::Tensor class_indices(const at::Tensor& map) {
  return map.defined() ? map.to(at::kLong) : at::Tensor();
}

bool fits(TargetKind target, OutputKind output) {
  switch (output) {
    case OutputKind::kMask:
    case OutputKind::kSoftmax:
    case OutputKind::kSide:
      return target == TargetKind::kClasses;
    case OutputKind::kDepth:
      return target == TargetKind::kDepth;
    case OutputKind::kHeatmaps:
      return target == TargetKind::kKeypoints;
    case OutputKind::kImage:
      return false;
  }
  return false;
}

/// 1 where the hand of `side` is, by the parts where they are known, else by the sides.
at::Tensor one_side(const Batch& batch, std::uint8_t side) {
  at::Tensor map;
  if (batch.sides.defined()) {
    map = batch.sides.eq(side).to(at::kLong).masked_fill_(batch.sides.eq(kIgnore), kIgnore);
  }
  if (batch.parts.defined()) {
    const auto parts = batch.parts.select(1, side == kLeftSide ? 0 : 1);
    const auto by_parts = parts.gt(0).to(at::kLong);
    map = at::where(parts.eq(kIgnore), map.defined() ? map : at::full_like(by_parts, kIgnore),
                    by_parts);
  }
  return map;
}

/// One decision a picture (N, int64) in all of its pixels.
at::Tensor in_all_pixels(const at::Tensor& decisions, const Batch& batch) {
  return decisions.view({-1, 1, 1}).expand({-1, batch.image.size(2), batch.image.size(3)});
}

/// A side that is not known does not count.
at::Tensor side_map(const Batch& batch) {
  if (!batch.side.defined()) return {};
  const auto side = batch.side.to(at::kLong);
  return in_all_pixels(side.masked_fill(side.eq(kNoSide), kIgnore), batch);
}

/// 1 where a hand shows its palm, 0 its back.
at::Tensor palm_map(const Batch& batch) {
  constexpr double kEdgeOn = 0.2;  // sine below which the side does not tell the palm
  if (!batch.side.defined() || !batch.keypoints.defined()) return {};
  struct Point {
    double x, y;
  };
  const auto points = batch.keypoints.to(at::kCPU, at::kFloat).contiguous();
  const auto at_point = points.accessor<float, 3>();
  const auto sides = batch.side.cpu();
  const auto labelled = [&](std::int64_t i, std::size_t point) {
    return at_point[i][static_cast<std::int64_t>(point)][2] !=
           static_cast<float>(Visibility::kUnlabelled);
  };
  const auto point = [&](std::int64_t i, std::size_t index) {
    const auto row = at_point[i][static_cast<std::int64_t>(index)];
    return Point{row[0], row[1]};
  };
  auto palms = at::full({sides.size(0)}, kIgnore, at::kLong);
  for (std::int64_t i = 0; i < sides.size(0); ++i) {
    const auto side = sides[i].item<std::uint8_t>();
    const double turn = palm_turn(point(i, kWrist), point(i, kIndexBase), point(i, kLittleBase));
    const bool known = (side == kLeftSide || side == kRightSide) && labelled(i, kWrist) &&
                       labelled(i, kIndexBase) && labelled(i, kLittleBase);
    if (known && std::abs(turn) > kEdgeOn) palms[i] = (side == kRightSide) == (turn < 0.0) ? 1 : 0;
  }
  return in_all_pixels(palms.to(batch.image.device()), batch);
}

at::Tensor palm_centre(const Batch& batch) {
  const auto& points = batch.keypoints;
  if (!points.defined()) return {};
  const auto wrist = points.slice(1, 0, 1);
  const auto base = points.slice(1, kMiddleBase, kMiddleBase + 1);
  const auto middle = (wrist.slice(2, 0, 2) + base.slice(2, 0, 2)) / 2;
  return at::cat({middle, at::min(wrist.slice(2, 2, 3), base.slice(2, 2, 3))}, 2);
}

at::Tensor parts_of(const Batch& batch, std::int64_t hand) {
  return batch.parts.defined() ? class_indices(batch.parts.select(1, hand)) : at::Tensor();
}

FoundLabel label_of(const OutputMap& output, const Batch& batch) {
  const auto& name = output.name;
  if (name == "mask") return {"mask", class_indices(batch.mask)};
  if (name == "left") return {"sides", one_side(batch, kLeftSide)};
  if (name == "right") return {"sides", one_side(batch, kRightSide)};
  if (name == "left_parts") return {"parts", parts_of(batch, 0)};
  if (name == "right_parts") return {"parts", parts_of(batch, 1)};
  if (name == "depth") return {"depth", batch.depth};
  if (name == "side") return {"side", side_map(batch)};
  if (name == "palm") return {"side and keypoints", palm_map(batch)};
  if (name == "palm_centre") return {"keypoints", palm_centre(batch)};
  if (name.starts_with("keypoints")) return {"keypoints", batch.keypoints};
  fail("losses: no label of the data says what output '", name, "' should be");
}

/// The outputs that a term is applied to.
std::vector<OutputMap> chosen(const LossTerm& term, TargetKind kind,
                              const std::vector<OutputMap>& outputs) {
  std::vector<OutputMap> list;
  std::string known;
  for (const auto& output : outputs) {
    known.append(known.empty() ? "" : ", ").append(output.name);
    if (term.outputs.empty() && fits(kind, output.kind)) list.push_back(output);
  }
  for (const auto& name : term.outputs) {
    const auto found = std::find_if(outputs.begin(), outputs.end(),
                                    [&](const OutputMap& output) { return output.name == name; });
    if (found == outputs.end()) {
      fail("loss ", term.name, ": the network has no output '", name, "'; it has: ", known);
    }
    if (!fits(kind, found->kind)) {
      fail("loss ", term.name, ": learns from ", name_of(kind), "; output '", name, "' is ",
           name_of(found->kind));
    }
    list.push_back(*found);
  }
  if (list.empty()) {
    fail("loss ", term.name, ": learns from ", name_of(kind),
         ", and no output of the network does; it has: ", known);
  }
  return list;
}

}  // namespace

std::optional<LossTarget> find_target(const OutputMap& output, const Batch& batch) {
  auto label = label_of(output, batch);
  if (!label.values.defined()) return std::nullopt;
  return LossTarget(std::move(label.values), class_indices(batch.mask));
}

LossTarget target_of(const OutputMap& output, const Batch& batch) {
  auto target = find_target(output, batch);
  if (!target) {
    fail<FileError>(batch.ids.empty() ? "batch" : batch.ids.front(), ": no ",
                    label_of(output, batch).what, " to learn from");
  }
  return *std::move(target);
}

Objective::Objective(const std::vector<LossTerm>& terms, const std::vector<OutputMap>& outputs) {
  if (terms.empty()) fail("losses: there is none; expected at least one");
  for (const auto& term : terms) {
    const auto entry = find_loss(term.name);
    const auto loss = entry.make(term.options ? *term.options : Json());
    for (auto& output : chosen(term, entry.target, outputs)) {
      applications_.push_back({.loss = loss, .weight = term.weight, .output = output});
    }
  }
}

bool Objective::has_labels(const Batch& batch) const {
  return std::all_of(applications_.begin(), applications_.end(), [&](const Application& one) {
    return find_target(one.output, batch).has_value();
  });
}

at::Tensor Objective::operator()(const at::Tensor& logits, const Batch& batch) const {
  at::Tensor total;
  for (const auto& [loss, weight, output] : applications_) {
    const auto maps = logits.slice(1, output.first, output.first + output.channels);
    const auto term = loss(maps, target_of(output, batch)) * weight;
    total = total.defined() ? total + term : term;
  }
  return total;
}

}  // namespace handsight
