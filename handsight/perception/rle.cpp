// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/rle.h"

#include <algorithm>
#include <cstddef>

#include "handsight/core/error.h"

namespace handsight {
namespace {

constexpr std::int64_t kMaxPixels = std::int64_t{1} << 28;
constexpr char kFirstCharacter = 48;
constexpr std::int64_t kMoreFollow = 0x20;
constexpr std::int64_t kSign = 0x10;
constexpr std::int64_t kFiveBits = 0x1f;

// Joins neighbouring runs of the same value; starts with background.
class RunWriter {
 public:
  void add(bool set, std::uint32_t count) {
    if (count == 0) return;
    if (set != set_) {
      counts_.push_back(0);
      set_ = set;
    }
    counts_.back() += count;
  }
  std::vector<std::uint32_t> take() { return std::move(counts_); }

 private:
  std::vector<std::uint32_t> counts_{0};
  bool set_ = false;
};

void check_size(std::int64_t width, std::int64_t height) {
  if (width < 0 || height < 0 || (height > 0 && width > kMaxPixels / height)) {
    fail("run lengths: expected at most ", kMaxPixels, " pixels, found ", width, " x ", height);
  }
}

void check_sum(const Rle& rle) {
  check_size(rle.width, rle.height);
  std::int64_t sum = 0;
  for (const auto count : rle.counts) sum += count;
  if (sum != std::int64_t{rle.width} * rle.height) {
    fail("run lengths: the counts add up to ", sum, ", expected ", rle.width, " x ", rle.height,
         " pixels");
  }
}

}  // namespace

Rle encode_rle(const Image& mask) {
  const Hand whole{.box = {0, 0, mask.width, mask.height}, .mask = mask};
  return encode_rle(whole, mask.width, mask.height);
}

Rle encode_rle(const Hand& hand, int width, int height) {
  check_size(width, height);
  const Box& box = hand.box;
  const Image& mask = hand.mask;
  if (box.x < 0 || box.y < 0 || box.width < 0 || box.height < 0 || box.x > width - box.width ||
      box.y > height - box.height) {
    fail("run lengths: the box ", box.x, ", ", box.y, ", ", box.width, ", ", box.height,
         " does not lie in ", width, " x ", height, " pixels");
  }
  if (mask.channels != 1 || mask.width != box.width || mask.height != box.height ||
      mask.pixels.size() != mask.pixel_count()) {
    fail("run lengths: expected a mask of ", box.width, " x ", box.height, " and 1 channel, found ",
         mask.width, " x ", mask.height, " and ", mask.channels, " channels");
  }
  const auto column_px = static_cast<std::uint32_t>(height);
  const auto above_px = static_cast<std::uint32_t>(box.y);
  const auto below_px = static_cast<std::uint32_t>(height - box.y - box.height);
  RunWriter runs;
  runs.add(false, static_cast<std::uint32_t>(box.x) * column_px);
  for (int x = 0; x < box.width; ++x) {
    runs.add(false, above_px);
    for (int y = 0; y < box.height; ++y) runs.add(*mask.at(x, y) != 0, 1);
    runs.add(false, below_px);
  }
  runs.add(false, static_cast<std::uint32_t>(width - box.x - box.width) * column_px);
  return {.height = height, .width = width, .counts = runs.take()};
}

Image decode_rle(const Rle& rle) {
  check_sum(rle);
  Image mask(rle.width, rle.height, 1, 0);
  std::int64_t position = 0;
  for (std::size_t i = 0; i < rle.counts.size(); ++i) {
    const std::int64_t end = position + rle.counts[i];
    for (; i % 2 == 1 && position < end; ++position) {
      *mask.at(static_cast<int>(position / rle.height), static_cast<int>(position % rle.height)) =
          1;
    }
    position = end;
  }
  return mask;
}

std::string rle_text(const Rle& rle) {
  std::string text;
  for (std::size_t i = 0; i < rle.counts.size(); ++i) {
    std::int64_t value = rle.counts[i];
    if (i > 2) value -= rle.counts[i - 2];
    bool more = true;
    while (more) {
      std::int64_t bits = value & kFiveBits;
      value >>= 5;  // arithmetic: keeps the sign
      more = (bits & kSign) != 0 ? value != -1 : value != 0;
      if (more) bits |= kMoreFollow;
      text += static_cast<char>(bits + kFirstCharacter);
    }
  }
  return text;
}

Rle rle_from_text(std::string_view text, int width, int height) {
  check_size(width, height);
  constexpr int kMaxShift = 35;  // more characters a count than any picture needs
  Rle rle{.height = height, .width = width};
  std::int64_t value = 0;
  int shift = 0;
  for (const char c : text) {
    const std::int64_t bits = c - kFirstCharacter;
    if (bits < 0 || bits > 0x3f || shift > kMaxShift) {
      fail("run lengths: damaged text at character '", c, "' of count ", rle.counts.size());
    }
    value |= (bits & kFiveBits) << shift;
    shift += 5;
    if ((bits & kMoreFollow) != 0) continue;
    if ((bits & kSign) != 0) value -= std::int64_t{1} << shift;
    if (rle.counts.size() > 2) value += rle.counts[rle.counts.size() - 2];
    if (value < 0 || value > kMaxPixels) {
      fail("run lengths: count ", rle.counts.size(), " is ", value, ", expected 0 to ", kMaxPixels);
    }
    rle.counts.push_back(static_cast<std::uint32_t>(value));
    value = 0;
    shift = 0;
  }
  if (shift != 0) fail("run lengths: the text ends inside count ", rle.counts.size());
  check_sum(rle);
  return rle;
}

}  // namespace handsight
