// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/core/json.h"

namespace handsight {

/// The OpenAPI 3.0 document of the server's interface.
[[nodiscard]] Json openapi_document();

}  // namespace handsight
