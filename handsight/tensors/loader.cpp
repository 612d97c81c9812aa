// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/loader.h"

#include <omp.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

#include <ATen/Parallel.h>

#include "handsight/core/error.h"

namespace handsight {

struct Loader::Impl {
  struct Slot {
    LoadedBatch loaded{};
    std::exception_ptr error{};
  };

  std::shared_ptr<const Mixture> mixture;
  std::vector<SampleRef> plan;
  LoaderOptions options;
  std::size_t batches = 0;

  std::mutex mutex{};
  std::condition_variable room{};   // a worker may begin another batch
  std::condition_variable ready{};  // a batch is done
  std::map<std::size_t, Slot> done{};
  std::size_t begun = 0;
  std::size_t taken = 0;
  bool stop = false;
  std::vector<std::thread> threads{};

  /// Also when not all threads could be started.
  ~Impl() {
    {
      const std::lock_guard lock(mutex);
      stop = true;
    }
    room.notify_all();
    for (auto& thread : threads) thread.join();
  }

  [[nodiscard]] std::size_t read_ahead() const {
    return 2 * static_cast<std::size_t>(options.workers);
  }

  LoadedBatch load(std::size_t batch) const {
    const auto first = batch * options.batch_size;
    const auto last = std::min(first + options.batch_size, plan.size());
    std::vector<Sample> samples;
    std::vector<Seed> crops;
    LoadedBatch loaded;
    for (auto i = first; i < last; ++i) {
      samples.push_back(mixture->get(plan[i]));
      if (options.vary_crops) crops.push_back(plan[i].variation.split("crop"));
      loaded.seeds.push_back(plan[i].variation.split("augment"));
      if (plan[i].augmented) loaded.augmented.push_back(static_cast<std::int64_t>(i - first));
    }
    loaded.batch = make_batch(samples, options.fit, crops);
    return loaded;
  }

  void work() {
    // The cores belong to the training step. Not at::set_num_threads(): it also sets the default of
    // every thread that has not run an operation yet, the one that trains among them.
    (void)at::get_num_threads();  // lets libtorch set its default first
    omp_set_num_threads(1);
    for (;;) {
      std::size_t batch = 0;
      {
        std::unique_lock lock(mutex);
        room.wait(lock, [&] { return stop || begun == batches || begun < taken + read_ahead(); });
        if (stop || begun == batches) return;
        batch = begun++;
      }
      Slot slot;
      try {
        slot.loaded = load(batch);
      } catch (...) {
        slot.error = std::current_exception();
      }
      const std::lock_guard lock(mutex);
      done.emplace(batch, std::move(slot));
      ready.notify_one();
    }
  }
};

Loader::Loader(std::shared_ptr<const Mixture> mixture, std::vector<SampleRef> plan,
               const LoaderOptions& options)
    : impl_(new Impl{.mixture = std::move(mixture), .plan = std::move(plan), .options = options}) {
  if (options.batch_size == 0 || options.workers < 1) {
    fail("loader: batch size ", options.batch_size, " and ", options.workers,
         " workers must both be at least 1");
  }
  const auto size = impl_->plan.size();
  impl_->batches = options.drop_last ? size / options.batch_size
                                     : (size + options.batch_size - 1) / options.batch_size;
  for (int i = 0; i < options.workers; ++i) {
    try {
      impl_->threads.emplace_back([impl = impl_.get()] { impl->work(); });
    } catch (const std::system_error& error) {
      fail("loader: worker ", i + 1, " of ", options.workers,
           " cannot be started: ", error.code().message(), "; lower schedule.workers");
    }
  }
}

Loader::~Loader() = default;

std::size_t Loader::batch_count() const { return impl_->batches; }

std::optional<LoadedBatch> Loader::next() {
  std::unique_lock lock(impl_->mutex);
  if (impl_->taken == impl_->batches) return std::nullopt;
  impl_->ready.wait(lock, [&] { return impl_->done.contains(impl_->taken); });
  auto slot = std::move(impl_->done.extract(impl_->taken).mapped());
  ++impl_->taken;
  lock.unlock();
  impl_->room.notify_all();
  if (slot.error) std::rethrow_exception(slot.error);
  return std::move(slot.loaded);
}

}  // namespace handsight
