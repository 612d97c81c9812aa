// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/serving/request_metrics.h"

#include <algorithm>
#include <sstream>

namespace handsight {

void RequestMetrics::count(const std::string& route, int status, double seconds) {
  const std::lock_guard lock(mutex_);
  ++requests_[{route, status}];
  if (route != "/v1/segment" || status != 200) return;
  const auto bucket = std::lower_bound(kBounds_s.begin(), kBounds_s.end(), seconds);
  ++buckets_[static_cast<std::size_t>(bucket - kBounds_s.begin())];
  seconds_ += seconds;
  ++timed_;
}

void RequestMetrics::add_hands(std::size_t hands) {
  const std::lock_guard lock(mutex_);
  hands_ += hands;
}

std::string RequestMetrics::text(const Gauges& gauges) const {
  const std::lock_guard lock(mutex_);
  std::ostringstream out;
  const auto head = [&](const char* name, const char* type, const char* help) {
    out << "# HELP " << name << ' ' << help << "\n# TYPE " << name << ' ' << type << '\n';
  };
  head("handsight_requests_total", "counter", "Requests by route and status.");
  for (const auto& [key, count] : requests_) {
    out << "handsight_requests_total{route=\"" << key.first << "\",status=\"" << key.second
        << "\"} " << count << '\n';
  }
  head("handsight_segment_seconds", "histogram", "Time of answered segment requests.");
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < kBounds_s.size(); ++i) {
    below += buckets_[i];
    out << "handsight_segment_seconds_bucket{le=\"" << kBounds_s[i] << "\"} " << below << '\n';
  }
  out << "handsight_segment_seconds_bucket{le=\"+Inf\"} " << timed_ << '\n'
      << "handsight_segment_seconds_sum " << seconds_ << '\n'
      << "handsight_segment_seconds_count " << timed_ << '\n';
  head("handsight_hands_total", "counter", "Hands found.");
  out << "handsight_hands_total " << hands_ << '\n';
  head("handsight_in_work", "gauge", "Pictures that are being worked on.");
  out << "handsight_in_work " << gauges.in_work << '\n';
  head("handsight_batches_total", "counter", "Runs of the network.");
  out << "handsight_batches_total " << gauges.batches << '\n';
  head("handsight_batched_pictures_total", "counter", "Pictures in these runs.");
  out << "handsight_batched_pictures_total " << gauges.batched_pictures << '\n';
  head("handsight_streams", "gauge", "Clients whose hands are followed over time.");
  out << "handsight_streams " << gauges.streams << '\n';
  return out.str();
}

}  // namespace handsight
