// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/json.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/text.h"

#include "cli/program_in_folder.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

/// A network of every task on rendered hands; it learns next to nothing.
std::string rendered_recipe(const std::string& head, const std::string& loss,
                            const std::string& metric) {
  return R"(
name = "rendered"
precision = "fp32"
[network]
name = "composed"
options = {encoder = "mobilenet_v2", decoder = "fcn", heads = [")" +
         head + R"("]}
[input]
height = 64
width = 64
[data.synthetic]
options = {n = 2, size = 64}
[[train]]
data = "synthetic"
[[validate]]
data = "synthetic"
[[loss]]
name = ")" +
         loss +
         R"("
[select]
metric = ")" +
         metric + R"("
[schedule]
epochs = 1
batch_size = 2
)";
}

class EvaluateCommand : public ProgramInFolder {
 protected:
  /// Trains a mask network on drawn hands into the folder `run`.
  void train_mask_network(const std::string& run) {
    write_drawn_run(R"(base = 8, depth = 2, norm = "all")", R"(
[schedule]
epochs = 1
batch_size = 4
epoch_size = 4
)");
    const auto trained = program(train(run));
    ASSERT_EQ(trained.exit_code, 0) << trained.err;
  }
};

TEST_F(EvaluateCommand, ShowsIntervalsAndTrivialPredictors) {
  train_mask_network("run");
  const auto done =
      program({"evaluate", "--run", "run", "--data", "packed=data", "--json", "out.json"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("95 % interval"));
  EXPECT_THAT(done.out, HasSubstr("coin flip"));
  EXPECT_THAT(done.out, HasSubstr("urooj.eyth.iou"));
  EXPECT_THAT(done.out, Not(HasSubstr("hand3d")));
  const auto json = Json::parse(read_text(root_ / "out.json"));
  const auto& micro = json["data"][0]["protocols"][0];
  EXPECT_EQ(micro["protocol"], "micro");
  EXPECT_LE(micro["values"]["f1"]["low"], micro["values"]["f1"]["value"]);
  EXPECT_EQ(micro["values"]["iou"]["trivial"]["all background"], 0.0);
  EXPECT_EQ(json["data"][0]["per_picture"].size(), 8U);
}

TEST_F(EvaluateCommand, ComparesOnlyLikeWithLike) {
  train_mask_network("run");
  const std::vector<std::string> base{"evaluate", "--run", "run", "--data", "packed=data"};
  const auto with = [&](std::vector<std::string> more) {
    auto arguments = base;
    arguments.insert(arguments.end(), more.begin(), more.end());
    return program(arguments);
  };
  ASSERT_EQ(with({"--protocol", "micro", "--json", "micro.json"}).exit_code, 0);
  const auto same = with({"--protocol", "micro", "--flip", "--compare", "micro.json"});
  EXPECT_EQ(same.exit_code, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("->"));
  const auto other = with({"--protocol", "urooj", "--compare", "micro.json"});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("nothing measured by urooj"));
}

TEST_F(EvaluateCommand, CrossesModelsAndData) {
  train_mask_network("one");
  train_mask_network("two");
  fs::create_directory_symlink(root_ / "data", root_ / "again");
  const auto done =
      program({"evaluate", "--cross", "--run", "one", "--run", "two", "--data", "packed=data",
               "--data", "packed=again", "--metric", "imagewise.iou", "--resamples", "0"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, ::testing::MatchesRegex("imagewise.iou +packed=data +packed=again\n"
                                                "one +[0-9.]+ +[0-9.]+\ntwo +[0-9.]+ +[0-9.]+\n"));
}

/// `evaluate` of the run "run" on the drawn hands, with `more`.
std::vector<std::string> evaluate_run(const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"evaluate",    "--run",       "run", "--data",
                                     "packed=data", "--resamples", "0",   "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

TEST_F(EvaluateCommand, FindsOutBeforeTheWorkWhatCannotBeDoneAfterIt) {
  train_mask_network("run");
  const auto no_file = program(evaluate_run({"--compare", "missing.json"}));
  EXPECT_THAT(no_file.err, HasSubstr("missing.json"));
  EXPECT_EQ(no_file.out, "");
  const auto no_metric = program(evaluate_run({"--cross", "--metric", "imagewise.iuo"}));
  EXPECT_EQ(no_metric.exit_code, 2);
  EXPECT_THAT(no_metric.err, HasSubstr("no metric 'imagewise.iuo'; there is: "));
  const auto no_folder = program(evaluate_run({"--report", "nowhere/report.html"}));
  EXPECT_EQ(no_folder.exit_code, 1);
  EXPECT_EQ(no_folder.out, "");
}

TEST_F(EvaluateCommand, KeepsTextOutOfJsonOnStdout) {
  train_mask_network("run");
  ASSERT_EQ(program(evaluate_run({"--json", "before.json"})).exit_code, 0);
  const auto done = program(evaluate_run({"--json", "-", "--compare", "before.json"}));
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_TRUE(Json::parse(done.out, nullptr, false).is_object());
  EXPECT_THAT(done.err, HasSubstr("against before.json"));
  EXPECT_EQ(program(evaluate_run({"--json", "-"}), {.standard_output = "/dev/full"}).exit_code, 1);
}

TEST_F(EvaluateCommand, LeavesACellWithoutTheMetricEmpty) {
  train_mask_network("run");
  write_file(root_ / "depth.toml", rendered_recipe("mask_depth", "depth_l1", "depth5.hand.score"));
  const auto trained =
      program({"train", "depth.toml", "--threads", "1", "--out", "depth", "--quiet"});
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  const auto done =
      program({"evaluate", "--cross", "--run", "run", "--run", "depth", "--data",
               "synthetic?n=2&size=64", "--metric", "depth5.hand.score", "--resamples", "0"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, ::testing::ContainsRegex("\nrun +-\n"));
}

TEST_F(EvaluateCommand, WritesAPageWithTheGallery) {
  train_mask_network("run");
  const auto done = program({"evaluate", "--run", "run", "--data", "packed=data", "--multi-scale",
                             "--report", "report.html", "--gallery", "gallery"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_TRUE(fs::exists(root_ / "gallery/worst-mask.jpg"));
  const auto page = read_text(root_ / "report.html");
  EXPECT_THAT(page, HasSubstr("two-class-mean"));
  EXPECT_THAT(page, HasSubstr("data:image/jpeg;base64,"));
}

TEST_F(EvaluateCommand, NeedsCrossForSeveralModels) {
  const auto done = program({"evaluate", "-m", "a", "-m", "b", "--data", "packed=data"});
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_THAT(done.err, HasSubstr("--cross"));
}

struct TaskCase {
  std::string name;
  std::string head;
  std::string loss;
  std::string metric;
};

class EvaluateTask : public EvaluateCommand, public ::testing::WithParamInterface<TaskCase> {};

TEST_P(EvaluateTask, MeasuresAndShowsIt) {
  const auto& task = GetParam();
  write_file(root_ / "task.toml", rendered_recipe(task.head, task.loss, task.metric));
  const auto trained = program({"train", "task.toml", "--threads", "1", "--out", "run", "--quiet"});
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  const auto done = program({"evaluate", "--run", "run", "--data", "synthetic?n=2&size=64",
                             "--gallery", "gallery", "--resamples", "20"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("\n  " + task.metric));
  EXPECT_TRUE(fs::exists(root_ / "gallery" / ("worst-" + task.name + ".jpg")));
}

INSTANTIATE_TEST_SUITE_P(
    Tasks, EvaluateTask,
    ::testing::Values(TaskCase{"sides", "mask_sides", "cross_entropy", "sides.miou"},
                      TaskCase{"parts", "parts", "dice", "amodal.strict.miou"},
                      TaskCase{"depth", "mask_depth", "depth_l1", "depth5.hand.score"},
                      TaskCase{"keypoints", "heatmaps", "keypoint_ce", "hand3d.auc"}),
    [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace handsight
