// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <span>

#include "handsight/data/labelme_file.h"

#include "fuzz/input_file.h"

using namespace handsight;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)read_labelme_json(fuzz::input_file(data, size), {});
  return 0;
}
