// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <system_error>

#include "handsight/core/error.h"
#include "handsight/data/dataset.h"

namespace handsight {

#define HS_UNIT(unit) DatasetEntry unit##_dataset();
#include "datasets_units.inc"
#undef HS_UNIT

namespace {

bool is_split_word(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

}  // namespace

std::vector<DatasetEntry> dataset_catalog() {
  return {
#define HS_UNIT(unit) unit##_dataset(),
#include "datasets_units.inc"
#undef HS_UNIT
  };
}

std::unique_ptr<Dataset> open_dataset(const DatasetRequest& request) {
  std::string known;
  for (const auto& entry : dataset_catalog()) {
    if (entry.name == request.name) {
      std::error_code error;
      if (!std::filesystem::is_directory(request.root, error)) {
        fail<FileError>("data set ", request.name, ": ", request.root.string(),
                        " is no folder; expected ", entry.layout);
      }
      // a split becomes a file name in some readers
      if (!request.split.empty() && !is_split_word(request.split)) {
        fail("data set ", request.name, ": split '", request.split,
             "' is no split name; expected letters, digits, '-' and '_'");
      }
      return entry.open(request);
    }
    known.append(known.empty() ? "" : ", ").append(entry.name);
  }
  fail("unknown data set '", request.name, "'; known data sets: ", known);
}

DatasetRequest parse_dataset_argument(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos || equals + 1 == text.size()) {
    fail("data set '", text, "': expected NAME=PATH or NAME=PATH:split, e.g. folder=photos:val");
  }
  DatasetRequest request{.name = std::string(text.substr(0, equals))};
  std::string_view path = text.substr(equals + 1);
  const auto colon = path.rfind(':');
  if (colon != std::string_view::npos && colon > 0 && is_split_word(path.substr(colon + 1))) {
    request.split = path.substr(colon + 1);
    path = path.substr(0, colon);
  }
  request.root = path;
  return request;
}

}  // namespace handsight
