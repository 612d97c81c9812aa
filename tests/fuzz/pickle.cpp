// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/pickle.h"

#include <cstddef>
#include <cstdint>
#include <span>

using namespace handsight;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  (void)parse_pickle(bytes, "input");
  visit_pickle_dict(bytes, "input", [](const PickleValue&, const PickleValue&) {});
  return 0;
}
