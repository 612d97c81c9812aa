// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace handsight::engine {

/// Whether this processor has instructions that multiply bf16, and oneDNN may use them.
[[nodiscard]] bool multiplies_bf16();

/// Whether it also multiplies bf16 clearly faster than fp32. Having the instructions does not mean
/// so: without AMX some processors reach half of what they do in fp32. A product of each is timed,
/// once a process, in a few milliseconds.
[[nodiscard]] bool gains_from_bf16();

}  // namespace handsight::engine
