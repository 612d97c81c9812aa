// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/dataset_checker.h"

#include <algorithm>
#include <array>
#include <span>

#include "handsight/data/checksum.h"
#include "handsight/data/sample_check.h"

namespace handsight {
namespace {

/// Size and two checksums: pictures that differ do not share one in practice.
std::uint64_t fingerprint(const Image& image) {
  const auto bytes = std::as_bytes(std::span(image.pixels));
  const auto size = std::array{image.width, image.height};
  const std::uint32_t forward = crc32(bytes, crc32(std::as_bytes(std::span(size))));
  std::uint32_t mixed = 2166136261U;  // FNV-1a, 32 bit
  for (const auto byte : bytes) mixed = (mixed ^ std::to_integer<std::uint32_t>(byte)) * 16777619U;
  return std::uint64_t{forward} << 32U | mixed;
}

bool has_label(const Sample& sample) {
  return !sample.mask.empty() || !sample.sides.empty() || !sample.parts_left.empty() ||
         !sample.parts_right.empty() || !sample.depth.empty() || !sample.hands.empty();
}

std::string joined(const std::set<std::string>& words) {
  std::string text;
  for (const auto& word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

}  // namespace

std::string_view fault_name(FaultKind kind) {
  constexpr std::array<std::string_view, 9> kNames{
      "unreadable",   "wrong label",    "no label",
      "empty mask",   "duplicate",      "duplicate in another split",
      "shared video", "shared subject", "turned by EXIF"};
  return kNames[static_cast<std::size_t>(kind)];
}

void DatasetChecker::add_unreadable(const std::string& where, const std::string& message) {
  faults_.push_back({FaultKind::kUnreadable, where, message});
}

void DatasetChecker::add(const std::string& split, const Sample& sample, int orientation) {
  const std::string where = sample.source.empty() ? sample.id : sample.source.string();
  const auto report = [&](FaultKind kind, const std::string& what) {
    faults_.push_back({kind, where, what});
  };
  if (const auto fault = fault_of(sample); !fault.empty()) {
    report(FaultKind::kWrongLabel, fault);
    return;
  }
  if (!has_label(sample)) report(FaultKind::kNoLabel, "has no label of any kind");
  const bool empty = !sample.mask.empty() && std::ranges::count(sample.mask.pixels, kHand) == 0;
  if (empty) report(FaultKind::kEmptyMask, "its mask shows no hand");
  if (orientation != 1) {
    report(FaultKind::kTurned, "notes the orientation " + std::to_string(orientation) +
                                   "; make sure that its labels were drawn on the turned picture");
  }
  compare_pixels(split, sample, where);
  if (split.empty()) return;
  if (!sample.video.empty()) videos_[sample.video].insert(split);
  if (!sample.subject.empty()) subjects_[sample.subject].insert(split);
}

void DatasetChecker::compare_pixels(const std::string& split, const Sample& sample,
                                    const std::string& where) {
  const auto [seen, is_new] = pictures_.try_emplace(fingerprint(sample.image), Seen{split, where});
  if (is_new) return;
  const bool across = seen->second.split != split;
  faults_.push_back({across ? FaultKind::kDuplicateAcross : FaultKind::kDuplicate, where,
                     "has the pixels of " + seen->second.where +
                         (across ? " of split " + seen->second.split : "")});
}

std::vector<DatasetFault> DatasetChecker::faults() const {
  auto all = faults_;
  for (const auto& [video, splits] : videos_) {
    if (splits.size() < 2) continue;
    all.push_back({FaultKind::kSharedVideo, video, "has frames in " + joined(splits)});
  }
  for (const auto& [subject, splits] : subjects_) {
    if (splits.size() < 2) continue;
    all.push_back({FaultKind::kSharedSubject, subject, "is seen in " + joined(splits)});
  }
  return all;
}

}  // namespace handsight
