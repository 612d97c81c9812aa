// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace handsight {

/// Threads of one tensor operation; 0 = one a processor. libtorch's own default is one a physical
/// core, which on some virtual machines is found to be a single one.
void set_threads(int count);

}  // namespace handsight
