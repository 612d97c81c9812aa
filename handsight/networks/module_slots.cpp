// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/module_slots.h"

namespace handsight {

std::vector<NamedSlot> slots_of(const torch::nn::Module& module) {
  std::vector<NamedSlot> slots;
  for (const auto& item : module.named_parameters()) {
    slots.push_back({item.key(), item.value().detach(), true});
  }
  for (const auto& item : module.named_buffers()) {
    slots.push_back({item.key(), item.value(), false});
  }
  return slots;
}

}  // namespace handsight
