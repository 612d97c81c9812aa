// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/memory.h"

#include <algorithm>
#include <new>
#include <sstream>
#include <string_view>

namespace handsight {

// libtorch 1.13 has no exception type of its own for this.
bool is_out_of_memory(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return true;
  const std::string_view message = error.what();
  return message.find("out of memory") != std::string_view::npos ||
         message.find("not enough memory") != std::string_view::npos ||
         message.find("can't allocate memory") != std::string_view::npos;
}

std::string out_of_memory_advice(const Recipe& phase) {
  const auto& schedule = phase.schedule;
  std::ostringstream text;
  text << "training: out of memory with batches of " << schedule.batch_size << " at "
       << phase.input.height << " x " << phase.input.width;
  const bool clips = phase.clips.length > 0;
  if (!clips && schedule.accumulate < schedule.batch_size) {
    text << "; try --set schedule.accumulate="
         << std::min(schedule.batch_size, 2 * schedule.accumulate)
         << ", the same batch in smaller pieces";
  }
  if (!schedule.recompute) text << "; or --set schedule.recompute=true";
  if (schedule.batch_size > 1) {
    text << "; or --set schedule.batch_size=" << schedule.batch_size / 2;
  }
  if (clips && phase.clips.length > 1) {
    text << "; or --set clips.length=" << phase.clips.length / 2;
  }
  text << "; or a smaller input; the checkpoint before it is kept";
  return text.str();
}

}  // namespace handsight
