// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/serving/batcher.h"

#include <chrono>
#include <utility>

namespace handsight {

Batcher::Batcher(BatchNetwork network, const BatchOptions& options)
    : network_(std::move(network)),
      options_(options),
      queue_(static_cast<std::size_t>(options.capacity)),
      worker_([this] { work(); }) {}

Batcher::~Batcher() {
  queue_.close();
  worker_.join();
}

HandMaps Batcher::run(Image picture, double timeout_s) {
  const auto job = std::make_shared<Job>();
  job->picture = std::move(picture);
  auto result = job->result.get_future();
  if (!queue_.try_push(job)) throw Overloaded("too many pictures wait already; try again later");
  if (result.wait_for(std::chrono::duration<double>(timeout_s)) != std::future_status::ready) {
    job->abandoned = true;
    throw TimedOut("the network did not come to the picture in time; try again later");
  }
  return result.get();
}

Batcher::Jobs Batcher::gather(std::shared_ptr<Job> first) {
  const auto deadline = std::chrono::steady_clock::now() +
                        std::chrono::duration_cast<std::chrono::nanoseconds>(
                            std::chrono::duration<double, std::milli>(options_.wait_ms));
  Jobs jobs{std::move(first)};
  while (jobs.size() < static_cast<std::size_t>(options_.max_batch)) {
    auto next = queue_.pop_until(deadline);
    if (!next) break;
    jobs.push_back(std::move(*next));
  }
  std::erase_if(jobs, [](const auto& job) { return job->abandoned.load(); });
  return jobs;
}

void Batcher::answer(const Jobs& jobs) {
  try {
    std::vector<Image> pictures;
    for (const auto& job : jobs) pictures.push_back(std::move(job->picture));
    auto maps = network_(pictures);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      jobs[i]->result.set_value(std::move(maps.at(i)));
    }
  } catch (...) {
    for (const auto& job : jobs) {
      try {
        job->result.set_exception(std::current_exception());
      } catch (const std::future_error&) {
        continue;  // this one has its result already
      }
    }
  }
}

void Batcher::work() {
  while (auto first = queue_.pop()) {
    const auto jobs = gather(std::move(*first));
    if (jobs.empty()) continue;
    ++batches_;
    pictures_ += jobs.size();
    answer(jobs);
  }
}

}  // namespace handsight
