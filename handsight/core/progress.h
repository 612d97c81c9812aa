// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace handsight {

/// Where long work says how far it is. The library never prints; the program passes one of these.
class Progress {
 public:
  virtual ~Progress() = default;
  /// Begins a piece of work of `total` steps (0 = unknown).
  virtual void start(std::string_view label, std::int64_t total) = 0;
  /// `done` steps are behind; `note` is shown beside them, e.g. "loss 0.31".
  virtual void update(std::int64_t done, std::string_view note) = 0;
  virtual void finish(std::string_view note) = 0;
  /// A line that stays: one epoch's metrics, a warning.
  virtual void log(std::string_view line) = 0;
};

/// Says nothing.
class SilentProgress final : public Progress {
 public:
  void start(std::string_view, std::int64_t) override {}
  void update(std::int64_t, std::string_view) override {}
  void finish(std::string_view) override {}
  void log(std::string_view) override {}
};

/// `[####----] 40% label 40/100 loss 0.31 1:20 left`, for a terminal line of `columns`.
/// `elapsed_s` is the time since start().
[[nodiscard]] std::string progress_line(std::string_view label, std::int64_t done,
                                        std::int64_t total, double elapsed_s, std::string_view note,
                                        int columns);

/// "1:05" or "2:03:04".
[[nodiscard]] std::string duration_text(double seconds);

}  // namespace handsight
