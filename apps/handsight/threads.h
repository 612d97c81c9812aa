// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace handsight {

/// Threads of one tensor operation; 0 leaves libtorch's choice, one a core.
void set_threads(int count);

}  // namespace handsight
