// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace handsight {

// How the process as a whole runs libtorch; set once, at the start of a command.

/// Threads of one tensor operation; 0 = one a processor. libtorch's own default is one a physical
/// core, which on some virtual machines is found to be a single one. Nothing to set without
/// libtorch.
void set_threads(int count);

/// `asked`, and where 0 is asked, one thread a processor but the last: for networks whose pictures
/// other threads prepare and write meanwhile. Threads that wait for a busy processor spin, and the
/// network then takes many times as long.
[[nodiscard]] int threads_beside_others(int asked);

/// Lets the C library keep the memory of freed tensors for the next ones. By default it gives
/// blocks of this size back to the kernel, which clears every page again: on a virtual machine that
/// was a third of a training step.
void keep_freed_memory();

/// Lets all threads share two of the C library's pools of memory. By default threads get pools of
/// their own, and each pool keeps what was ever freed into it: a server whose connections come and
/// go held 100 MB more after a minute, and went on growing.
void share_memory_pools();

}  // namespace handsight
