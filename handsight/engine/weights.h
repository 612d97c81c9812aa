// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace handsight::engine {

/// Memory aligned for vector instructions.
class AlignedBytes {
 public:
  /// Zeros. Throws ModelError when there is not that much memory.
  explicit AlignedBytes(std::size_t count);
  ~AlignedBytes();
  AlignedBytes(const AlignedBytes&) = delete;
  AlignedBytes& operator=(const AlignedBytes&) = delete;
  [[nodiscard]] std::byte* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Weights in the layouts that kernels ask for, shared by all sessions of a model. Thread-safe.
class WeightCache {
 public:
  using Bytes = std::shared_ptr<const AlignedBytes>;
  /// The weights under `key`, made by `make` the first time.
  [[nodiscard]] Bytes get(const std::string& key, const std::function<Bytes()>& make);

 private:
  std::mutex mutex_;
  std::map<std::string, Bytes> entries_;
};

}  // namespace handsight::engine
