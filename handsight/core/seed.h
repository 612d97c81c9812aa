// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace handsight {

/// Root of all randomness in a run. Passed by value, never stored globally.
///
/// The same seed and the same labels give the same numbers on every machine and for every number
/// of worker threads.
class Seed {
 public:
  explicit constexpr Seed(std::uint64_t value) : value_(value) {}

  /// An independent seed for one purpose, e.g. `seed.split("augment").split(index)`.
  [[nodiscard]] constexpr Seed split(std::string_view purpose) const {
    std::uint64_t hash = 0xcbf29ce484222325U ^ value_;  // FNV-1a, 64 bit
    for (const char c : purpose) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return Seed(mix(hash));
  }
  [[nodiscard]] constexpr Seed split(std::uint64_t index) const {
    return Seed(mix(value_ ^ mix(index + 1)));
  }
  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }

  friend constexpr bool operator==(Seed, Seed) = default;

  // Finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
  static constexpr std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }

 private:
  std::uint64_t value_;
};

/// A stream of numbers drawn from one seed. The standard library's distributions differ between
/// implementations; these do not.
class Random {
 public:
  explicit constexpr Random(Seed seed) : state_(seed.value()) {}

  [[nodiscard]] constexpr std::uint64_t bits() {
    state_ += 0x9e3779b97f4a7c15U;
    return Seed::mix(state_);
  }
  /// In [0, 1).
  [[nodiscard]] constexpr double uniform() {
    return static_cast<double>(bits() >> 11U) * 0x1.0p-53;
  }
  /// In [low, high).
  [[nodiscard]] constexpr double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }
  /// In [0, count); count > 0.
  [[nodiscard]] constexpr std::uint64_t below(std::uint64_t count) {
    return static_cast<std::uint64_t>(uniform() * static_cast<double>(count));
  }
  [[nodiscard]] constexpr bool chance(double probability) { return uniform() < probability; }
  /// Standard normal, by Box and Muller.
  [[nodiscard]] double normal();

 private:
  std::uint64_t state_;
};

}  // namespace handsight
