// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "handsight/engine/graph.h"

namespace handsight::engine {

inline constexpr std::int64_t kOldestOpset = 9;
inline constexpr std::int64_t kNewestOpset = 17;
inline constexpr std::uint64_t kMaxModelBytes = std::uint64_t{1} << 30;
inline constexpr int kMaxNodes = 1 << 15;  ///< some passes compare each node with each other

/// Reads an ONNX model into plain structs, nodes in an order that can be run.
///
/// `source` names the model in messages. Whatever the bytes, there is no crash, and memory stays
/// within a small multiple of their number. Throws FileError for bytes that are no ONNX model, and
/// ModelError for a model that breaks ONNX's rules (a tensor whose bytes do not fit its shape, a
/// cycle, a dangling name) or that uses what is not supported: opsets other than 9 to 17, other
/// operator domains, data in other files, control flow, sparse tensors, more than kMaxNodes nodes.
[[nodiscard]] Graph parse_onnx(std::span<const std::byte> bytes, const std::string& source);
/// The same from a file of at most kMaxModelBytes.
[[nodiscard]] Graph read_onnx(const std::filesystem::path& path);

/// The graph as an ONNX model (IR version 8). What passes have added (post-ops, quantisations) has
/// no place in a file: throws InvalidArgument when a node carries some.
[[nodiscard]] std::string serialize_onnx(const Graph& graph);
/// The same, written atomically.
void write_onnx(const std::filesystem::path& path, const Graph& graph);

}  // namespace handsight::engine
