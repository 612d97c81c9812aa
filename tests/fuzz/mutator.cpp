// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/mutator.h"

#include <algorithm>
#include <array>

namespace handsight::fuzz {
namespace {

std::size_t below(Random& random, std::size_t count) {
  return static_cast<std::size_t>(random.below(count));
}

/// Where and how long a piece of `text` is; most pieces are short.
struct Piece {
  std::size_t at;
  std::size_t length;
};
Piece piece_of(const std::string& text, Random& random) {
  if (text.empty()) return {0, 0};
  const std::size_t at = below(random, text.size());
  const std::size_t longest = std::min(text.size() - at, std::size_t{1} << below(random, 12));
  return {at, 1 + below(random, longest)};
}

/// Lengths and counts near the ends of their ranges.
void overwrite_number(std::string& text, Random& random) {
  constexpr std::array<unsigned long long, 10> kTelling{
      0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff, 0x7fffffffffffffff, ~0ULL};
  const std::size_t size = std::size_t{1} << below(random, 4);
  if (text.size() < size) return;
  const std::size_t at = below(random, text.size() - size + 1);
  auto number = kTelling[below(random, kTelling.size())];
  for (std::size_t i = 0; i < size; ++i, number >>= 8U) text[at + i] = static_cast<char>(number);
}

void mutate_once(std::string& text, const std::vector<std::string>& inputs, Random& random) {
  const Piece piece = piece_of(text, random);
  switch (random.below(8)) {
    case 0:
      if (piece.length > 0) text[piece.at] ^= static_cast<char>(1U << random.below(8));
      break;
    case 1:
      if (piece.length > 0) text[piece.at] = static_cast<char>(random.below(256));
      break;
    case 2:
    case 3:
      overwrite_number(text, random);
      break;
    case 4:
      text.erase(piece.at, piece.length);
      break;
    case 5: {
      const std::string copy = text.substr(piece.at, piece.length);
      text.insert(below(random, text.size() + 1), copy);
      break;
    }
    case 6: {
      const std::string& other = inputs[below(random, inputs.size())];
      const Piece theirs = piece_of(other, random);
      text.insert(below(random, text.size() + 1), other, theirs.at, theirs.length);
      break;
    }
    default:
      if (random.chance(0.1)) text.resize(piece.at);
  }
}

}  // namespace

std::string mutated(const std::vector<std::string>& inputs, Random& random,
                    std::size_t most_bytes) {
  std::string text = inputs[below(random, inputs.size())];
  const std::size_t times = std::size_t{1} << below(random, 5);
  for (std::size_t i = 0; i < times; ++i) mutate_once(text, inputs, random);
  if (text.size() > most_bytes) text.resize(most_bytes);
  return text;
}

}  // namespace handsight::fuzz
