// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <span>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include "handsight/formats/json_stream.h"

using namespace handsight;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const std::size_t depth : {0U, 1U, 2U}) {
    std::istringstream stream(std::string(reinterpret_cast<const char*>(data), size));
    visit_json(stream, "input", depth, [](std::span<const std::string>, const Json&) {});
  }
  return 0;
}
