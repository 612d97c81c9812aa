// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "handsight/engine/graph.h"
#include "handsight/engine/view.h"

namespace handsight::engine {

/// a[i] = f(a[i], b[i]) for i < count.
using Combine = void (*)(float* a, const float* b, std::int64_t count);

/// to = post_ops(combine(a, b)), elementwise, sizes of 1 repeated (numpy's rule). Any strides;
/// arithmetic in floats whatever the types of the tensors.
void combine_elements(const View& a, const View& b, const View& to, Combine combine,
                      const std::vector<PostOp>& post_ops);
/// to = post_ops(f(from)); `function` may be null.
void map_elements(const View& from, const View& to, void (*function)(float*, std::int64_t),
                  const std::vector<PostOp>& post_ops);
/// to = post_ops(from * scale[c] + shift[c]); N C ...
void scale_channels(const View& from, const View& to, const std::vector<float>& scale,
                    const std::vector<float>& shift, const std::vector<PostOp>& post_ops);

}  // namespace handsight::engine
