// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "handsight/formats/atomic_file.h"

#include "cli/program.h"
#include "training/drawn_hands.h"

namespace handsight {

/// Runs the program in a folder of the test's own, which is gone after it.
class ProgramInFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string("handsight_") + test->test_suite_name() + "_" + test->name();
    for (auto& c : name) c = c == '/' ? '_' : c;  // suites and tests with parameters
    root_ = std::filesystem::path(::testing::TempDir()) / name;
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_);
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  /// Eight drawn hands in `data`, and a recipe for them, `drawn.toml`: that of every test, with
  /// `network` as the network's options and `rest` after it.
  void write_drawn_run(const std::string& network, const std::string& rest) const {
    if (!std::filesystem::exists(root_ / "data")) write_drawn_hands(root_ / "data", 8);
    write_file(root_ / "drawn.toml", R"(
name = "drawn"
precision = "fp32"
[network]
name = "unet"
options = {)" + network + R"(}
[input]
height = 32
width = 32
[data.own]
reader = "packed"
[[train]]
data = "own"
[[validate]]
data = "own"
[[loss]]
name = "cross_entropy"
)" + rest);
  }
  /// Arguments that train it into the folder `out`.
  [[nodiscard]] static std::vector<std::string> train(const std::string& out) {
    return {"train", "drawn.toml", "--data", "own=data", "--threads", "1", "--out", out};
  }

  [[nodiscard]] handsight::testing::Finished program(
      const std::vector<std::string>& arguments,
      handsight::testing::RunOptions options = {}) const {
    options.folder = root_;
    return handsight::testing::run_program(HANDSIGHT_PROGRAM, arguments, options);
  }

  std::filesystem::path root_{};
};

}  // namespace handsight
