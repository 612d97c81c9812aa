// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <system_error>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/data/dataset.h"
#ifdef HANDSIGHT_WITH_LAYOUTS
#include "handsight/data/layouts/rendered_datasets.h"
#endif
#include "handsight/formats/toml.h"

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

/// Cuts `?key=value&...` off the end of `text`; null when there is none.
std::shared_ptr<const Json> take_options(std::string_view& text) {
  const auto question = text.rfind('?');
  if (question == std::string_view::npos) return nullptr;
  std::string_view rest = text.substr(question + 1);
  if (!is_split_word(rest.substr(0, rest.find('=')))) return nullptr;
  if (rest.find('=') == std::string_view::npos) return nullptr;
  Json options = Json::object();
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const std::string_view assignment = rest.substr(0, end);
    const auto equals = assignment.find('=');
    if (equals == std::string_view::npos || !is_split_word(assignment.substr(0, equals))) {
      fail("data set '", text, "': found '", assignment,
           "' among the options; expected ?key=value&key=value");
    }
    apply_override(options, assignment);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  text = text.substr(0, question);
  return std::make_shared<const Json>(std::move(options));
}

/// Cuts `:split` off the end of `text`; empty when there is none.
std::string take_split(std::string_view& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || !is_split_word(text.substr(colon + 1))) {
    return {};
  }
  std::string split(text.substr(colon + 1));
  text = text.substr(0, colon);
  return split;
}

}  // namespace

std::vector<DatasetEntry> dataset_catalog() {
  std::vector<DatasetEntry> entries{
#define HS_UNIT(unit) unit##_dataset(),
#include "datasets_units.inc"
#undef HS_UNIT
  };
#ifdef HANDSIGHT_WITH_LAYOUTS
  const auto rendered = rendered_datasets();
  entries.insert(entries.end(), rendered.begin(), rendered.end());
#endif
  return entries;
}

bool needs_folder(std::string_view dataset_name) {
  const auto catalog = dataset_catalog();
  return std::ranges::none_of(catalog, [&](const auto& entry) {
    return entry.name == dataset_name && entry.folder == FolderNeed::kOptional;
  });
}

std::unique_ptr<Dataset> open_dataset(const DatasetRequest& request) {
  std::string known;
  for (const auto& entry : dataset_catalog()) {
    if (entry.name == request.name) {
      std::error_code error;
      const bool reads_folder = entry.folder == FolderNeed::kRequired ||
                                (entry.folder == FolderNeed::kOptional && !request.root.empty());
      if (reads_folder && !std::filesystem::is_directory(request.root, error)) {
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
  std::string_view rest = text;
  DatasetRequest request{.name = {}, .options = take_options(rest)};
  const auto equals = rest.find('=');
  if (equals == std::string_view::npos) {
    request.split = take_split(rest);
    if (!needs_folder(rest)) {
      request.name = rest;
      return request;
    }
  }
  if (equals == 0 || equals == std::string_view::npos || equals + 1 == rest.size()) {
    fail("data set '", text, "': expected NAME=PATH or NAME=PATH:split, e.g. folder=photos:val");
  }
  request.name = rest.substr(0, equals);
  rest = rest.substr(equals + 1);
  request.split = take_split(rest);
  request.root = rest;
  return request;
}

}  // namespace handsight
