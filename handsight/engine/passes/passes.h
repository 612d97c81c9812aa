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

/// All of the above, in the order that they need.
void optimize(Graph& graph);

inline constexpr std::array<std::string_view, 8> kActivationNames{
    "Relu", "LeakyRelu", "Clip", "Sigmoid", "Tanh", "HardSigmoid", "HardSwish", "Swish"};

/// The activation that the node is; nothing where it is none, or its limits are not constants.
[[nodiscard]] std::optional<PostOp> activation_of(const Operands& operands);

/// Makes every reader of `from` read `to`.
void replace_reads(Graph& graph, const std::string& from, const std::string& to);

}  // namespace handsight::engine
