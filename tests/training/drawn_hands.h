// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <string>

#include "handsight/data/packed_writer.h"

namespace handsight {

/// Flat drawings of hands, a palm and five fingers, on noise: enough to tell whether a network
/// learns.
class DrawnHands final : public Dataset {
 public:
  explicit DrawnHands(std::size_t size) : size_(size) {}
  [[nodiscard]] std::size_t size() const override { return size_; }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override {
    constexpr int kSide = 64;
    Random random(variation.split(index));
    Sample s{.id = "drawn" + std::to_string(index),
             .image = Image(kSide, kSide, 3),
             .mask = Image(kSide, kSide, 1)};
    const double turn = random.uniform(-0.6, 0.6);
    const double palm_x = random.uniform(26, 38);
    const double palm_y = random.uniform(36, 44);
    for (int y = 0; y < kSide; ++y) {
      for (int x = 0; x < kSide; ++x) {
        const bool hand = inside(x - palm_x, y - palm_y, turn);
        *s.mask.at(x, y) = hand ? kHand : kBackground;
        for (int c = 0; c < 3; ++c) {
          const double tone = hand ? 210.0 - 35.0 * c : 60.0 + 20.0 * c;
          s.image.at(x, y)[c] = static_cast<std::uint8_t>(tone + random.uniform(-40, 40));
        }
      }
    }
    return s;
  }

 private:
  static bool inside(double dx, double dy, double turn) {
    if (dx * dx + dy * dy < 12 * 12) return true;
    for (int finger = 0; finger < 5; ++finger) {
      const double angle = turn + (finger - 2) * 0.45;
      const double along = dx * std::sin(angle) - dy * std::cos(angle);
      const double across = dx * std::cos(angle) + dy * std::sin(angle);
      if (along > 0 && along < 24 && std::abs(across) < 3) return true;
    }
    return false;
  }

  std::size_t size_;
};

inline void write_drawn_hands(const std::filesystem::path& folder, std::size_t count) {
  SilentProgress silent;
  (void)pack_dataset(DrawnHands(count), {.folder = folder}, silent);
}

}  // namespace handsight
