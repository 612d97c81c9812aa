// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "threads.h"

#include <algorithm>
#include <thread>

#include <ATen/Parallel.h>

namespace handsight {

void set_threads(int count) {
  const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  at::set_num_threads(count > 0 ? count : processors);
}

}  // namespace handsight
