// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace handsight {

/// 8-bit picture, rows from the top, channels interleaved: 3 = RGB, 4 = RGBA, 1 = grey or labels.
struct Image {
  int width = 0;
  int height = 0;
  int channels = 0;
  std::vector<std::uint8_t> pixels{};

  Image() = default;
  Image(int width_px, int height_px, int channel_count, std::uint8_t value = 0)
      : width(width_px),
        height(height_px),
        channels(channel_count),
        pixels(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px) *
                   static_cast<std::size_t>(channel_count),
               value) {}

  [[nodiscard]] bool empty() const { return pixels.empty(); }
  [[nodiscard]] std::size_t pixel_count() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  }
  [[nodiscard]] std::uint8_t* at(int x, int y) {
    return pixels.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                            static_cast<std::size_t>(x)) *
                               static_cast<std::size_t>(channels);
  }
  [[nodiscard]] const std::uint8_t* at(int x, int y) const {
    return const_cast<Image*>(this)->at(x, y);
  }
  friend bool operator==(const Image&, const Image&) = default;
};

/// One float per pixel, in [0, 1], rows from the top.
struct ProbabilityMap {
  int width = 0;
  int height = 0;
  std::vector<float> values{};
};

// Values of a hand mask.
inline constexpr std::uint8_t kBackground = 0;
inline constexpr std::uint8_t kHand = 1;
inline constexpr std::uint8_t kIgnore = 255;  // takes no part in losses and metrics

}  // namespace handsight
