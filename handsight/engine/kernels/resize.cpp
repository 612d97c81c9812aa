// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/kernels/resize.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "handsight/engine/kernels/rows.h"

namespace handsight::engine {
namespace {

template <class Element>
struct Corners {
  const Element* top_left;
  const Element* top_right;
  const Element* bottom_left;
  const Element* bottom_right;
};

/// One pixel of the result, all channels.
template <class Element>
void blend(const Corners<Element>& at, const Tap& row, const Tap& column, std::int64_t step_from,
           Element* target, std::int64_t step_to, std::int64_t channels, float scale) {
  const float v = row.second_weight, u = column.second_weight;
  const float weights[4] = {(1 - v) * (1 - u), (1 - v) * u, v * (1 - u), v * u};
  std::array<float, kChunk> sum, part;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  const Element* const corners[4] = {at.top_left, at.top_right, at.bottom_left, at.bottom_right};
  for (std::int64_t c = 0; c < channels; c += kChunk) {
    const std::int64_t count = std::min(kChunk, channels - c);
    load_row(corners[0] + c * step_from, step_from, weights[0], sum.data(), count);
    for (int k = 1; k < 4; ++k) {
      if (weights[k] == 0.0F) continue;
      load_row(corners[k] + c * step_from, step_from, weights[k], part.data(), count);
      for (std::int64_t i = 0; i < count; ++i) sum[i] += part[i];
    }
    store_row(sum.data(), target + c * step_to, step_to, scale, count);
  }
}

/// Pictures of so few channels are made a row of one channel at a time, not pixel by pixel.
constexpr std::int64_t kFewChannels = 4;
constexpr std::int64_t kLongestLine = 4096;

/// One row of one channel: the two rows of the source are mixed first, then their columns.
template <class Element>
void blend_line(const Element* top, const Element* bottom, std::int64_t step_from,
                std::int64_t width_from, const Tap& row, const std::vector<Tap>& columns,
                Element* target, std::int64_t step_to, float scale) {
  std::array<float, kLongestLine> line, other;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  load_row(top, step_from, 1 - row.second_weight, line.data(), width_from);
  if (row.second_weight != 0.0F) {
    load_row(bottom, step_from, row.second_weight, other.data(), width_from);
    for (std::int64_t i = 0; i < width_from; ++i) line[i] += other[i];
  }
  const auto width = static_cast<std::int64_t>(columns.size());
  for (std::int64_t x = 0; x < width; x += kLongestLine) {
    const std::int64_t count = std::min(kLongestLine, width - x);
    for (std::int64_t i = 0; i < count; ++i) {
      const Tap& column = columns[x + i];
      other[i] = line[column.first] * (1 - column.second_weight) +
                 line[column.second] * column.second_weight;
    }
    store_row(other.data(), target + x * step_to, step_to, scale, count);
  }
}

template <class Element>
void resize_lines(const View& from, const View& to, const std::vector<Tap>& rows,
                  const std::vector<Tap>& columns) {
  const std::int64_t channels = to.size(1), height = to.size(2), width = to.size(3);
#pragma omp parallel for schedule(static) if (height * width * channels > 1 << 14)
  for (std::int64_t job = 0; job < to.size(0) * height; ++job) {
    const Tap& row = rows[static_cast<std::size_t>(job % height)];
    const Element* const source = from.as<Element>() + job / height * from.stride(0);
    Element* const target =
        to.as<Element>() + job / height * to.stride(0) + job % height * to.stride(2);
    for (std::int64_t c = 0; c < channels; ++c) {
      blend_line<Element>(source + row.first * from.stride(2) + c * from.stride(1),
                          source + row.second * from.stride(2) + c * from.stride(1), from.stride(3),
                          from.size(3), row, columns, target + c * to.stride(1), to.stride(3),
                          to.scale / from.scale);
    }
  }
}

template <class Element>
void resize_of(const View& from, const View& to, const std::vector<Tap>& rows,
               const std::vector<Tap>& columns) {
  const std::int64_t channels = to.size(1), height = to.size(2), width = to.size(3);
  if (channels <= kFewChannels && from.size(3) <= kLongestLine) {
    resize_lines<Element>(from, to, rows, columns);
    return;
  }
  const bool is_plain = from.scale == to.scale && from.stride(1) == 1 && to.stride(1) == 1;
#pragma omp parallel for schedule(static) if (height * width * channels > 1 << 14)
  for (std::int64_t job = 0; job < to.size(0) * height; ++job) {
    const Tap& row = rows[static_cast<std::size_t>(job % height)];
    const Element* const source = from.as<Element>() + job / height * from.stride(0);
    const Element* const top = source + row.first * from.stride(2);
    const Element* const bottom = source + row.second * from.stride(2);
    Element* target = to.as<Element>() + job / height * to.stride(0) + job % height * to.stride(2);
    for (std::int64_t x = 0; x < width; ++x, target += to.stride(3)) {
      const Tap& column = columns[static_cast<std::size_t>(x)];
      const std::int64_t left = column.first * from.stride(3);
      const std::int64_t right = column.second * from.stride(3);
      if (is_plain && row.second_weight == 0.0F && column.second_weight == 0.0F) {
        std::memcpy(target, top + left, static_cast<std::size_t>(channels) * sizeof(Element));
      } else {
        blend<Element>({top + left, top + right, bottom + left, bottom + right}, row, column,
                       from.stride(1), target, to.stride(1), channels, to.scale / from.scale);
      }
    }
  }
}

}  // namespace

void resize(const View& from, const View& to, const std::vector<Tap>& rows,
            const std::vector<Tap>& columns) {
  with_activation_type(
      from.dtype, [&]<class Element>(Element) { resize_of<Element>(from, to, rows, columns); });
}

}  // namespace handsight::engine
