// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/formats/toml.h"
#include "handsight/training/phases.h"
#include "handsight/training/trainer.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

const fs::path kRecipes = fs::path(HANDSIGHT_SOURCE_DIR) / "recipes";

/// Recipes of the published systems, as `train` names them.
std::vector<std::string> published() {
  std::vector<std::string> names;
  for (const auto* system : {"egogesture", "rhd", "interhand", "showme", "wild"}) {
    for (const auto& entry : fs::directory_iterator(kRecipes / system)) {
      names.push_back(std::string(system) + "/" + entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

Recipe read(const std::string& name) {
  const auto path = kRecipes / (name + ".toml");
  return recipe_from_json(read_toml(path), path.string());
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  auto name = info.param;
  for (auto& letter : name) {
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  }
  return name;
}

/// Pictures and runs of this program, removed when it ends.
class SmokeFolder {
 public:
  SmokeFolder()
      : root_(fs::path(testing::TempDir()) / ("handsight_smoke_" + std::to_string(::getpid()))) {
    fs::create_directories(root_ / "data");
  }
  ~SmokeFolder() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }
  SmokeFolder(const SmokeFolder&) = delete;
  SmokeFolder& operator=(const SmokeFolder&) = delete;
  [[nodiscard]] const fs::path& root() const { return root_; }

 private:
  fs::path root_;
};

/// Runs a few steps of every phase on rendered hands in the files of the recipe's own data set.
/// Recipes of one data set share its pictures.
void smoke(const std::string& name) {
  static const SmokeFolder folder;
  const auto run = folder.root() / "run";
  fs::remove_all(run);
  SilentProgress silent;
  const auto recipe = smoke_recipe(read(name), folder.root() / "data");
  const auto result = train(recipe, {.folder = run}, silent);
  EXPECT_EQ(result.epochs, total_epochs(phases_of(recipe)));
  EXPECT_TRUE(fs::exists(run / "metrics.csv"));
  EXPECT_TRUE(fs::exists(run / "checkpoints/last.safetensors"));
  fs::remove_all(run);
}

class Recipes : public testing::TestWithParam<std::string> {};
TEST_P(Recipes, SayWhatWasReportedAndWhatIsWanted) {
  const auto recipe = read(GetParam());
  EXPECT_FALSE(recipe.summary.empty());
  EXPECT_FALSE(recipe.system.empty());
  EXPECT_FALSE(recipe.reported.empty());
  EXPECT_FALSE(recipe.goal.empty());
  EXPECT_FALSE(recipe.licence.empty());
}
INSTANTIATE_TEST_SUITE_P(Published, Recipes, testing::ValuesIn(published()), test_name);

class RecipeRuns : public testing::TestWithParam<std::string> {};
TEST_P(RecipeRuns, GoFromDataToCheckpoint) { smoke(GetParam()); }
INSTANTIATE_TEST_SUITE_P(Published, RecipeRuns, testing::ValuesIn(published()), test_name);

TEST(RecipeRunsOfOnesOwn, GoFromDataToCheckpoint) { smoke("own/hand-mask"); }

TEST(PublishedRecipes, AreAllThere) { EXPECT_EQ(published().size(), 52U); }

}  // namespace
}  // namespace handsight
