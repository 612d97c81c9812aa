// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace handsight {

/// Counts of what a server did, for Prometheus.
class RequestMetrics {
 public:
  void count(const std::string& route, int status, double seconds);
  void add_hands(std::size_t hands);

  struct Gauges {
    std::size_t in_work = 0;
    std::size_t batches = 0;
    std::size_t batched_pictures = 0;
    std::size_t streams = 0;
  };
  /// Text exposition format 0.0.4.
  [[nodiscard]] std::string text(const Gauges& gauges) const;

 private:
  static constexpr std::array<double, 10> kBounds_s{0.005, 0.01, 0.02, 0.04, 0.06,
                                                    0.1,   0.25, 0.5,  1.0,  5.0};
  mutable std::mutex mutex_{};
  std::map<std::pair<std::string, int>, std::uint64_t> requests_{};
  std::array<std::uint64_t, kBounds_s.size() + 1> buckets_{};
  double seconds_ = 0.0;
  std::uint64_t timed_ = 0;
  std::uint64_t hands_ = 0;
};

}  // namespace handsight
