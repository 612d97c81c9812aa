// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/passes/passes.h"

namespace handsight::engine {

void lower_quantization(Graph& graph) { static_cast<void>(graph); }

}  // namespace handsight::engine
