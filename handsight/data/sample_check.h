// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "handsight/data/sample.h"

namespace handsight {

/// What is wrong with a sample's pictures and labels, in one line; empty when nothing is: an RGB
/// picture, labels of its size, values that have a meaning, numbers that are finite.
[[nodiscard]] std::string fault_of(const Sample& sample);

}  // namespace handsight
