// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/exporting/conversion.h"

namespace handsight::exporting {
namespace {

constexpr std::size_t kGates = 4;  // input, forget, cell, output

struct Cell {
  std::string hidden{};
  std::string cells{};
};

/// One layer's step; `weights`: matrix and bias of the input, matrix and bias of the hidden state
/// in the order of torch's parameters (matrices first).
Cell lstm_cell(Conversion& c, const std::string& input, const Cell& before, const Names& weights) {
  const Attributes transposed{{"transB", std::int64_t{1}}};
  const auto from_input = c.add("Gemm", {input, weights[0], weights[2]}, transposed);
  const auto from_hidden = c.add("Gemm", {before.hidden, weights[1], weights[3]}, transposed);
  const auto gates = c.add_several("Split", kGates, {c.add("Add", {from_input, from_hidden})},
                                   {{"axis", std::int64_t{1}}});
  const auto sigmoid = [&](std::size_t gate) { return c.add("Sigmoid", {gates[gate]}); };
  const auto kept = c.add("Mul", {sigmoid(1), before.cells});
  const auto added = c.add("Mul", {sigmoid(0), c.add("Tanh", {gates[2]})});
  const auto cells = c.add("Add", {kept, added});
  return {.hidden = c.add("Mul", {sigmoid(3), c.add("Tanh", {cells})}), .cells = cells};
}

/// lstm(input 1 N I, state, weights, has_biases, layers, dropout, train, bidirectional,
/// batch_first), one frame: spelt out, so that it runs where there is no LSTM and its state is
/// plain tensors.
void lstm(Conversion& c) {
  constexpr std::size_t kTensorsPerLayer = 4;
  const auto layers = static_cast<std::size_t>(c.integer(4));
  const auto weights = c.names(2), state = c.names(1);
  if (c.shape(0).at(0) != Size{1, 1} || !c.flag(3) || c.flag(7) || c.flag(8) ||
      weights.size() != kTensorsPerLayer * layers || state.size() != 2) {
    c.refuse("expected one frame, biases, one direction");
  }
  const auto first_axis = c.constant({0});
  const Attributes along_first{{"axis", std::int64_t{0}}};
  auto input = c.add("Squeeze", {c.name(0), first_axis});
  Names hidden, cells;
  for (std::size_t layer = 0; layer < layers; ++layer) {
    const auto of_layer = [&](const std::string& states) {
      return c.add("Gather", {states, c.scalar(static_cast<std::int64_t>(layer))}, along_first);
    };
    const auto at = weights.begin() + static_cast<std::ptrdiff_t>(kTensorsPerLayer * layer);
    const auto after = lstm_cell(c, input, {of_layer(state[0]), of_layer(state[1])},
                                 {at, at + static_cast<std::ptrdiff_t>(kTensorsPerLayer)});
    input = after.hidden;
    hidden.push_back(c.add("Unsqueeze", {after.hidden, first_axis}));
    cells.push_back(c.add("Unsqueeze", {after.cells, first_axis}));
  }
  c.give(hidden.back(), 0);
  c.give(c.add("Concat", hidden, along_first), 1);
  c.give(c.add("Concat", cells, along_first), 2);
}

}  // namespace

std::vector<Converter> recurrence_converters() { return {{.op = "aten::lstm", .convert = lstm}}; }

}  // namespace handsight::exporting
