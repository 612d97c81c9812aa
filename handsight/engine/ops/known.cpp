// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/planner.h"

namespace handsight::engine {
namespace {

std::vector<Facts> refuse_unknown(const Operands& operands) {
  operands.refuse("its inputs must be known before the run");
}

}  // namespace

/// Operators that only compute sizes: evaluate() has their results.
std::vector<Operator> known_operators() {
  return {{.name = "Shape", .infer = refuse_unknown},
          {.name = "Constant", .infer = refuse_unknown},
          {.name = "ConstantOfShape", .infer = refuse_unknown}};
}

}  // namespace handsight::engine
