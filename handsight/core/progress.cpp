// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/core/progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>

namespace handsight {

std::string duration_text(double seconds) {
  const auto whole = std::llround(std::clamp(seconds, 0.0, 359999.0));
  char text[32];
  if (whole >= 3600) {
    std::snprintf(text, std::size(text), "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  } else {
    std::snprintf(text, std::size(text), "%lld:%02lld", whole / 60, whole % 60);
  }
  return text;
}

std::string progress_line(std::string_view label, std::int64_t done, std::int64_t total,
                          double elapsed_s, std::string_view note, int columns) {
  std::string line;
  if (total > 0) {
    constexpr int kBar = 20;
    const double share = std::clamp(static_cast<double>(done) / static_cast<double>(total), 0., 1.);
    const auto filled = static_cast<std::size_t>(share * kBar);
    line.append("[").append(filled, '#').append(kBar - filled, '-').append("] ");
    line.append(std::to_string(static_cast<int>(share * 100))).append("% ");
  }
  line.append(label).append(" ").append(std::to_string(done));
  if (total > 0) line.append("/").append(std::to_string(total));
  if (!note.empty()) line.append("  ").append(note);
  if (total > 0 && done > 0 && done < total) {
    const double left_s = elapsed_s / static_cast<double>(done) * static_cast<double>(total - done);
    line.append("  ").append(duration_text(left_s)).append(" left");
  }
  if (columns > 0 && line.size() > static_cast<std::size_t>(columns)) {
    line.resize(static_cast<std::size_t>(columns));
  }
  return line;
}

}  // namespace handsight
