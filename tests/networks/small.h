// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

namespace handsight {

/// Options that make a large network small enough for tests that train it; null for the defaults.
inline Json small_options(std::string_view network) {
  if (network == "composed") {
    return {{"encoder", "resnet18"},
            {"decoder_options", {{"channels", {32, 16, 16, 8, 8}}}},
            {"heads", {"mask", "side"}}};
  }
  if (network == "deconvnet" || network == "deconvnet_lstm") {
    return {{"base", 4}, {"bottleneck", 16}};
  }
  if (network.starts_with("deconvnet")) return {{"base", 4}, {"bottleneck", 16}, {"hidden", 8}};
  if (network.starts_with("fcn") || network == "segnet") return {{"base", 8}};
  return {};
}

/// Networks that cannot be made small; their contract is tested under the label `slow`.
inline bool is_large(std::string_view network) {
  for (const auto* name : {"refinenet101", "refinenet_lw101", "unet_xception", "unetpp_regnety_032",
                           "cyc_gxy", "cyc_gyx", "h3d_seg", "h3d_pose"}) {
    if (network == name) return true;
  }
  return false;
}

}  // namespace handsight
