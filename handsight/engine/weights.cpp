// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/weights.h"

#include <cstdlib>
#include <cstring>
#include <new>

#include "handsight/core/error.h"

namespace handsight::engine {
namespace {
constexpr std::size_t kAlignment = 64;  // one cache line, one AVX-512 register
}

AlignedBytes::AlignedBytes(std::size_t count) : size_(count) {
  const std::size_t rounded = (count + kAlignment) / kAlignment * kAlignment;
  data_ = static_cast<std::byte*>(std::aligned_alloc(kAlignment, rounded));
  if (data_ == nullptr) {
    fail<ModelError>("engine: there is no memory for ", count, " bytes; use smaller pictures");
  }
  std::memset(data_, 0, rounded);
}

AlignedBytes::~AlignedBytes() { std::free(data_); }

WeightCache::Bytes WeightCache::get(const std::string& key, const std::function<Bytes()>& make) {
  const std::scoped_lock lock(mutex_);
  auto& entry = entries_[key];
  if (!entry) entry = make();
  return entry;
}

}  // namespace handsight::engine
