// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/data/dataset.h"

#include "console.h"
#include "data_tools.h"
#include "listing.h"

namespace handsight {
namespace {

/// What was seen of a data set so far.
struct Findings {
  std::size_t samples = 0;  // in the set
  std::size_t looked_at = 0;
  std::size_t unreadable = 0;
  std::size_t without_mask = 0;
  std::size_t without_hand = 0;
  std::map<std::pair<int, int>, std::size_t> sizes{};  // width, height
  std::map<std::string, std::size_t> subjects{};
  std::map<std::string, std::size_t> splits{};
  std::set<std::string> videos{};
  std::map<std::string, std::size_t> labels{};       // samples that have each kind
  std::array<double, kPartCount + 1> part_pixels{};  // of both hands, by part id
  double pixels = 0.0;                               // of masks
  double hand_pixels = 0.0;
  double ignored_pixels = 0.0;
  double smallest_hand = 1.0;  // share of its picture
  double largest_hand = 0.0;
};

/// The kinds of label that a sample has, and how many pixels each part covers.
void add_labels(Findings& findings, const Sample& sample) {
  const auto count = [&findings](const char* kind, bool present) {
    findings.labels[kind] += present ? 1 : 0;
  };
  count("mask", !sample.mask.empty());
  count("sides", !sample.sides.empty());
  count("parts", !sample.parts_left.empty() || !sample.parts_right.empty());
  count("depth", !sample.depth.empty());
  count("keypoints", std::ranges::any_of(sample.hands, [](const HandLabel& hand) {
          return hand.keypoints.has_value();
        }));
  for (const auto* map : {&sample.parts_left, &sample.parts_right}) {
    for (const auto id : map->pixels) {
      if (id <= kPartCount) ++findings.part_pixels[id];
    }
  }
}

void add(Findings& findings, const Sample& sample) {
  ++findings.looked_at;
  ++findings.splits[sample.split];
  if (!sample.video.empty()) findings.videos.insert(sample.video);
  add_labels(findings, sample);
  ++findings.sizes[{sample.image.width, sample.image.height}];
  if (!sample.subject.empty()) ++findings.subjects[sample.subject];
  if (sample.mask.empty()) {
    ++findings.without_mask;
    return;
  }
  const auto& pixels = sample.mask.pixels;
  const auto hand = static_cast<double>(std::ranges::count(pixels, kHand));
  const auto all = static_cast<double>(pixels.size());
  findings.pixels += all;
  findings.hand_pixels += hand;
  findings.ignored_pixels += static_cast<double>(std::ranges::count(pixels, kIgnore));
  if (hand == 0.0) {
    ++findings.without_hand;
    return;
  }
  findings.smallest_hand = std::min(findings.smallest_hand, hand / all);
  findings.largest_hand = std::max(findings.largest_hand, hand / all);
}

double share(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

/// Of the pixels of all parts, by the part's name; empty when no sample has parts.
Json part_shares(const Findings& findings) {
  double all = 0.0;
  for (std::size_t id = 1; id <= kPartCount; ++id) all += findings.part_pixels[id];
  Json shares = Json::object();
  for (std::size_t id = 1; id <= kPartCount && all > 0.0; ++id) {
    shares[std::string(kPartNames[id])] = findings.part_pixels[id] / all;
  }
  return shares;
}

Json to_json(const std::string& name, const Findings& findings) {
  Json sizes = Json::array();
  for (const auto& [size, count] : findings.sizes) {
    sizes.push_back({{"width", size.first}, {"height", size.second}, {"pictures", count}});
  }
  return {{"data", name},
          {"samples", findings.samples},
          {"looked_at", findings.looked_at},
          {"unreadable", findings.unreadable},
          {"without_mask", findings.without_mask},
          {"without_hand", findings.without_hand},
          {"hand_share", share(findings.hand_pixels, findings.pixels)},
          {"ignored_share", share(findings.ignored_pixels, findings.pixels)},
          {"smallest_hand_share", findings.largest_hand > 0.0 ? findings.smallest_hand : 0.0},
          {"largest_hand_share", findings.largest_hand},
          {"sizes", sizes},
          {"subjects", findings.subjects},
          {"splits", findings.splits},
          {"videos", findings.videos.size()},
          {"labels", findings.labels},
          {"part_shares", part_shares(findings)}};
}

void print(const std::string& name, const Findings& findings) {
  std::printf("%s: %zu samples, %zu looked at\n", printable(name).c_str(), findings.samples,
              findings.looked_at);
  if (findings.unreadable > 0) std::printf("  unreadable    %zu\n", findings.unreadable);
  std::printf("  labels       ");
  for (const auto& [kind, count] : findings.labels) std::printf(" %s %zu", kind.c_str(), count);
  std::printf("\n  splits       ");
  for (const auto& [split, count] : findings.splits) {
    std::printf(" %s %zu", split.empty() ? "(none)" : printable(split).c_str(), count);
  }
  std::printf("\n  videos        %zu\n", findings.videos.size());
  std::printf("  without mask  %zu\n", findings.without_mask);
  std::printf("  without hand  %zu\n", findings.without_hand);
  std::printf("  hand pixels   %.2f %% (a picture's hands: %.2f to %.2f %%)\n",
              100.0 * share(findings.hand_pixels, findings.pixels),
              findings.largest_hand > 0.0 ? 100.0 * findings.smallest_hand : 0.0,
              100.0 * findings.largest_hand);
  std::printf("  ignored       %.2f %%\n", 100.0 * share(findings.ignored_pixels, findings.pixels));
  constexpr std::size_t kShown = 8;
  std::size_t shown = 0;
  std::printf("  sizes        ");
  for (const auto& [size, count] : findings.sizes) {
    if (shown++ == kShown) break;
    std::printf(" %dx%d (%zu)", size.first, size.second, count);
  }
  if (findings.sizes.size() > kShown) {
    std::printf(" and %zu others", findings.sizes.size() - kShown);
  }
  std::printf("\n  subjects      %zu", findings.subjects.size());
  shown = 0;
  for (const auto& [subject, count] : findings.subjects) {
    if (shown++ == kShown) break;
    std::printf("%s %s (%zu)", shown == 1 ? ":" : "", printable(subject).c_str(), count);
  }
  std::printf("%s\n", findings.subjects.size() > kShown ? " ..." : "");
}

}  // namespace

void inspect_data(const InspectArguments& arguments) {
  const auto dataset = open_dataset(request_of(arguments.common));
  const auto progress =
      make_progress(arguments.common.quiet ? Verbosity::kQuiet : Verbosity::kNormal);
  const Seed seed(arguments.common.seed);
  Findings findings{.samples = dataset->size()};
  const auto indices = spread(dataset->size(), arguments.limit);
  progress->start("inspect", static_cast<std::int64_t>(indices.size()));
  std::int64_t done = 0;
  for (const auto index : indices) {
    try {
      add(findings, dataset->get(index, seed.split(index)));
    } catch (const FileError& error) {
      ++findings.unreadable;
      progress->finish("");
      report_error(error.what());
    }
    progress->update(++done, "");
  }
  progress->finish("");
  if (arguments.json) {
    std::fputs(json_text(to_json(arguments.common.data, findings)).c_str(), stdout);
  } else {
    print(arguments.common.data, findings);
  }
  if (findings.unreadable > 0) throw AlreadyReported();
}

}  // namespace handsight
