// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <span>

#include "handsight/imaging/gif_decoder.h"

using namespace handsight;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)decode_gif(std::as_bytes(std::span(data, size)), "input");
  return 0;
}
