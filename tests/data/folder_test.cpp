// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/data/dataset.h"
#include "handsight/imaging/picture_file.h"

#include "data/temp_folder.h"

namespace handsight {
namespace {

using test::mask_of;
using test::message_of;
using test::pattern;
using test::save_png;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Folder : public ::testing::Test {
 protected:
  /// A picture and its mask.
  void add(const std::string& stem, const std::vector<std::uint8_t>& values = {0, 1},
           const std::string& images = "images", const std::string& masks = "masks") const {
    save_png(folder_.file(images + "/" + stem + ".png"), pattern(4, 2));
    save_png(folder_.file(masks + "/" + stem + ".png"), mask_of(4, 2, values));
  }
  [[nodiscard]] std::unique_ptr<Dataset> open(const std::string& split = "",
                                              const std::string& options = "{}") const {
    return open_dataset({.name = "folder",
                         .root = folder_.path(),
                         .split = split,
                         .options = test::options(options)});
  }
  [[nodiscard]] static std::vector<std::string> ids(const Dataset& dataset) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < dataset.size(); ++i) names.push_back(dataset.get(i, Seed(1)).id);
    return names;
  }

  test::TempFolder folder_;
};

TEST_F(Folder, ListsPicturesByName) {
  for (const auto* stem : {"b", "a", "c"}) add(stem);
  EXPECT_THAT(ids(*open()), ElementsAre("a", "b", "c"));
}

TEST_F(Folder, ReadsPictureAndMask) {
  add("a", {0, 1, 255, 1});
  const Sample sample = open()->get(0, Seed(1));
  EXPECT_EQ(sample.image, pattern(4, 2));
  EXPECT_EQ(sample.mask, mask_of(4, 2, {kBackground, kHand, kIgnore, kHand}));
  EXPECT_EQ(sample.source, folder_.path() / "images" / "a.png");
}

TEST_F(Folder, TakesMasksOf0And255AsBinary) {
  add("a", {0, 255});
  EXPECT_EQ(open()->get(0, Seed(1)).mask, mask_of(4, 2, {kBackground, kHand}));
}

TEST_F(Folder, KeepsIgnoreInAMaskWithoutHandWhenOtherMasksAreIndices) {
  add("a", {0, 255});
  add("b", {0, 1});
  EXPECT_EQ(open()->get(0, Seed(1)).mask, mask_of(4, 2, {kBackground, kIgnore}));
}

TEST_F(Folder, LetsTheOptionDecideWhatValuesMean) {
  add("a", {0, 255});
  EXPECT_EQ(open("", R"({"values": "index"})")->get(0, Seed(1)).mask,
            mask_of(4, 2, {kBackground, kIgnore}));
}

TEST_F(Folder, CutsJpegMasksInTheMiddle) {
  save_png(folder_.file("images/a.png"), pattern(16, 8));
  Image mask(16, 8, 1);
  std::fill_n(mask.pixels.begin(), 64, std::uint8_t{255});
  write_jpeg(folder_.file("masks/a.jpg"), mask);
  EXPECT_EQ(std::ranges::count(open()->get(0, Seed(1)).mask.pixels, kHand), 64);
}

TEST_F(Folder, NamesTheFileAndTheValueThatHasNoMeaning) {
  add("a", {0, 1});
  add("b", {0, 1, 3});
  EXPECT_THAT(message_of([&] { (void)open()->get(1, Seed(1)); }),
              AllOf(HasSubstr("b.png"), HasSubstr("the value 3")));
}

TEST_F(Folder, RefusesHalfGreyInABinaryMask) {
  add("a", {0, 255});
  add("b", {0, 128});
  EXPECT_THAT(message_of([&] { (void)open()->get(1, Seed(1)); }), HasSubstr("the value 128"));
}

TEST_F(Folder, CountsPicturesWithoutMask) {
  add("a");
  save_png(folder_.file("images/b.png"), pattern(4, 2));
  EXPECT_THAT(message_of([&] { (void)open(); }),
              AllOf(HasSubstr("1 of 2 pictures have no mask"), HasSubstr("'b'")));
}

TEST_F(Folder, DoesWithoutMasksWhenToldSo) {
  save_png(folder_.file("images/b.png"), pattern(4, 2));
  EXPECT_TRUE(open("", R"({"masks": "none"})")->get(0, Seed(1)).mask.empty());
}

TEST_F(Folder, SaysWhichSizesItFoundWhenTheMaskDoesNotFit) {
  add("a");
  save_png(folder_.file("masks/a.png"), mask_of(2, 4, {0, 1}));
  EXPECT_THAT(message_of([&] { (void)open()->get(0, Seed(1)); }),
              AllOf(HasSubstr("2 x 4"), HasSubstr("4 x 2")));
}

TEST_F(Folder, TakesSplitListsWithAndWithoutExtension) {
  for (const auto* stem : {"a", "b", "c.d", "e"}) add(stem);
  folder_.write("train.txt", "c.d\n\nb.png\r\n");
  EXPECT_THAT(ids(*open("train")), ElementsAre("b", "c.d"));
}

TEST_F(Folder, NamesTheSplitOfAPictureWhenAllAreRead) {
  for (const auto* stem : {"a", "b", "c"}) add(stem);
  folder_.write("train.txt", "a\n");
  folder_.write("val.txt", "b\n");
  const auto all = open();
  EXPECT_EQ(all->get(0, Seed(1)).split, "train");
  EXPECT_EQ(all->get(1, Seed(1)).split, "val");
  EXPECT_EQ(all->get(2, Seed(1)).split, "");
}

TEST_F(Folder, NamesTheSplitThatWasAskedFor) {
  add("a");
  folder_.write("holdout.txt", "a\n");
  EXPECT_EQ(open("holdout")->get(0, Seed(1)).split, "holdout");
}

TEST_F(Folder, ReadsAllPicturesBesideASplitListWithAFault) {
  add("a");
  folder_.write("train.txt", "nothing\n");
  EXPECT_THAT(ids(*open()), ElementsAre("a"));
}

TEST_F(Folder, NamesTheEntryOfASplitListThatIsNoPicture) {
  add("a");
  folder_.write("val.txt", "a\nzebra\n");
  EXPECT_THAT(message_of([&] { (void)open("val"); }),
              AllOf(HasSubstr("val.txt"), HasSubstr("'zebra'")));
}

TEST_F(Folder, TakesTheSplitFromFolders) {
  add("a", {0, 1}, "img_dir/train", "ann_dir/train");
  add("b", {0, 1}, "img_dir/val", "ann_dir/val");
  EXPECT_THAT(ids(*open("val")), ElementsAre("val/b"));
  EXPECT_THAT(ids(*open()), ElementsAre("train/a", "val/b"));
}

TEST_F(Folder, SaysWhatASplitNeeds) {
  add("a");
  EXPECT_THAT(message_of([&] { (void)open("val"); }), HasSubstr("neither val.txt"));
}

TEST_F(Folder, LeavesExcludedPicturesOut) {
  for (const auto* stem : {"a", "b"}) add(stem);
  save_png(folder_.file("images/c.png"), pattern(4, 2));  // has no mask
  folder_.write("excluded.txt", "b\nc.png\n");
  folder_.write("train.txt", "a\nb\n");
  EXPECT_THAT(ids(*open()), ElementsAre("a"));
  EXPECT_THAT(ids(*open("train")), ElementsAre("a"));
}

TEST_F(Folder, FindsPicturesBesideTheirMasks) {
  add("a", {0, 1}, ".", "masks");
  EXPECT_THAT(ids(*open()), ElementsAre("a"));
}

TEST_F(Folder, DropsTheChannelNumberOfMedicalLayouts) {
  save_png(folder_.file("imagesTr/hand_1_0000.png"), pattern(4, 2));
  save_png(folder_.file("labelsTr/hand_1.png"), mask_of(4, 2, {0, 1}));
  EXPECT_FALSE(open()->get(0, Seed(1)).mask.empty());
}

TEST_F(Folder, TakesTheSubjectFromTheName) {
  add("03_pose_7");
  EXPECT_EQ(open("", R"({"subject": "^(\\d+)_"})")->get(0, Seed(1)).subject, "03");
}

TEST_F(Folder, NamesTheExpressionThatIsNone) {
  add("a");
  EXPECT_THAT(message_of<InvalidArgument>([&] { (void)open("", R"({"subject": "("})"); }),
              HasSubstr("option subject '('"));
}

TEST_F(Folder, ReportsTwoPicturesOfOneStem) {
  add("a");
  write_jpeg(folder_.file("images/a.jpg"), pattern(4, 2));
  EXPECT_THAT(message_of([&] { (void)open(); }), HasSubstr("share a stem"));
}

TEST_F(Folder, SaysWhichFoldersItExpects) {
  EXPECT_THAT(message_of([&] { (void)open(); }), HasSubstr("images/ + masks/"));
}

TEST_F(Folder, SaysThatThereIsNoPicture) {
  std::filesystem::create_directories(folder_.path() / "images");
  std::filesystem::create_directories(folder_.path() / "masks");
  EXPECT_THAT(message_of([&] { (void)open(); }), HasSubstr("found no picture"));
}

TEST_F(Folder, ReportsADamagedMaskOnlyWhenItIsAskedFor) {
  add("a");
  add("b");
  folder_.write("masks/a.png", "not a picture");
  const auto dataset = open();
  EXPECT_NO_THROW((void)dataset->get(1, Seed(1)));
  EXPECT_THAT(message_of([&] { (void)dataset->get(0, Seed(1)); }), HasSubstr("a.png"));
}

TEST_F(Folder, GivesEveryHandTheSideOfTheOption) {
  add("a", {0, 1, 255, 1});
  const Sample sample = open("", R"({"side": "right"})")->get(0, Seed(1));
  EXPECT_EQ(sample.sides, mask_of(4, 2, {kNoSide, kRightSide, kIgnore, kRightSide}));
  EXPECT_EQ(sample.hands.at(0).side, Side::kRight);
}

TEST_F(Folder, KeepsThePicturesThatTheTableHasKeypointsOf) {
  for (const auto* stem : {"a", "b"}) add(stem);
  folder_.write(
      "points.json",
      Json{{"frames", {{{"file", "images/b.png"}, {"keypoints", Json(21, Json{3, 9})}}}}}.dump());
  const auto dataset = open("", R"({"keypoints": "points.json"})");
  EXPECT_THAT(ids(*dataset), ElementsAre("b"));
  const Keypoint point = dataset->get(0, Seed(1)).hands.at(0).keypoints.value()[20];
  EXPECT_EQ(point, (Keypoint{3, 9, Visibility::kOutside}));  // the picture is 4 x 2
}

TEST_F(Folder, RefusesKeypointsOfOtherPictures) {
  add("a");
  folder_.write("points.json", R"({"files": {}})");
  EXPECT_THAT(message_of([&] { (void)open("", R"({"keypoints": "points.json"})"); }),
              AllOf(HasSubstr("points.json"), HasSubstr("none of them")));
}

TEST_F(Folder, RefusesAnIndexBeyondItsEnd) {
  add("a");
  EXPECT_THROW((void)open()->get(1, Seed(1)), InvalidArgument);
}

}  // namespace
}  // namespace handsight
