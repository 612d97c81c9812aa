// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace handsight {

/// The value tree that recipes, settings, metadata and reports share. Files that look inside one
/// include <nlohmann/json.hpp>.
using Json = nlohmann::ordered_json;

}  // namespace handsight
