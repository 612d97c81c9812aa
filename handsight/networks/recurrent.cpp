// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/recurrent.h"

#include <ATen/ATen.h>

#include "handsight/core/error.h"

namespace handsight {

RecurrentNetwork::Step run_clip(RecurrentNetwork& network, const at::Tensor& clip,
                                const RecurrentState& state) {
  if (clip.dim() != 5 || clip.size(0) < 1) {
    fail("clip: expected at least one frame and 5 dimensions T N C H W, found sizes ",
         clip.sizes());
  }
  std::vector<at::Tensor> frames;
  RecurrentNetwork::Step last{.logits = {}, .state = state};
  for (std::int64_t t = 0; t < clip.size(0); ++t) {
    last = network.step(clip[t], last.state);
    frames.push_back(last.logits);
  }
  return {.logits = at::stack(frames), .state = last.state};
}

RecurrentState where_kept(const RecurrentState& state, const at::Tensor& keep) {
  RecurrentState kept;
  for (const auto& tensor : state) {
    // an LSTM's state is L N H, a convolutional one's N H h w
    std::vector<std::int64_t> shape(static_cast<std::size_t>(tensor.dim()), 1);
    shape[tensor.dim() == 3 ? 1 : 0] = -1;
    kept.push_back(tensor * keep.to(tensor.device()).view(shape));
  }
  return kept;
}

RecurrentState detached(const RecurrentState& state) {
  RecurrentState values;
  for (const auto& tensor : state) values.push_back(tensor.detach());
  return values;
}

}  // namespace handsight
