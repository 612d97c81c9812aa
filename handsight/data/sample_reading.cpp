// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/sample_reading.h"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace handsight {

std::vector<Sample> read_samples(const Dataset& dataset, const ReadSamplesOptions& options) {
  std::vector<Sample> samples(options.count);
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr error;
  std::size_t error_at = options.count;
  const auto work = [&] {
    for (std::size_t i = next++; i < options.count; i = next++) {
      const std::size_t index = options.first + i;
      try {
        Sample sample = dataset.get(index, options.seed.split(index));
        samples[i] = options.change ? options.change(std::move(sample)) : std::move(sample);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (i < error_at) {
          error = std::current_exception();
          error_at = i;
        }
        next = options.count;
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 1; i < options.workers; ++i) threads.emplace_back(work);
    work();
  }
  if (error) std::rethrow_exception(error);
  return samples;
}

}  // namespace handsight
