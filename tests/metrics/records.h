// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/metrics/protocol.h"

namespace handsight {

/// One row of pixels.
inline Image row(const std::vector<std::uint8_t>& values) {
  Image image(static_cast<int>(values.size()), 1, 1);
  image.pixels = values;
  return image;
}

inline PictureRecord mask_record(const Confusion& counts) { return {.mask = counts}; }

/// All numbers of a protocol by their names.
inline std::map<std::string, double> measured(std::string_view protocol,
                                              const std::vector<PictureRecord>& pictures) {
  const auto entry = find_protocol(protocol);
  std::map<std::string, double> values;
  for (const auto& [name, value] : entry.measure(with_task(pictures, entry.task))) {
    values[name] = value;
  }
  return values;
}

}  // namespace handsight
