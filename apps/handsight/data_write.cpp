// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <memory>
#include <thread>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/data/layouts/layout.h"
#include "handsight/data/layouts/write_layout.h"
#include "handsight/data/packed_writer.h"
#include "handsight/data/sample_resize.h"
#include "handsight/formats/toml.h"

#include "console.h"
#include "data_tools.h"

namespace handsight {
namespace {

int thread_count(int asked) {
  return asked > 0 ? asked : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// Throws InvalidArgument with the known names, before any work is done.
void check_layout(const std::string& name) {
  if (name == "packed") return;
  (void)find_layout(name);
}

void write(const Dataset& dataset, const WriteLayoutOptions& options, const Json& made_from,
           bool quiet) {
  const auto progress = make_progress(quiet ? Verbosity::kQuiet : Verbosity::kNormal);
  if (options.layout == "packed") {
    (void)pack_dataset(dataset,
                       {.folder = options.root,
                        .workers = options.workers,
                        .seed = options.seed,
                        .made_from = std::make_shared<const Json>(made_from),
                        .change = options.change},
                       *progress);
  } else {
    write_layout(dataset, options, *progress);
  }
  if (quiet) return;
  std::printf("%zu samples, layout %s: %s\n", dataset.size(), options.layout.c_str(),
              options.root.c_str());
}

}  // namespace

void render_data(const RenderArguments& arguments) {
  check_layout(arguments.layout);
  Json options{{"n", arguments.count * static_cast<std::size_t>(arguments.clip_length)},
               {"seed", arguments.seed},
               {"size", arguments.size},
               {"hands", arguments.hands},
               {"clip_length", arguments.clip_length}};
  for (const auto& assignment : arguments.options) apply_override(options, assignment);
  const auto dataset =
      open_dataset({.name = "synthetic", .options = std::make_shared<const Json>(options)});
  write(*dataset,
        {.layout = arguments.layout,
         .root = arguments.output,
         .clip_length = static_cast<std::size_t>(arguments.clip_length),
         .workers = thread_count(arguments.workers),
         .seed = Seed(arguments.seed)},
        {{"reader", "synthetic"}, {"options", options}}, arguments.quiet);
}

void convert_data(const ConvertArguments& arguments) {
  check_layout(arguments.layout);
  const auto request = request_of(arguments.common);
  const auto dataset = open_dataset(request);
  WriteLayoutOptions options{.layout = arguments.layout,
                             .root = arguments.output,
                             .workers = thread_count(arguments.workers),
                             .seed = Seed(arguments.common.seed)};
  if (arguments.longest > 0) {
    options.change = [longest = arguments.longest](Sample sample) {
      return shrink_sample(std::move(sample), longest);
    };
  }
  write(*dataset, options,
        {{"reader", request.name},
         {"path", request.root.string()},
         {"options", request.options ? *request.options : Json()},
         {"longest", arguments.longest}},
        arguments.common.quiet);
}

}  // namespace handsight
