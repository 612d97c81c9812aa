// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/allocation_counter.h"

#include <cstdlib>
#include <new>

namespace {
thread_local bool is_counting = false;
thread_local std::size_t counted_bytes = 0;
}  // namespace

void* operator new(std::size_t size) {
  if (is_counting) counted_bytes += size;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace handsight::test {

std::size_t allocated_bytes(const std::function<void()>& action) {
  counted_bytes = 0;
  is_counting = true;
  action();
  is_counting = false;
  return counted_bytes;
}

}  // namespace handsight::test
