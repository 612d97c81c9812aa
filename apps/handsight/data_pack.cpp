// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/data/packed_writer.h"
#include "handsight/data/sample_resize.h"

#include "console.h"
#include "data_tools.h"

namespace handsight {
namespace {

bool has_count(const std::string& reader) {
  for (const auto& entry : dataset_catalog()) {
    if (entry.name != reader) continue;
    const auto options = entry.options();
    return std::ranges::any_of(options, [](const auto& field) { return field.name == "count"; });
  }
  return true;  // opening it will say that there is no such reader
}

}  // namespace

void pack_data(const PackArguments& arguments) {
  DatasetRequest request = request_of(arguments.common);
  Json options = request.options ? *request.options : Json::object();
  if (arguments.count > 0) {
    if (!has_count(request.name)) {
      fail("data pack: --count is for readers that make their samples, ", request.name,
           " reads files; leave it out");
    }
    options["count"] = arguments.count;
    request.options = std::make_shared<const Json>(options);
  }
  const auto dataset = open_dataset(request);
  const auto progress =
      make_progress(arguments.common.quiet ? Verbosity::kQuiet : Verbosity::kNormal);
  PackOptions pack{.folder = arguments.output,
                   .shard_size = arguments.shard_size,
                   .workers = arguments.workers,
                   .seed = Seed(arguments.common.seed),
                   .split = request.split};
  pack.made_from = std::make_shared<const Json>(Json{{"reader", request.name},
                                                     {"path", request.root.string()},
                                                     {"options", options},
                                                     {"longest", arguments.longest}});
  if (arguments.longest > 0) {
    pack.change = [longest = arguments.longest](Sample sample) {
      return shrink_sample(std::move(sample), longest);
    };
  }
  const auto report = pack_dataset(*dataset, pack, *progress);
  std::printf("%zu samples in %zu shards (%zu written, %zu kept), %.1f MB: %s\n", report.samples,
              report.shards_written + report.shards_kept, report.shards_written, report.shards_kept,
              static_cast<double>(report.bytes) / 1e6, arguments.output.c_str());
}

}  // namespace handsight
