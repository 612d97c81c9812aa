// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/pyramid.h"

#include <ATen/ATen.h>

#include "handsight/core/error.h"

namespace handsight {

DeepestFirst::DeepestFirst(const std::vector<FeatureLevel>& levels, std::int64_t finest,
                           std::size_t most, std::string_view owner)
    : declared_(levels.size()) {
  for (auto level = levels.rbegin(); level != levels.rend() && levels_.size() < most; ++level) {
    if (level->stride >= finest) levels_.push_back(*level);
  }
  if (levels_.size() < 2) {
    fail(owner, ": found ", levels_.size(), " levels of a stride of ", finest,
         " or more, expected at least 2; choose a deeper encoder");
  }
}

std::vector<at::Tensor> DeepestFirst::maps(const std::vector<at::Tensor>& pyramid) const {
  if (pyramid.size() != declared_) {
    fail("decoder: expected the ", declared_, " maps of its encoder, found ", pyramid.size());
  }
  return {pyramid.rbegin(), pyramid.rbegin() + static_cast<std::ptrdiff_t>(levels_.size())};
}

}  // namespace handsight
