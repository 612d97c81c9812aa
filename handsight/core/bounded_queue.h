// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace handsight {

/// Hands values from one thread to another, `capacity` of them at most in between.
template <class Value>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity > 0 ? capacity : 1) {}

  /// Waits for room. False when the queue was closed: nobody will take the value.
  bool push(Value value) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return closed_ || values_.size() < capacity_; });
    if (closed_) return false;
    values_.push_back(std::move(value));
    lock.unlock();
    ready_.notify_one();
    return true;
  }

  /// Takes the value at once or not at all.
  bool try_push(Value value) {
    std::unique_lock lock(mutex_);
    if (closed_ || values_.size() >= capacity_) return false;
    values_.push_back(std::move(value));
    lock.unlock();
    ready_.notify_one();
    return true;
  }

  /// Makes room by dropping the oldest values; returns how many. Nothing when the queue was closed:
  /// nobody will take the value.
  std::optional<std::size_t> push_newest(Value value) {
    std::unique_lock lock(mutex_);
    if (closed_) return std::nullopt;
    std::size_t dropped = 0;
    for (; values_.size() >= capacity_; ++dropped) values_.pop_front();
    values_.push_back(std::move(value));
    lock.unlock();
    ready_.notify_one();
    return dropped;
  }

  /// Waits for a value; nothing once the queue is closed and empty.
  std::optional<Value> pop() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return closed_ || !values_.empty(); });
    return take(lock);
  }

  /// As pop(), but nothing also when none has come by `deadline`.
  template <class TimePoint>
  std::optional<Value> pop_until(TimePoint deadline) {
    std::unique_lock lock(mutex_);
    ready_.wait_until(lock, deadline, [this] { return closed_ || !values_.empty(); });
    return take(lock);
  }

  /// No more values come in; those inside can still be taken.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    room_.notify_all();
    ready_.notify_all();
  }

 private:
  std::optional<Value> take(std::unique_lock<std::mutex>& lock) {
    if (values_.empty()) return std::nullopt;
    std::optional<Value> value(std::move(values_.front()));
    values_.pop_front();
    lock.unlock();
    room_.notify_one();
    return value;
  }

  std::size_t capacity_;
  std::mutex mutex_{};
  std::condition_variable room_{};
  std::condition_variable ready_{};
  std::deque<Value> values_{};
  bool closed_ = false;
};

}  // namespace handsight
