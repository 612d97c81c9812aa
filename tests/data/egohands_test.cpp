// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/imaging/picture_file.h"

#include "data/mat_writer.h"
#include "data/reader_test.h"

namespace handsight {
namespace {

using test::authentic;
using test::count;
using test::differing;
using test::ids;
using test::message_of;
using test::open_at;
using test::sample_of;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Corners are rounded and the outline belongs to the hand, as the expected masks were drawn; a
// handful of corners lies so near a half that their rounding differs.
constexpr std::size_t kRoundingPixels = 8;

TEST(EgoHandsAuthentic, DrawsTheSameHandsAsTheExpectedMasks) {
  SKIP_WITHOUT_AUTHENTIC("egohands");
  const auto dataset = open_at("egohands", authentic("egohands"));
  for (const std::string video :
       {"JENGA_LIVINGROOM_H_B/frame_0283", "JENGA_COURTYARD_B_H/frame_0091"}) {
    const Sample sample = sample_of(*dataset, video);
    std::string name = video;
    name[name.find('/')] = '_';
    const Image parts = read_label(authentic("egohands_expected/" + name + ".png"));
    Image sides = parts;  // 1, 2 own left and right; 3, 4 the other's
    for (auto& value : sides.pixels) value = value > 2 ? value - 2 : value;
    EXPECT_LE(differing(sample.sides, sides), kRoundingPixels) << video;
  }
}

TEST(EgoHandsAuthentic, NamesHandsByTheirOwners) {
  SKIP_WITHOUT_AUTHENTIC("egohands");
  const auto dataset = open_at("egohands", authentic("egohands"));
  const Sample sample = sample_of(*dataset, "JENGA_LIVINGROOM_H_B/frame_0283");
  ASSERT_EQ(sample.hands.size(), 3);  // the wearer's left hand is not to be seen
  EXPECT_TRUE(sample.hands[0].own);
  EXPECT_EQ(sample.hands[0].side, Side::kRight);
  EXPECT_FALSE(sample.hands[1].own);
  EXPECT_EQ(sample.video, "JENGA_LIVINGROOM_H_B");
  EXPECT_EQ(sample.subject, "H");
  EXPECT_EQ(sample.frame, 283);
}

/// Videos of two frames, 16 x 8: the wearer's left hand at the left, the partner's right hand at
/// the right of the second frame.
class EgoHands : public ::testing::Test {
 protected:
  void add_video(const std::string& video, const std::vector<std::string>& frames) const {
    const auto empty = test::mat::doubles(0, 0, {});
    const auto left = test::mat::doubles(4, 2, {1, 3, 3, 1, 2, 2, 5, 5});
    const auto right = test::mat::doubles(4, 2, {10, 12, 12, 10, 2, 2, 5, 5});
    const auto polygons = test::mat::structs(
        {{{"myleft", left}, {"myright", empty}, {"yourleft", empty}, {"yourright", empty}},
         {{"myleft", empty}, {"myright", empty}, {"yourleft", empty}, {"yourright", right}}},
        "polygons");
    folder_.write("_LABELLED_SAMPLES/" + video + "/polygons.mat", test::mat::file(polygons));
    for (const auto& frame : frames) {
      write_jpeg(folder_.file("_LABELLED_SAMPLES/" + video + "/" + frame), test::pattern(16, 8));
    }
  }
  test::TempFolder folder_;
};

TEST_F(EgoHands, TakesFramesInTheOrderOfTheirNames) {
  add_video("CARDS_OFFICE_B_S", {"frame_0020.jpg", "frame_0003.jpg"});
  const auto dataset = open_at("egohands", folder_.path());
  EXPECT_THAT(ids(*dataset),
              ElementsAre("CARDS_OFFICE_B_S/frame_0003", "CARDS_OFFICE_B_S/frame_0020"));
  EXPECT_EQ(count(dataset->get(0, Seed(1)).sides, kLeftSide), 12);  // 3 x 4 with its outline
  EXPECT_EQ(count(dataset->get(1, Seed(1)).sides, kRightSide), 12);
}

TEST_F(EgoHands, TakesFramesAsTheMetadataNumberThem) {
  add_video("CARDS_OFFICE_B_S", {"frame_0003.jpg"});  // the other one is missing
  const auto frames = test::mat::structs({{{"frame_num", test::mat::doubles(1, 1, {20})}},
                                          {{"frame_num", test::mat::doubles(1, 1, {3})}}});
  folder_.write(
      "metadata.mat",
      test::mat::file(test::mat::structs(
          {{{"video_id", test::mat::text("CARDS_OFFICE_B_S")}, {"labelled_frames", frames}}},
          "video")));
  const auto dataset = open_at("egohands", folder_.path());
  ASSERT_EQ(dataset->size(), 1);
  EXPECT_EQ(count(dataset->get(0, Seed(1)).sides, kRightSide), 12);
}

TEST_F(EgoHands, SaysThatFramesAndPolygonsDoNotMatch) {
  add_video("CARDS_OFFICE_B_S", {"frame_0003.jpg"});
  EXPECT_THAT(message_of([&] { (void)open_at("egohands", folder_.path()); }),
              AllOf(HasSubstr("polygons of 2 frames, found 1"), HasSubstr("metadata.mat")));
}

TEST_F(EgoHands, SplitsByVideo) {
  for (const auto* video : {"CARDS_OFFICE_S_B", "CHESS_COURTYARD_H_S", "CARDS_OFFICE_B_S"}) {
    add_video(video, {"frame_0001.jpg", "frame_0002.jpg"});
  }
  const auto first = [&](const std::string& split) {
    return open_at("egohands", folder_.path(), split)->get(0, Seed(1)).video;
  };
  EXPECT_EQ(first("test"), "CARDS_OFFICE_S_B");
  EXPECT_EQ(first("val"), "CHESS_COURTYARD_H_S");
  EXPECT_EQ(first("train"), "CARDS_OFFICE_B_S");
}

TEST_F(EgoHands, IgnoresTheHandsThatDoNotCount) {
  add_video("CARDS_OFFICE_B_S", {"frame_0001.jpg", "frame_0002.jpg"});
  const auto own = open_at("egohands", folder_.path(), "", R"({"hands": "own"})");
  EXPECT_EQ(count(own->get(0, Seed(1)).mask, kHand), 12);
  EXPECT_EQ(count(own->get(1, Seed(1)).mask, kIgnore), 12);
}

}  // namespace
}  // namespace handsight
