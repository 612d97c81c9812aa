// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/data/sample.h"

namespace handsight {

/// What can be wrong with a data set.
enum class FaultKind : std::uint8_t {
  kUnreadable,       ///< a picture or a label cannot be read, or does not fit its picture
  kWrongLabel,       ///< a label holds a value without a meaning
  kNoLabel,          ///< nothing is known about a picture
  kEmptyMask,        ///< a mask without a single pixel of hand
  kDuplicate,        ///< the pixels of another picture once more
  kDuplicateAcross,  ///< likewise, in another split: the test set is seen in training
  kSharedVideo,      ///< frames of one video in two splits
  kSharedSubject,    ///< one person in two splits
  kTurned,           ///< EXIF turns the picture: was the mask drawn on the turned one?
};

/// "unreadable", "wrong label" ...
[[nodiscard]] std::string_view fault_name(FaultKind kind);

struct DatasetFault {
  FaultKind kind = FaultKind::kUnreadable;
  std::string where{};  ///< the file, or the sample's id where it has none
  std::string what{};   ///< one sentence
};

/// Looks at the samples of a data set one by one and remembers what only their comparison shows.
class DatasetChecker {
 public:
  /// split        the one that the sample was read from; empty when the set has none
  /// orientation  that the picture's file notes (EXIF)
  void add(const std::string& split, const Sample& sample, int orientation = 1);
  void add_unreadable(const std::string& where, const std::string& message);

  /// Faults in the order in which they were found, those between splits last.
  [[nodiscard]] std::vector<DatasetFault> faults() const;

 private:
  void compare_pixels(const std::string& split, const Sample& sample, const std::string& where);

  struct Seen {
    std::string split{};
    std::string where{};
  };
  std::vector<DatasetFault> faults_{};
  std::map<std::uint64_t, Seen> pictures_{};                 // by their pixels
  std::map<std::string, std::set<std::string>> videos_{};    // the splits of each
  std::map<std::string, std::set<std::string>> subjects_{};  // likewise
};

}  // namespace handsight
