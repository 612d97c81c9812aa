// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "handsight/engine/operator.h"

namespace handsight::engine {

/// The result of a node whose inputs are all known, or that only asks for sizes (Shape): the
/// arithmetic by which exported networks compute sizes. Nothing when an input is not known, when
/// the operator is not among those, or when it is no Cast and would read or make more than
/// `max_elements`.
/// Throws ModelError on indices and sizes that make no sense.
[[nodiscard]] std::optional<Tensor> evaluate(const Operands& operands, std::int64_t max_elements);

}  // namespace handsight::engine
