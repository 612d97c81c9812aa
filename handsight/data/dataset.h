// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/core/json.h"
#include "handsight/core/seed.h"
#include "handsight/data/sample.h"

namespace handsight {

/// An indexed source of samples.
class Dataset {
 public:
  virtual ~Dataset() = default;
  [[nodiscard]] virtual std::size_t size() const = 0;
  /// The same index and seed always give the same sample; a data set of files ignores the seed, one
  /// that makes pictures varies with it. Safe from several threads.
  /// Throws FileError naming the file that could not be read.
  [[nodiscard]] virtual Sample get(std::size_t index, Seed variation) const = 0;
};

/// Which data set to open, and where.
struct DatasetRequest {
  std::string name;                       ///< of the catalogue, e.g. "folder"
  std::filesystem::path root{};           ///< its folder on disk
  std::string split{};                    ///< "train", "val", "test"; empty = everything
  std::shared_ptr<const Json> options{};  ///< the reader's own options; null = defaults
};

/// What a data set does with the folder that is named.
enum class FolderNeed {
  kRequired,  ///< reads it
  kOptional,  ///< makes its samples; a folder may add to them
  kMade,      ///< fills it when it is empty or not there
};

/// What a data set file offers to the rest of the toolkit.
struct DatasetEntry {
  std::string_view name;
  std::string_view summary;
  std::string_view layout;  ///< the files it expects, one line
  std::unique_ptr<Dataset> (*open)(const DatasetRequest& request);
  std::vector<FieldInfo> (*options)();
  FolderNeed folder = FolderNeed::kRequired;
};

/// All data sets of this build, in the order of handsight/CMakeLists.txt.
[[nodiscard]] std::vector<DatasetEntry> dataset_catalog();

/// Whether a data set reads a folder, and so cannot be opened without one; true for unknown names.
[[nodiscard]] bool needs_folder(std::string_view dataset_name);

/// Throws InvalidArgument with the known names when there is no data set of that name, FileError
/// when its files are not there.
[[nodiscard]] std::unique_ptr<Dataset> open_dataset(const DatasetRequest& request);

/// Reads `NAME=PATH[:split][?key=value&...]` of the command line; a data set that needs no folder
/// may be given as `NAME[:split][?key=value&...]`. A colon inside PATH is kept when what follows it
/// is no split word (letters, digits, '-', '_'), a question mark when no `key=` follows it. Values
/// of options are read as `--set` reads them. Throws InvalidArgument, saying what is expected, for
/// any other text.
[[nodiscard]] DatasetRequest parse_dataset_argument(std::string_view text);

}  // namespace handsight
