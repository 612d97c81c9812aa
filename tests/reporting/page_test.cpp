// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/reporting/page.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/text.h"
#include "handsight/reporting/run_report.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

Page page_with(PageSection section) {
  return {.title = "run", .subtitle = "", .sections = {std::move(section)}};
}

Chart rising_line() {
  return {.title = "iou", .x_label = "epoch", .series = {{"val", {1, 2, 3}, {0.1, 0.5, 0.7}}}};
}

TEST(RenderPage, ShowsTextAsText) {
  const auto html = render_page(page_with({.heading = "<b>", .text = "</pre><script>x</script>"}));
  EXPECT_THAT(html, HasSubstr("<h2>&lt;b&gt;</h2>"));
  EXPECT_THAT(html, Not(HasSubstr("<script>x")));
}

TEST(RenderPage, KeepsChartDataInsideItsElement) {
  auto chart = rising_line();
  chart.series[0].name = "</script><script>alert(1)";
  EXPECT_THAT(render_page(page_with({.charts = {chart}})), Not(HasSubstr("<script>alert")));
}

TEST(RenderPage, WritesWhatIsNoNumberAsAGap) {
  auto chart = rising_line();
  chart.series[0].y[1] = std::nan("");
  EXPECT_THAT(render_page(page_with({.charts = {chart}})), HasSubstr("[0.1,null,0.7]"));
}

TEST(RenderPage, CarriesPicturesAsData) {
  // base64 of "Man" and "Ma", RFC 4648
  const auto html = render_page(
      page_with({.pictures = {{.caption = "a", .bytes = "Man"}, {.caption = "b", .bytes = "Ma"}}}));
  EXPECT_THAT(html, HasSubstr("data:image/jpeg;base64,TWFu\""));
  EXPECT_THAT(html, HasSubstr("data:image/jpeg;base64,TWE=\""));
}

TEST(RenderPage, NeedsNothingFromElsewhere) {
  const auto html = render_page(page_with({.charts = {rising_line()}}));
  for (const auto* loads : {"src=\"http", "href=\"http", "@import", "fetch("}) {
    EXPECT_THAT(html, Not(HasSubstr(loads)));
  }
}

class RunReport : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / "handsight_run_report";
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "gallery");
    write_file(folder_ / "metrics.csv",
               "epoch,loss,own/loss,own/micro.f1,own/micro.iou\n"
               "1,0.9,0.95,0.2,0.1\n2,0.5,0.6,0.7,\n3,0.4,0.7,0.6,0.5\n");
    write_file(folder_ / "recipe.toml", "name = \"small\"\n");
    write_file(folder_ / "gallery/worst-mask.jpg", "JPEG");
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST_F(RunReport, DrawsOneChartAProtocol) {
  const auto charts = run_page(folder_).sections.front().charts;
  ASSERT_EQ(charts.size(), 2U);
  EXPECT_EQ(charts[0].title, "loss");
  EXPECT_EQ(charts[0].series.size(), 2U);
  EXPECT_EQ(charts[1].title, "micro");
  EXPECT_TRUE(std::isnan(charts[1].series[1].y[1]));
}

TEST_F(RunReport, SaysWhereEachNumberWasBest) {
  const auto table = run_page(folder_).sections[1].tables.front();
  EXPECT_THAT(table.rows[1],
              ::testing::ElementsAre("own/loss", "0.7000", "0.6000", "2", "0.9500", "1"));
}

TEST_F(RunReport, ShowsTheGalleryAndTheRecipe) {
  const auto sections = run_page(folder_).sections;
  ASSERT_EQ(sections.size(), 4U);
  EXPECT_EQ(sections[2].pictures.front().caption, "worst-mask.jpg");
  EXPECT_THAT(sections[3].text, HasSubstr("small"));
}

TEST_F(RunReport, WritesThePageAndTheEventFile) {
  write_run_report(folder_);
  EXPECT_THAT(read_text(folder_ / "report.html"), HasSubstr("uPlot"));
  EXPECT_THAT(read_text(folder_ / "events.out.tfevents.1.handsight"), HasSubstr("own/micro.f1"));
}

TEST_F(RunReport, NeedsTheRunsNumbers) {
  fs::remove(folder_ / "metrics.csv");
  EXPECT_THROW((void)run_page(folder_), FileError);
}

/// Lets Chromium open the report; `option` says what it is to leave in the folder.
int open_in_chromium(const fs::path& folder, const std::string& option) {
  const auto command = "HOME=" + folder.string() +
                       " timeout 60 chromium --headless --no-sandbox --disable-gpu "
                       "--window-size=1000,900 --virtual-time-budget=2000 " +
                       option + " file://" + (folder / "report.html").string() + " > " +
                       (folder / "stdout").string() + " 2> /dev/null";
  return std::system(command.c_str());
}

TEST_F(RunReport, DrawsItsChartsInABrowser) {
  if (std::system("command -v chromium > /dev/null 2>&1") != 0) GTEST_SKIP() << "no chromium";
  write_run_report(folder_);
  ASSERT_EQ(open_in_chromium(folder_, "--dump-dom"), 0);
  EXPECT_THAT(read_text(folder_ / "stdout"), HasSubstr("data-charts=\"2\""));
}

TEST_F(RunReport, LeavesAScreenshotThatIsNotBlank) {
  if (std::system("command -v chromium > /dev/null 2>&1") != 0) GTEST_SKIP() << "no chromium";
  write_run_report(folder_);
  ASSERT_EQ(open_in_chromium(folder_, "--screenshot=" + (folder_ / "page.png").string()), 0);
  // a white page of this size is a PNG of 5 kB
  EXPECT_GT(fs::file_size(folder_ / "page.png"), 20000U);
}

}  // namespace
}  // namespace handsight
