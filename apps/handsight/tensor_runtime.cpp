// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "tensor_runtime.h"

#include <malloc.h>

#include <algorithm>
#include <limits>
#include <thread>

#ifdef HANDSIGHT_HAS_TENSORS
#include <ATen/Parallel.h>
#endif

namespace handsight {

void set_threads([[maybe_unused]] int count) {
#ifdef HANDSIGHT_HAS_TENSORS
  const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  at::set_num_threads(count > 0 ? count : processors);
#endif
}

int threads_beside_others(int asked) {
  const int processors = static_cast<int>(std::thread::hardware_concurrency());
  return asked > 0 ? asked : std::max(1, processors - 1);
}

void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int kGrowth = 64 << 20;  // bytes asked of the kernel at a time
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  ::mallopt(M_TOP_PAD, kGrowth);
#endif
}

void share_memory_pools() {
#ifdef __GLIBC__
  ::mallopt(M_ARENA_MAX, 2);
#endif
}

}  // namespace handsight
