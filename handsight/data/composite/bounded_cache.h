// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace handsight::composite {

/// Keeps decoded files by index until a memory bound is reached; what does not fit any more is made
/// anew each time. Nothing is thrown out, so that a full cache still serves its share of requests.
/// Safe from several threads.
template <class Value>
class BoundedCache {
 public:
  BoundedCache(std::size_t slots, std::size_t max_bytes) : slots_(slots), bytes_left_(max_bytes) {}

  /// make()            the value, when it is not there yet
  /// bytes_of(value)   what it costs
  template <class Make, class BytesOf>
  std::shared_ptr<const Value> get(std::size_t index, Make make, BytesOf bytes_of) {
    {
      const std::lock_guard lock(mutex_);
      if (slots_.at(index)) return slots_[index];
    }
    auto value = std::make_shared<const Value>(make());
    const std::lock_guard lock(mutex_);
    if (slots_[index]) return slots_[index];
    const std::size_t bytes = bytes_of(*value);
    if (bytes <= bytes_left_) {
      bytes_left_ -= bytes;
      slots_[index] = value;
    }
    return value;
  }

 private:
  std::mutex mutex_{};
  std::vector<std::shared_ptr<const Value>> slots_;
  std::size_t bytes_left_;
};

}  // namespace handsight::composite
