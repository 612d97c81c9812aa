// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/serving/streams.h"

#include <algorithm>

namespace handsight {

std::shared_ptr<Stream> Streams::find_or_make(const std::string& name,
                                              const PerceptionOptions& options) {
  const std::lock_guard lock(mutex_);
  const auto known = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.name == name; });
  if (known != entries_.end()) {
    entries_.splice(entries_.begin(), entries_, known);
  } else {
    entries_.push_front({name, std::make_shared<Stream>(options)});
    if (entries_.size() > most_) entries_.pop_back();
  }
  return entries_.front().stream;
}

std::size_t Streams::count() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace handsight
