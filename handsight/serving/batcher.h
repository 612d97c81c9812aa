// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <span>
#include <stdexcept>
#include <thread>
#include <vector>

#include "handsight/core/bounded_queue.h"
#include "handsight/core/fields.h"
#include "handsight/core/image.h"
#include "handsight/perception/hand_maps.h"

namespace handsight {

/// What a network says of several pictures at once, in their order; maps have the size of their
/// picture.
using BatchNetwork = std::function<std::vector<HandMaps>(std::span<const Image>)>;

/// One picture at a time unless told otherwise: on a CPU several bring nothing. `hand-mask-small`
/// (192 x 192, fp32, one thread of an Intel Xeon) takes 19 ms of a processor for a picture alone
/// and 25 ms for one of four, whose 54 MiB of working memory leave the cache; and the first of them
/// would wait for the last.
struct BatchOptions {
  int max_batch = 1;
  double wait_ms = 0.0;
  int capacity = 32;
};

template <class Field>
void visit_fields(BatchOptions& o, Field&& field) {
  field("max_batch", o.max_batch, Range{1, 256}, "pictures handed to the network at a time");
  field("wait_ms", o.wait_ms, Range{0.0, 1000.0}, "how long the first one waits for company");
  field("capacity", o.capacity, Range{1, 10000}, "pictures that may wait; more are turned away");
}

/// There is no room: try again later.
class Overloaded : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The answer did not come in time.
class TimedOut : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Gathers pictures of many threads into batches for one network. What was taken in is answered,
/// also while it is being shut down.
class Batcher {
 public:
  Batcher(BatchNetwork network, const BatchOptions& options);
  ~Batcher();
  Batcher(const Batcher&) = delete;
  Batcher& operator=(const Batcher&) = delete;

  /// Waits for the result. Throws Overloaded when too many wait already, TimedOut after
  /// `timeout_s`, and what the network throws.
  [[nodiscard]] HandMaps run(Image picture, double timeout_s);

  /// Batches and pictures that went through so far.
  [[nodiscard]] std::size_t batches() const { return batches_; }
  [[nodiscard]] std::size_t pictures() const { return pictures_; }

 private:
  struct Job {
    Image picture{};
    std::promise<HandMaps> result{};
    std::atomic<bool> abandoned = false;
  };
  using Jobs = std::vector<std::shared_ptr<Job>>;

  void work();
  Jobs gather(std::shared_ptr<Job> first);
  void answer(const Jobs& jobs);

  BatchNetwork network_;
  BatchOptions options_;
  BoundedQueue<std::shared_ptr<Job>> queue_;
  std::atomic<std::size_t> batches_ = 0;
  std::atomic<std::size_t> pictures_ = 0;
  std::thread worker_;
};

}  // namespace handsight
