// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "handsight/engine/graph.h"
#include "handsight/engine/operator.h"

namespace handsight::engine {

// Each pass rewrites the graph into one that computes the same with less work.

/// Replaces nodes whose inputs are all constants by their results.
void fold_constants(Graph& graph);
/// Lets readers of an Identity or a Dropout read what stands before it.
void remove_identities(Graph& graph);
/// Leaves rows and columns of zeros around pictures to the convolution that reads them.
void fold_pads(Graph& graph);
/// Moves BatchNormalization into the weights of the convolution before it.
void fold_batch_norms(Graph& graph);
/// Recognises activations spelt in several nodes: x * sigmoid(x), x * hardsigmoid(x),
/// x * clip(x + 3, 0, 6) / 6.
void name_activations(Graph& graph);
/// Moves activations, and additions of a second tensor, into the node before them.
void fuse_post_ops(Graph& graph);
/// Removes nodes and constants that no output needs.
void remove_dead_nodes(Graph& graph);
/// Turns pairs of QuantizeLinear and DequantizeLinear into quantised values and 8-bit weights.
void lower_quantization(Graph& graph);
/// Turns each ConvTranspose that blocks_of() describes into a Conv to all pixels of a block and a
/// DepthToSpace, which puts the blocks in their places: several times faster than oneDNN's
/// transposed convolution, in 8 bits as well, and able to write into a concatenation.
void lower_transposed_convolutions(Graph& graph);

/// All of the above, in the order that they need.
void optimize(Graph& graph);

inline constexpr std::array<std::string_view, 8> kActivationNames{
    "Relu", "LeakyRelu", "Clip", "Sigmoid", "Tanh", "HardSigmoid", "HardSwish", "Swish"};

/// The activation that the node is; nothing where it is none, or its limits are not constants.
[[nodiscard]] std::optional<PostOp> activation_of(const Operands& operands);

/// A transposed convolution as a convolution: with windows of `reach` x `reach` pixels, and `reach`
/// - 1 zeros around, it makes a block of `size` x `size` pixels at each place; `crop` pixels are
/// cut off the result on each side.
struct Blocks {
  std::int64_t size = 0;
  std::int64_t reach = 0;
  std::int64_t crop = 0;
};
/// Nothing where the node is another operator, or the kernel no square multiple of its stride.
/// `weights`: their sizes, I O H W.
[[nodiscard]] std::optional<Blocks> blocks_of(const Node& node, const Shape& weights);

/// Makes every reader of `from` read `to`.
void replace_reads(Graph& graph, const std::string& from, const std::string& to);

}  // namespace handsight::engine
