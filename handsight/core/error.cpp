// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/core/error.h"

namespace handsight {

int exit_code(const std::exception& error) {
  return dynamic_cast<const InvalidArgument*>(&error) != nullptr ? kExitUsage : kExitFailed;
}

}  // namespace handsight
