// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/model_note.h"

#include <cstddef>

namespace handsight {

Json note_json(const CheckpointInfo& info, std::string_view name, std::string_view source) {
  constexpr std::size_t kMostBytes = 4096;
  const auto found = info.notes.find(name);
  if (found == info.notes.end()) return Json::object();
  const bool fits = found->second.size() <= kMostBytes;
  auto json = fits ? Json::parse(found->second, nullptr, false) : Json();
  if (!json.is_object()) {
    fail<ModelError>(source, ": '", name, "' in its header is no short JSON object");
  }
  return json;
}

}  // namespace handsight
