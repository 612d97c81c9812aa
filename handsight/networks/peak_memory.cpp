// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/peak_memory.h"

#include <algorithm>
#include <mutex>

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>
#include <torch/version.h>

namespace handsight {
namespace {

#if TORCH_VERSION_MAJOR >= 2
using Total = std::size_t;
#else
using Total = std::int64_t;
#endif

/// What allocators report to. The backward pass of a GPU reports from a thread of its own.
class Ledger : public c10::MemoryReportingInfoBase {
 public:
  void reportMemoryUsage(void*, std::int64_t size, Total, Total, c10::Device) override {
    const std::lock_guard lock(mutex_);
    held_ += size;
    most_ = std::max(most_, held_);
  }
  [[nodiscard]] bool memoryProfilingEnabled() const override { return true; }

  [[nodiscard]] std::int64_t most() const {
    const std::lock_guard lock(mutex_);
    return most_;
  }

 private:
  mutable std::mutex mutex_;
  std::int64_t held_ = 0;
  std::int64_t most_ = 0;
};

}  // namespace

struct PeakMemory::Impl {
  std::shared_ptr<Ledger> ledger = std::make_shared<Ledger>();
  c10::DebugInfoGuard slot{c10::DebugInfoKind::PROFILER_STATE, ledger};
};

PeakMemory::PeakMemory() : impl_(std::make_unique<Impl>()) {}
PeakMemory::~PeakMemory() = default;

std::int64_t PeakMemory::bytes() const { return impl_->ledger->most(); }

}  // namespace handsight
