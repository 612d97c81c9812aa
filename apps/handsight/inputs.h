// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {

/// One picture of the command line.
struct PictureInput {
  std::filesystem::path path{};  ///< empty: standard input
  std::string stem{};            ///< names its outputs; no two inputs share one
};

struct ExpandedInputs {
  std::vector<PictureInput> pictures{};
  std::vector<std::string> problems{};  ///< what gave no picture, one line each
  std::vector<std::string> notes{};     ///< which outputs got other names than their inputs
};

/// Pictures that INPUT arguments stand for, in their order: a file, a folder (its files with the
/// suffix of a picture, by name, not those of its folders), a glob pattern, or "-" for standard
/// input. A picture that is named twice is taken once. A file that does not exist is kept: reading
/// it will say so.
///
/// Inputs of the same stem are told apart by their folder's name, then by their suffix, then by a
/// number.
[[nodiscard]] ExpandedInputs expand_inputs(const std::vector<std::string>& arguments);

/// Reads the file or standard input. Throws FileError as read_picture() does.
[[nodiscard]] Image read_input(const PictureInput& input, const ReadOptions& options);

/// As messages and records call it.
[[nodiscard]] std::string name_of(const PictureInput& input);

}  // namespace handsight
