// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/metrics/record.h"

namespace handsight {

struct NamedValue {
  std::string name;
  double value;
};

/// Pictures of which all have the protocol's task.
using Pictures = std::span<const PictureRecord* const>;

/// What a metric file offers: a named way of turning counted pictures into numbers. Numbers of
/// unlike protocols are never compared.
struct ProtocolEntry {
  std::string_view name;  ///< "micro", "urooj.eyth"
  Task task = Task::kMask;
  std::string_view reference;
  std::string_view summary;  ///< what is summed over what
  /// Always the same names; a value that the pictures do not define is NaN.
  /// Throws InvalidArgument when there is no picture.
  std::vector<NamedValue> (*measure)(Pictures pictures);
};

[[nodiscard]] std::vector<ProtocolEntry> protocol_catalog();
/// Throws InvalidArgument with the known names when there is no protocol of that name.
[[nodiscard]] ProtocolEntry find_protocol(std::string_view name);

/// "PROTOCOL.VALUE" of everything that protocols of these tasks give.
[[nodiscard]] std::vector<std::string> metric_names(std::span<const Task> tasks);

/// Throws InvalidArgument when `pictures` is empty.
void require_pictures(Pictures pictures);
/// The pictures that have `task`.
[[nodiscard]] std::vector<const PictureRecord*> with_task(std::span<const PictureRecord> pictures,
                                                          Task task);
/// Mask counts of all pictures as one; pictures without a mask add nothing.
[[nodiscard]] Confusion sum_masks(Pictures pictures);

}  // namespace handsight
