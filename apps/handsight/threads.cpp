// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "threads.h"

#include <ATen/Parallel.h>

namespace handsight {

void set_threads(int count) {
  if (count > 0) at::set_num_threads(count);
}

}  // namespace handsight
