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

using test::authentic;
using test::count;
using test::ids;
using test::mask_of;
using test::message_of;
using test::open_at;
using test::save_png;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// White in the left half of 16 x 8 pixels.
Image half_mask() {
  Image mask(16, 8, 1);
  for (int y = 0; y < 8; ++y) std::fill_n(mask.at(0, y), 8, std::uint8_t{255});
  return mask;
}

class Eyth : public ::testing::Test {
 protected:
  void add(const std::string& stem, const std::string& mask_extension) const {
    write_jpeg(folder_.file("eyth_dataset/images/" + stem + ".jpg"), test::pattern(16, 8));
    save_png(folder_.file("eyth_dataset/masks/" + stem + mask_extension), half_mask());
  }
  void list(const std::string& split, const std::string& lines) const {
    folder_.write("eyth_dataset/train-val-test-split/" + split + ".txt", lines);
  }
  test::TempFolder folder_;
};

TEST_F(Eyth, FindsMasksWithAndWithoutExtension) {
  add("vid4/frame_1", "");
  add("vid6/frame_2", ".png");
  list("test", "vid4/frame_1.jpg\nvid6/frame_2\n");
  const auto dataset = open_at("eyth", folder_.path(), "test");
  EXPECT_THAT(ids(*dataset), ElementsAre("vid4/frame_1", "vid6/frame_2"));
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(count(dataset->get(i, Seed(1)).mask, kHand), 64);
  EXPECT_EQ(dataset->get(1, Seed(1)).video, "vid6");
  EXPECT_EQ(dataset->get(1, Seed(1)).frame, 2);
}

TEST_F(Eyth, NamesTheLineThatIsNoPicture) {
  add("vid4/frame_1", "");
  list("val", "vid4/frame_9\n");
  EXPECT_THAT(message_of([&] { (void)open_at("eyth", folder_.path(), "val"); }),
              AllOf(HasSubstr("val.txt"), HasSubstr("vid4/frame_9")));
}

TEST(GteaAuthentic, ReadsJpegMasksAsHandAndBackground) {
  SKIP_WITHOUT_AUTHENTIC("gtea_cropped");
  const test::TempFolder folder;
  std::filesystem::copy(authentic("gtea_cropped"), folder.path() / "gtea_cropped",
                        std::filesystem::copy_options::recursive);
  for (const auto* split : {"train", "test"}) {
    const auto masks = folder.path() / "gtea_cropped" / ("gtea_" + std::string(split) + "_cropped");
    for (const auto& mask : std::filesystem::directory_iterator(masks)) {
      write_jpeg(folder.file("images/" + mask.path().filename().string()), test::pattern(720, 405));
    }
  }
  const auto dataset = open_at("gtea", folder.path());
  ASSERT_EQ(dataset->size(), 6);
  for (std::size_t i = 0; i < dataset->size(); ++i) {
    const Sample sample = dataset->get(i, Seed(1));
    const auto share = static_cast<double>(count(sample.mask, kHand)) / (720.0 * 405.0);
    EXPECT_GT(share, 0.01) << sample.id;
    EXPECT_LT(share, 0.5) << sample.id;
    EXPECT_EQ(sample.subject == "s2", sample.split == "test") << sample.id;
  }
}

TEST(Gtea, SaysThatPicturesAreMissing) {
  const test::TempFolder folder;
  write_jpeg(folder.file("gtea_cropped/gtea_train_cropped/s1_tea_0000000010.jpg"), half_mask());
  write_jpeg(folder.file("gtea_cropped/gtea_test_cropped/s2_tea_0000000010.jpg"), half_mask());
  write_jpeg(folder.file("images/s1_tea_0000000010.jpg"), test::pattern(16, 8));
  EXPECT_EQ(open_at("gtea", folder.path(), "train")->size(), 1);
  EXPECT_THAT(message_of([&] { (void)open_at("gtea", folder.path(), "test"); }),
              HasSubstr("s2_tea_0000000010"));
}

TEST(Gtea, ReadsTheTaskWithArms) {
  const test::TempFolder folder;
  for (const auto* name : {"S1_Tea_C1/00001", "S2_Tea_C1/00002"}) {
    write_jpeg(folder.file(std::string("hand2K_dataset/GTEA/Images/") + name + ".jpg"),
               test::pattern(16, 8));
    save_png(folder.file(std::string("hand2K_dataset/GTEA/Masks/") + name + ".png"), half_mask());
  }
  const auto test = open_at("gtea", folder.path(), "test", R"({"task": "arms"})");
  EXPECT_THAT(ids(*test), ElementsAre("GTEA/S2_Tea_C1/00002"));
  EXPECT_EQ(count(test->get(0, Seed(1)).mask, kHand), 64);
  EXPECT_EQ(test->get(0, Seed(1)).subject, "s2");
}

TEST(HgrAuthentic, TakesBlackForSkin) {
  SKIP_WITHOUT_AUTHENTIC("hgr1");
  const auto dataset = open_at("hgr", authentic("hgr1"));
  EXPECT_THAT(ids(*dataset), ElementsAre("1_P_hgr1_id01_1", "M_P_hgr1_id05_1"));
  for (std::size_t i = 0; i < 2; ++i) {
    const Sample sample = dataset->get(i, Seed(1));
    const auto share = static_cast<double>(count(sample.mask, kHand)) /
                       static_cast<double>(sample.mask.pixels.size());
    EXPECT_LT(share, 0.5) << sample.id;
    EXPECT_GT(share, 0.02) << sample.id;
  }
  EXPECT_EQ(dataset->get(1, Seed(1)).subject, "id05");
}

TEST(Hgr, SplitsBySubject) {
  const test::TempFolder folder;
  for (const auto* stem : {"1_P_hgr1_id01_1", "1_P_hgr1_id10_1"}) {
    write_jpeg(folder.file(std::string(stem) + ".jpg"), test::pattern(16, 8));
    save_png(folder.file(std::string(stem) + ".bmp"), half_mask());  // PNG by its first bytes
  }
  EXPECT_THAT(ids(*open_at("hgr", folder.path(), "train")), ElementsAre("1_P_hgr1_id01_1"));
  EXPECT_THAT(ids(*open_at("hgr", folder.path(), "val")), ElementsAre("1_P_hgr1_id10_1"));
}

/// Original size 32 x 16, resized 16 x 8.
class Hof : public ::testing::Test {
 protected:
  void add(const std::string& stem) const {
    write_jpeg(folder_.file("hand_over_face/images_resized/" + stem + ".jpg"),
               test::pattern(16, 8));
  }
  void annotate(const std::string& stem, const std::string& name,
                const std::string& deleted = "0") const {
    folder_.write("hand_over_face/annotations/" + stem + ".xml",
                  "<annotation><filename>" + stem +
                      ".jpg</filename><imagesize><nrows>16</nrows><ncols>32</ncols></imagesize>"
                      "<object><name>" +
                      name + "</name><deleted>" + deleted +
                      "</deleted><polygon>"
                      "<pt><x>4</x><y>4</y></pt><pt><x>11</x><y>4</y></pt>"
                      "<pt><x>11</x><y>11</y></pt><pt><x>4</x><y>11</y></pt>"
                      "</polygon></object></annotation>");
  }
  test::TempFolder folder_;
};

TEST_F(Hof, ReadsAGifUnderTheNameOfAJpeg) {
  // 16 x 8 pixels, all of colour 0, which is green
  const std::string gif{
      "GIF87a\x10\x00\x08\x00\x81\x00\x00\x00\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
      ",\x00\x00\x00\x00\x10\x00\x08\x00\x00\x08\x15\x00\x01\x08\x1cH\xb0\xa0\xc1\x83\x08\x13*\\"
      "\xc8\xb0\xa1\xc3\x87\x08\x03\x02\x00;",
      60};
  folder_.write("hand_over_face/images_resized/216.jpg", gif);
  save_png(folder_.file("hand_over_face/masks/216.png"), half_mask());
  const Sample sample = open_at("hof", folder_.path())->get(0, Seed(1));
  EXPECT_EQ(sample.id, "216");
  EXPECT_EQ(sample.image.at(3, 3)[1], 255);
  EXPECT_EQ(sample.image.at(3, 3)[0], 0);
}

TEST_F(Hof, ScalesPolygonsOfTheOriginalSize) {
  add("1");
  annotate("1", "left hand");
  const Sample sample = open_at("hof", folder_.path())->get(0, Seed(1));
  EXPECT_EQ(*sample.mask.at(4, 4), kHand);
  EXPECT_EQ(*sample.mask.at(8, 4), kBackground);
  EXPECT_EQ(*sample.sides.at(4, 4), kLeftSide);
  EXPECT_EQ(sample.hands.at(0).side, Side::kLeft);
}

TEST_F(Hof, PrefersMasksToPolygons) {
  add("1");
  annotate("1", "hand");
  save_png(folder_.file("hand_over_face/masks/1.png"), half_mask());
  EXPECT_EQ(count(open_at("hof", folder_.path())->get(0, Seed(1)).mask, kHand), 64);
  const auto polygons = open_at("hof", folder_.path(), "", R"({"labels": "annotations"})");
  EXPECT_LT(count(polygons->get(0, Seed(1)).mask, kHand), 30);
}

TEST_F(Hof, LeavesDeletedObjectsOut) {
  add("1");
  annotate("1", "hand", "1");
  EXPECT_EQ(count(open_at("hof", folder_.path())->get(0, Seed(1)).mask, kHand), 0);
}

TEST_F(Hof, LeavesPicturesWithoutLabelsOut) {
  add("1");
  add("2");
  annotate("2", "hand");
  EXPECT_THAT(ids(*open_at("hof", folder_.path())), ElementsAre("2"));
}

TEST_F(Hof, SplitsEveryPictureOnce) {
  for (int i = 0; i < 10; ++i) {
    add(std::to_string(i));
    annotate(std::to_string(i), "hand");
  }
  std::vector<std::string> all;
  for (const auto& [split, size] : {std::pair{"train", 6}, {"val", 2}, {"test", 2}}) {
    const auto part = ids(*open_at("hof", folder_.path(), split));
    EXPECT_EQ(part.size(), size) << split;
    all.insert(all.end(), part.begin(), part.end());
  }
  std::ranges::sort(all);
  EXPECT_EQ(all, ids(*open_at("hof", folder_.path())));
}

TEST_F(Hof, NamesXmlThatIsNone) {
  add("1");
  folder_.write("hand_over_face/annotations/1.xml", "<annotation><object>");
  EXPECT_THAT(message_of([&] { (void)open_at("hof", folder_.path())->get(0, Seed(1)); }),
              HasSubstr("1.xml: no XML of LabelMe"));
}

}  // namespace
}  // namespace handsight
