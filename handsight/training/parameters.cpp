// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/parameters.h"

#include <algorithm>

#include "handsight/core/error.h"

namespace handsight {

bool fits_pattern(std::string_view name, std::string_view pattern) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return name == pattern;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  name.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  if (pattern.empty()) return true;
  for (;; name.remove_prefix(1)) {
    if (fits_pattern(name, pattern)) return true;
    if (name.empty()) return false;
  }
}

bool fits_any(std::string_view name, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [name](const std::string& pattern) { return fits_pattern(name, pattern); });
}

std::vector<NamedParameter> learning_parameters(torch::nn::Module& module,
                                                const OptimizerOptions& optimizer,
                                                const std::vector<GroupOptions>& groups,
                                                const std::set<std::string>& pretrained) {
  std::vector<NamedParameter> learning;
  for (auto& item : module.named_parameters()) {
    const auto fits = [&item](const GroupOptions& group) {
      return fits_pattern(item.key(), group.match);
    };
    const auto group = std::find_if(groups.begin(), groups.end(), fits);
    NamedParameter parameter{
        .name = item.key(), .value = item.value(), .weight_decay = optimizer.weight_decay};
    if (pretrained.contains(item.key())) parameter.rate = optimizer.pretrained_rate;
    if (group != groups.end()) {
      parameter.rate *= group->rate;
      if (group->weight_decay >= 0) parameter.weight_decay = group->weight_decay;
    }
    const bool frozen = parameter.rate == 0.0;
    item.value().requires_grad_(!frozen);
    if (!frozen) learning.push_back(std::move(parameter));
  }
  const auto names = module.named_parameters();
  for (const auto& group : groups) {
    const auto fits = [&group](const auto& item) { return fits_pattern(item.key(), group.match); };
    if (std::none_of(names.begin(), names.end(), fits)) {
      fail("group: '", group.match, "' fits no parameter; their names are like '",
           names.is_empty() ? "" : names.begin()->key(), "'");
    }
  }
  if (learning.empty()) fail("training: every parameter is frozen, so there is nothing to learn");
  return learning;
}

}  // namespace handsight
