// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/data/dataset_checker.h"
#include "handsight/imaging/picture_file.h"

#include "console.h"
#include "data_tools.h"
#include "listing.h"

namespace handsight {
namespace {

/// A data set, or one of its splits.
struct Part {
  std::string split{};
  std::unique_ptr<Dataset> dataset{};
};

/// The splits that the data set has; the whole of it when it has none or one is asked for.
std::vector<Part> open_parts(const DatasetRequest& request) {
  std::vector<Part> parts;
  if (request.split.empty()) {
    for (const auto* split : {"train", "val", "test"}) {
      auto one = request;
      one.split = split;
      try {
        parts.push_back({split, open_dataset(one)});
      } catch (const std::exception&) {
        continue;  // a data set without this split
      }
    }
  }
  if (parts.size() < 2) {
    parts.clear();
    parts.push_back({request.split, open_dataset(request)});
  }
  return parts;
}

/// Of the picture's file; 1 when the sample has none, e.g. because it lies in an archive.
int orientation_of(const Sample& sample) {
  constexpr std::array<std::string_view, 4> kWithExif{".jpg", ".jpeg", ".png", ".webp"};
  std::string extension = sample.source.extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool noted = std::ranges::find(kWithExif, extension) != kWithExif.end();
  return noted ? picture_orientation(sample.source) : 1;
}

Json to_json(const std::string& name, std::size_t samples,
             const std::vector<DatasetFault>& faults) {
  Json list = Json::array();
  for (const auto& fault : faults) {
    list.push_back(
        {{"fault", fault_name(fault.kind)}, {"where", fault.where}, {"what", fault.what}});
  }
  return {{"data", name}, {"samples", samples}, {"faults", list}};
}

void print(const std::string& name, std::size_t samples, const std::vector<DatasetFault>& faults) {
  std::map<std::string, std::size_t> counts;
  for (const auto& fault : faults) {
    const std::string kind(fault_name(fault.kind));
    ++counts[kind];
    std::printf("%s: %s: %s\n", printable(fault.where).c_str(), kind.c_str(),
                printable(fault.what).c_str());
  }
  std::printf("%s: %zu samples looked at, %zu faults", printable(name).c_str(), samples,
              faults.size());
  const char* before = ": ";
  for (const auto& [kind, count] : counts) {
    std::printf("%s%zu %s", before, count, kind.c_str());
    before = ", ";
  }
  std::printf("\n");
}

}  // namespace

void check_data(const CheckArguments& arguments) {
  const auto parts = open_parts(request_of(arguments.common));
  const auto progress =
      make_progress(arguments.common.quiet ? Verbosity::kQuiet : Verbosity::kNormal);
  const Seed seed(arguments.common.seed);
  DatasetChecker checker;
  std::size_t looked_at = 0;
  for (const auto& [split, dataset] : parts) {
    const auto indices = spread(dataset->size(), arguments.limit);
    progress->start(split.empty() ? "check" : "check " + split,
                    static_cast<std::int64_t>(indices.size()));
    std::int64_t done = 0;
    for (const auto index : indices) {
      try {
        const Sample sample = dataset->get(index, seed.split(index));
        checker.add(split, sample, orientation_of(sample));
      } catch (const FileError& error) {
        checker.add_unreadable(
            "sample " + std::to_string(index) + (split.empty() ? "" : " of ") + split,
            error.what());
      }
      ++looked_at;
      progress->update(++done, "");
    }
    progress->finish("");
  }
  const auto faults = checker.faults();
  if (arguments.json) {
    std::fputs(json_text(to_json(arguments.common.data, looked_at, faults)).c_str(), stdout);
  } else {
    print(arguments.common.data, looked_at, faults);
  }
  if (!faults.empty()) throw AlreadyReported();
}

}  // namespace handsight
