// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/imaging/picture_file.h"

#include "data/reader_test.h"

namespace handsight {
namespace {

using test::count;
using test::ids;
using test::message_of;
using test::open_at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class EgoGesture : public ::testing::Test {
 protected:
  /// A frame of 32 x 24 whose depth is `level` in the left half.
  void add(const std::string& video, const std::string& group, const std::string& frame,
           std::uint8_t level) const {
    write_jpeg(folder_.file(video + "/Color/rgb" + group + "/" + frame), test::pattern(32, 24));
    Image depth(32, 24, 1);
    for (int y = 0; y < 24; ++y) std::fill_n(depth.at(0, y), 16, level);
    write_jpeg(folder_.file(video + "/Depth/depth" + group + "/" + frame), depth, 100);
  }
  [[nodiscard]] std::unique_ptr<Dataset> open(const std::string& split = "",
                                              const std::string& options = "{}") const {
    return open_at("egogesture", folder_.path(), split, options);
  }
  test::TempFolder folder_;
};

TEST_F(EgoGesture, SplitsAsTheReportOrAsTheAuthorsDid) {
  for (const auto* subject : {"01", "02", "03", "10", "50"}) {
    add(std::string("images_320-240_1/Subject") + subject + "/Scene1", "1", "000001.jpg", 200);
  }
  EXPECT_THAT(ids(*open("train")),
              ElementsAre("Subject01/Scene1/1/000001", "Subject10/Scene1/1/000001"));
  EXPECT_THAT(ids(*open("val")), ElementsAre("Subject02/Scene1/1/000001"));
  EXPECT_THAT(ids(*open("test")), ElementsAre("Subject03/Scene1/1/000001"));
  const std::string official = R"({"splits": "official"})";
  EXPECT_THAT(ids(*open("train", official)),
              ElementsAre("Subject03/Scene1/1/000001", "Subject10/Scene1/1/000001",
                          "Subject50/Scene1/1/000001"));
  EXPECT_THAT(ids(*open("val", official)), ElementsAre("Subject01/Scene1/1/000001"));
}

TEST_F(EgoGesture, TakesFoldersInAnyCaseAndSkipsHiddenFiles) {
  add("images/subject01/scene2", "1", "000001.jpg", 200);
  folder_.write("images/subject01/.DS_Store", "x");
  EXPECT_THAT(ids(*open()), ElementsAre("Subject01/Scene2/1/000001"));
}

TEST_F(EgoGesture, DropsFramesWhoseDepthIsNothingButNoise) {
  add("images/Subject01/Scene1", "1", "000001.jpg", 3);
  add("images/Subject01/Scene1", "1", "000002.jpg", 200);
  EXPECT_THAT(ids(*open()), ElementsAre("Subject01/Scene1/1/000002"));
  EXPECT_EQ(open("", R"({"dead_frames": "keep"})")->size(), 2);
}

TEST_F(EgoGesture, TakesTheFirstFramesOfEveryVideo) {
  for (const auto* frame : {"000001.jpg", "000002.jpg", "000003.jpg"}) {
    add("images/Subject01/Scene1", "1", frame, frame[5] == '1' ? 0 : 200);
    add("images/Subject01/Scene1", "2", frame, 200);
  }
  EXPECT_THAT(ids(*open("", R"({"frames": 2})")),
              ElementsAre("Subject01/Scene1/1/000002", "Subject01/Scene1/1/000003",
                          "Subject01/Scene1/2/000001", "Subject01/Scene1/2/000002"));
}

TEST_F(EgoGesture, CutsTheMaskWhereTheUnitSays) {
  add("images/Subject01/Scene1", "1", "000001.jpg", 100);
  const auto hands = [&](const std::string& threshold) {
    const auto options = R"({"size": 0, "threshold": ")" + threshold + "\"}";
    return count(open("", options)->get(0, Seed(1)).mask, kHand);
  };
  EXPECT_EQ(hands("unit"), 0);  // 100 of 255 is below 0.5
  EXPECT_EQ(hands("u8:10"), 16 * 24);
  EXPECT_EQ(hands("u8"), 16 * 24);
}

TEST_F(EgoGesture, ResizesPictureMaskAndDepth) {
  add("images/Subject01/Scene1", "1", "000001.jpg", 200);
  const Sample sample = open()->get(0, Seed(1));
  EXPECT_EQ(sample.image.width, 224);
  EXPECT_EQ(sample.mask.height, 224);
  EXPECT_EQ(sample.depth.unit, DepthUnit::kRelative);
  EXPECT_NEAR(sample.depth.values[0], 200.0 / 255.0, 0.01);
}

TEST_F(EgoGesture, NamesVideoFrameAndSubject) {
  add("images/Subject10/Scene3", "2", "000017.jpg", 200);
  const Sample sample = open()->get(0, Seed(1));
  EXPECT_EQ(sample.video, "Subject10/Scene3/2");
  EXPECT_EQ(sample.frame, 17);
  EXPECT_EQ(sample.subject, "10");
}

TEST_F(EgoGesture, SaysWhichFoldersItExpects) {
  EXPECT_THAT(message_of([&] { (void)open("val"); }), HasSubstr("SubjectNN/SceneS"));
}

}  // namespace
}  // namespace handsight
