// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/engine/model.h"
#include "handsight/engine/planner.h"

namespace handsight::engine {

struct Model::Impl {
  Graph graph{};
  Precision precision = Precision::kFp32;
  WeightCache weights{};
};

}  // namespace handsight::engine
