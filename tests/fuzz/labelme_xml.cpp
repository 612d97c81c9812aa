// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "handsight/data/labelme_file.h"

using namespace handsight;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)parse_labelme_xml({reinterpret_cast<const char*>(data), size}, "input", {});
  return 0;
}
