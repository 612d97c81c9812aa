// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "handsight/engine/view.h"

namespace handsight::engine {

/// Which pixels of the source make one row or column of the result: weight of `first` is
/// 1 - `second_weight`, that of `second` is `second_weight`.
struct Tap {
  std::int64_t first = 0;
  std::int64_t second = 0;
  float second_weight = 0.0F;
};

/// Bilinear, or nearest where the weights are 0. N C H W of any strides; one tap for each row and
/// column of `to`.
void resize(const View& from, const View& to, const std::vector<Tap>& rows,
            const std::vector<Tap>& columns);

}  // namespace handsight::engine
