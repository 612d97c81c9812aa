// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/types.h>

#include "handsight/networks/checkpoint.h"

#include "cli/program.h"
#include "imaging/picture_samples.h"

namespace handsight {

enum class Weights { kRandom, kAllHand };
inline constexpr double kLogit = 2.0;  // of every pixel: probability 0.88

/// A U-Net small enough to be made in each test.
inline void write_model(const std::filesystem::path& path, Weights weights,
                        const std::string& task = "hand-mask") {
  const Json options{{"base", 4}, {"depth", 1}, {"convs", 1}, {"classes", 1}};
  const auto network = find_network("unet").make(options);
  if (weights == Weights::kAllHand) {
    for (auto& parameter : network->parameters()) {
      const bool last_bias = parameter.numel() == 1;
      parameter.detach().fill_(last_bias ? kLogit : 0.0);
    }
  }
  save_checkpoint(path, *network,
                  {.network = "unet",
                   .options = std::make_shared<const Json>(options),
                   .task = task,
                   .input_height = 32,
                   .input_width = 32});
}

class Segment : public ::testing::Test {
 protected:
  void SetUp() override { write_model(folder_ / "model.safetensors", Weights::kAllHand); }

  testing::Finished segment(std::vector<std::string> arguments, testing::RunOptions options = {}) {
    arguments.insert(arguments.begin(), "segment");
    for (const std::string& always : {std::string("-m"), model_}) arguments.push_back(always);
    options.folder = folder_.path();
    return testing::run_program(HANDSIGHT_PROGRAM, arguments, options);
  }
  void expect_failure(const testing::Finished& finished, const std::string& message,
                      int exit_code = 1) {
    EXPECT_EQ(finished.exit_code, exit_code) << finished.err;
    EXPECT_THAT(finished.err, ::testing::AllOf(::testing::StartsWith("handsight: error: "),
                                               ::testing::HasSubstr(message)));
  }
  void expect_one_line(const testing::Finished& finished) {
    EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
  }
  /// Paths below the output folder, hidden ones too.
  [[nodiscard]] std::vector<std::string> written(const std::string& out = "out") const {
    std::vector<std::string> files;
    if (!std::filesystem::exists(folder_ / out)) return files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / out)) {
      if (!entry.is_directory())
        files.push_back(std::filesystem::relative(entry.path(), folder_ / out));
    }
    std::sort(files.begin(), files.end());
    return files;
  }
  using Files = std::vector<std::string>;

  testing::PictureFolder folder_;
  std::string model_ = "model.safetensors";
};

}  // namespace handsight
