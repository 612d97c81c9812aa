// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "handsight/engine/graph.h"
#include "handsight/networks/checkpoint.h"

namespace handsight {

inline constexpr std::int64_t kExportedOpset = 13;

/// A network as ONNX.
struct ExportedNetwork {
  engine::Graph graph{};
  /// Heights and widths are free as long as they are multiples of this; 0: they are fixed, at what
  /// the graph's input says.
  std::int64_t size_multiple = 0;
};

/// What the network computes in evaluation mode, on a batch of any size:
///
///   image   N C H W, float, normalised   -> logits  N K H W
///   state_i, next_state_i                   of recurrent networks, float; zeros before the first
///                                           frame
///
/// The network is run twice on small pictures and its steps are translated one by one; numbers that
/// differ between the runs follow the size of the picture. Where that cannot be said in a file (a
/// layer as large as the picture), height and width stay those of `reference`. Batch normalisation
/// is folded into convolutions; weights keep the module's names. Opset 13, no Identity nodes.
///
/// Unpooling becomes MaxUnpool, which ONNX Runtime and handsight's engine run.
/// Throws ModelError naming libtorch's operator that has no translation.
[[nodiscard]] ExportedNetwork export_network(Network& network, const InputSize& reference);

/// The same with the checkpoint's metadata (`handsight.*`, as in checkpoints), what the logits are
/// (`handsight.outputs`: name, kind, first, channels), `handsight.size_multiple`, and
/// `handsight.keypoints`, the order of keypoints, where there are some.
[[nodiscard]] engine::Graph export_checkpoint(const Checkpoint& checkpoint);

/// Stores weights of two or more axes that fit in 16 bits, each behind a Cast back to 32: half the
/// file, the same arithmetic.
void store_as_half(engine::Graph& graph);

/// Writes Clip(x, 0, m) as m - relu(m - relu(x)). OpenCV 4.6 knows Clip only as it was before opset
/// 11, with its bounds as attributes; other runtimes are slower with this form.
void spell_out_clips(engine::Graph& graph);

}  // namespace handsight
