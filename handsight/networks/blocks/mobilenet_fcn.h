// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "handsight/networks/network.h"

namespace handsight {

/// MobileNetV2 to stride 16, two 1x1 convolutions, logits enlarged bilinearly: `encoder`, `head`.
[[nodiscard]] std::shared_ptr<Network> make_mobilenet_fcn(const std::vector<OutputMap>& outputs,
                                                          std::string_view owner);

}  // namespace handsight
