// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/networks/network.h"

namespace handsight {

/// What a recurrent network remembers between two frames; empty before the first.
using RecurrentState = std::vector<at::Tensor>;

/// A network that looks at the frames of a video one after the other.
class RecurrentNetwork : public Network {
 public:
  struct Step {
    at::Tensor logits;
    RecurrentState state;
  };

  /// image    N C H W, frame t of N videos, as for Network::forward
  /// state    of frame t-1 of the same videos, or empty
  /// returns  N K H W logits, and the state for frame t+1; the state is part of the graph, so cut
  ///          long clips with detached()
  /// throws   InvalidArgument when the state is that of another batch or network
  virtual Step step(const at::Tensor& image, const RecurrentState& state) = 0;

  /// One frame without memory.
  at::Tensor forward(const at::Tensor& image) final { return step(image, {}).logits; }
};

/// The frames of a clip in turn.
///
/// clip     T N C H W
/// returns  logits T N K H W, and the state after the last frame
[[nodiscard]] RecurrentNetwork::Step run_clip(RecurrentNetwork& network, const at::Tensor& clip,
                                              const RecurrentState& state = {});

/// The state with zeros for those videos whose `keep` (N, float) is 0; the others' is 1.
[[nodiscard]] RecurrentState where_kept(const RecurrentState& state, const at::Tensor& keep);

/// The same values without their history.
[[nodiscard]] RecurrentState detached(const RecurrentState& state);

}  // namespace handsight
