// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/formats/text.h"
#include "handsight/training/trainer.h"

#include "training/drawn_hands.h"

namespace handsight {

/// Eight drawn hands and a small network that learns them in seconds.
class SmallRun : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    root_ = std::filesystem::path(testing::TempDir()) /
            ("handsight_run_" + std::string(test->test_suite_name()) + "_" + test->name());
    std::filesystem::remove_all(root_);
    write_drawn_hands(root_ / "data", 8);
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  [[nodiscard]] Recipe recipe(int epochs) const {
    Recipe r{.name = "t", .seed = 3, .precision = "fp32"};
    r.network.name = "unet";
    r.network.options = std::make_shared<const Json>(
        Json{{"base", 8}, {"depth", 3}, {"norm", "all"}, {"dropout", 0.1}});
    r.input = {.height = 64, .width = 64};
    r.optimizer = {.learning_rate = 3e-3};
    r.schedule = {.epochs = epochs, .batch_size = 4, .epoch_size = 16, .shape = "cosine"};
    r.data = {{.name = "own", .reader = "packed", .path = (root_ / "data").string()}};
    r.train = {{.data = "own"}};
    r.validate = {{.data = "own"}};
    r.loss = {{.name = "cross_entropy"}, {.name = "dice"}};
    return r;
  }
  /// A network without normalisation and dropout, of which each picture counts on its own.
  [[nodiscard]] Recipe plain_recipe(int epochs) const {
    auto r = recipe(epochs);
    r.network.options =
        std::make_shared<const Json>(Json{{"base", 8}, {"depth", 2}, {"norm", "none"}});
    r.loss = {{.name = "cross_entropy"}};
    return r;
  }

  [[nodiscard]] std::string text_of(const std::filesystem::path& path) const {
    return read_text(root_ / path);
  }

  std::filesystem::path root_;
  SilentProgress silent_{};
};

/// Breaks off a run when its given epoch begins.
class BreakBefore final : public Progress {
 public:
  explicit BreakBefore(std::string epoch) : epoch_(std::move(epoch)) {}
  void start(std::string_view label, std::int64_t) override {
    if (label == epoch_) throw std::runtime_error("broken off");
  }
  void update(std::int64_t, std::string_view) override {}
  void finish(std::string_view) override {}
  void log(std::string_view) override {}

 private:
  std::string epoch_;
};

}  // namespace handsight
