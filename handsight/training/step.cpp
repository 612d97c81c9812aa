// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/step.h"

#include <algorithm>

#include "handsight/core/error.h"
#include "handsight/losses/objective.h"
#include "handsight/networks/network.h"

namespace handsight {

void LossMeans::add(const StepLosses& losses) {
  ++count_;
  for (const auto& [name, value] : losses) {
    const auto found = std::find_if(sums_.begin(), sums_.end(), [&name = name](const auto& pair) {
      return pair.first == name;
    });
    if (found == sums_.end()) {
      sums_.emplace_back(name, value);
    } else {
      found->second += value;
    }
  }
}

StepLosses LossMeans::means() const {
  auto means = sums_;
  for (auto& [name, value] : means) value /= static_cast<double>(count_);
  return means;
}

Learner& Workshop::learner(std::string_view role) const {
  const auto found = std::find_if(learners.begin(), learners.end(),
                                  [role](const Learner& learner) { return learner.role == role; });
  if (found == learners.end()) fail("training: there is no ", role);
  return *found;
}

std::unique_ptr<Step> make_step(const Recipe& phase, const Workshop& workshop) {
  if (!phase.cycle.generator.empty()) return make_cycle_step(phase, workshop);
  if (phase.clips.length > 0) return make_clip_step(phase, workshop);
  return make_picture_step(phase, workshop);
}

Objective make_objective(const Recipe& phase, const Network& network) {
  std::vector<LossTerm> terms;
  for (const auto& unit : phase.loss) {
    terms.push_back({.name = unit.name,
                     .weight = unit.weight,
                     .options = unit.options,
                     .outputs = unit.outputs});
  }
  return Objective(terms, network.outputs());
}

Network& network_of(const Learner& learner) { return static_cast<Network&>(*learner.module); }

}  // namespace handsight
