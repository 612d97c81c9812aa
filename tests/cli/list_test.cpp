// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/json.h"

// Runs the built program, so that what is tested is what a person types.

namespace handsight {
namespace {

struct Outcome {
  int exit_code = -1;
  std::string text;  // stdout and stderr
};

Outcome run(const std::string& arguments) {
  Outcome outcome;
  const auto command = std::string("\"") + HANDSIGHT_PROGRAM + "\" " + arguments + " 2>&1";
  auto* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> block{};
  for (std::size_t n = 0; (n = fread(block.data(), 1, block.size(), pipe)) > 0;) {
    outcome.text.append(block.data(), n);
  }
  const int status = pclose(pipe);
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

Json json_of(const std::string& arguments) {
  const auto outcome = run(arguments);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.text;
  return Json::parse(outcome.text, nullptr, false);
}

#ifdef HANDSIGHT_HAS_NETWORKS

TEST(ListNetworks, GivesTheCostOfEachAsNumbers) {
  const auto networks = json_of("list networks --json");
  ASSERT_TRUE(networks.is_array());
  for (const auto& network : networks) {
    EXPECT_GT(network.at("parameters").get<std::int64_t>(), 0) << network;
    EXPECT_GE(network.at("buffers").get<std::int64_t>(), 0) << network;
    EXPECT_GT(network.at("macs").get<std::int64_t>(), 0) << network;
    EXPECT_EQ(network.at("input").size(), 3U) << network;
    EXPECT_TRUE(network.at("options").is_array()) << network;
  }
}

TEST(ListNetworks, CountsTheBaselineAsTheReportDoes) {
  for (const auto& network : json_of("list networks --json")) {
    if (network.at("name") == "unet_base") {
      EXPECT_EQ(network.at("parameters"), 948'034);
      EXPECT_EQ(network.at("input"), Json({3, 240, 135}));
      return;
    }
  }
  FAIL() << "no unet_base";
}

TEST(ListNetworks, ShowsOptionsInMarkdown) {
  const auto page = run("list networks --markdown");
  EXPECT_EQ(page.exit_code, 0);
  EXPECT_NE(page.text.find("## unet\n"), std::string::npos);
  EXPECT_NE(page.text.find("conv_transpose \\| bilinear"), std::string::npos);
}

class ListTraining : public testing::TestWithParam<const char*> {};
TEST_P(ListTraining, NamesEachOnce) {
  const auto items = json_of(std::string("list ") + GetParam() + " --json");
  ASSERT_TRUE(items.is_array());
  EXPECT_FALSE(items.empty());
  std::set<std::string> names;
  for (const auto& item : items) names.insert(item.at("name").get<std::string>());
  EXPECT_EQ(names.size(), items.size());
}
INSTANTIATE_TEST_SUITE_P(Catalog, ListTraining,
                         testing::Values("encoders", "losses", "augmentations"));

#else

TEST(ListNetworks, SaysInOneLineThatThisBuildHasNone) {
  const auto outcome = run("list networks");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.text.find("HANDSIGHT_TRAINING=ON"), std::string::npos) << outcome.text;
}

#endif

class List : public testing::TestWithParam<const char*> {};
TEST_P(List, IsAnArrayOfObjectsWithNames) {
  const auto items = json_of(std::string("list ") + GetParam() + " --json");
  ASSERT_TRUE(items.is_array());
  for (const auto& item : items) EXPECT_TRUE(item.at("name").is_string()) << item;
}
INSTANTIATE_TEST_SUITE_P(Catalog, List,
                         testing::Values("metrics", "protocols", "datasets", "recipes", "models"));

TEST(ListCommand, NamesTheKnownCatalogues) {
  const auto outcome = run("list netwroks");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.text.find("known: networks, encoders"), std::string::npos) << outcome.text;
}

TEST(ListCommand, RefusesTwoFormatsAtOnce) {
  EXPECT_EQ(run("list protocols --json --markdown").exit_code, 2);
}

TEST(InfoCommand, FailsInOneLineOnAFileThatIsNoModel) {
  const auto outcome = run("info \"" HANDSIGHT_PROGRAM "\"");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(outcome.text.find('\n'), outcome.text.size() - 1) << outcome.text;
}

TEST(VersionCommand, SaysWhatItWasBuiltWith) {
  const auto version = json_of("version --json");
  for (const auto* key : {"version", "profile", "build", "compiler", "libtorch", "opencv", "cpu"}) {
    EXPECT_TRUE(version.contains(key)) << key;
  }
}

}  // namespace
}  // namespace handsight
