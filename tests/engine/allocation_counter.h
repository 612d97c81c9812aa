// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

namespace handsight::test {

/// Bytes that this thread takes from the heap by operator new while `action` runs.
[[nodiscard]] std::size_t allocated_bytes(const std::function<void()>& action);

}  // namespace handsight::test
