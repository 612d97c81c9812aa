// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace handsight::testing {

/// What a run of the program left behind.
struct Finished {
  int exit_code = -1;  ///< minus the signal when one ended it
  std::string out{};   ///< stdout
  std::string err{};   ///< stderr
};

struct RunOptions {
  std::filesystem::path folder = ".";  ///< where it runs
  std::filesystem::path standard_input = "/dev/null";
  std::filesystem::path standard_output{};  ///< empty: collected in Finished::out
  std::uint64_t max_file_bytes = 0;         ///< 0 = no limit on the files it writes
  std::map<std::string, std::string> environment{};
};

/// Runs `program` with `arguments` and waits, two minutes at most.
[[nodiscard]] Finished run_program(const std::filesystem::path& program,
                                   const std::vector<std::string>& arguments,
                                   const RunOptions& options = {});

}  // namespace handsight::testing
