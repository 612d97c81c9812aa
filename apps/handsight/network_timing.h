// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "handsight/core/json.h"

namespace handsight {

struct NetworkTimingOptions {
  std::string device = "auto";
  std::string precision = "fp32";
  int rounds = 5;
};

/// Cost, memory and time of networks, then of encoders, at the size of their reference, one object
/// each:
///   name, input, parameters, macs, device, precision
///   forward_ms        one picture in evaluation mode, median of the rounds
///   training_step_ms  two pictures: forward, backward, a step of plain gradient descent
///   forward_bytes, training_bytes   most memory for activations and gradients at any one time
/// Throws InvalidArgument on an unknown name or device.
[[nodiscard]] Json time_networks(const std::vector<std::string>& networks,
                                 const std::vector<std::string>& encoders,
                                 const NetworkTimingOptions& options);

}  // namespace handsight
