// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/imaging/picture_file.h"

#include "cli/program.h"
#include "data/temp_folder.h"

namespace handsight {
namespace {

using test::mask_of;
using test::pattern;
using test::save_png;
using testing::Finished;
using ::testing::HasSubstr;

/// A data set of four 8 x 4 pictures: half hand, a quarter ignored, one without hand.
class Data : public ::testing::Test {
 protected:
  Data() {
    for (const auto* stem : {"ann_1", "ann_2", "bob_1", "bob_2"}) add(stem, {0, 1, 1, 255});
    add("bob_2", {0});
    folder_.write("set/val.txt", "bob_1\n");
  }
  void add(const std::string& stem, const std::vector<std::uint8_t>& values) const {
    save_png(folder_.file("set/images/" + stem + ".png"), pattern(8, 4));
    save_png(folder_.file("set/masks/" + stem + ".png"), mask_of(8, 4, values));
  }
  [[nodiscard]] Finished data(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "data");
    return testing::run_program(HANDSIGHT_PROGRAM, arguments, {.folder = folder_.path()});
  }

  test::TempFolder folder_;
};

TEST_F(Data, ListsReadersWithTheirOptions) {
  const auto finished = data({"list", "--json"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const Json readers = Json::parse(finished.out);
  const auto packed = std::find_if(readers.begin(), readers.end(),
                                   [](const Json& reader) { return reader["name"] == "packed"; });
  ASSERT_NE(packed, readers.end());
  EXPECT_EQ((*packed)["options"][0]["name"], "verify");
}

TEST_F(Data, InspectCountsPicturesLabelsAndSubjects) {
  const auto finished = data({"inspect", "folder=set", "--json", "--option", "subject=^([a-z]+)_"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const Json found = Json::parse(finished.out);
  EXPECT_EQ(found["samples"], 4);
  EXPECT_EQ(found["without_hand"], 1);
  EXPECT_EQ(found["without_mask"], 0);
  EXPECT_EQ(found["hand_share"], 0.375);
  EXPECT_EQ(found["ignored_share"], 0.1875);
  EXPECT_EQ(found["largest_hand_share"], 0.5);
  EXPECT_EQ(found["subjects"], (Json{{"ann", 2}, {"bob", 2}}));
  EXPECT_EQ(found["sizes"], (Json::array({{{"width", 8}, {"height", 4}, {"pictures", 4}}})));
}

TEST_F(Data, InspectLooksAtAsManyAsItIsTold) {
  const auto found = Json::parse(data({"inspect", "folder=set", "--json", "--limit", "2"}).out);
  EXPECT_EQ(found["samples"], 4);
  EXPECT_EQ(found["looked_at"], 2);
}

TEST_F(Data, InspectGoesOnPastABadPictureAndEndsWithOne) {
  folder_.write("set/images/ann_1.png", "no picture");
  const auto finished = data({"inspect", "folder=set", "--json"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.err, HasSubstr("ann_1.png"));
  EXPECT_EQ(Json::parse(finished.out)["looked_at"], 3);
  EXPECT_EQ(Json::parse(finished.out)["unreadable"], 1);
}

TEST_F(Data, PreviewWritesASheet) {
  const auto finished = data({"preview", "folder=set", "-o", "sheet.png", "--columns", "2",
                              "--cell", "64", "--count", "4"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_GE(read_picture(folder_.path() / "sheet.png").width, 128);
}

TEST_F(Data, PreviewRefusesAnUnknownKindOfPicture) {
  const auto finished = data({"preview", "folder=set", "-o", "sheet.gif"});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.err, HasSubstr(".gif"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "sheet.gif"));
}

TEST_F(Data, PackShrinksAndCanBeReadBack) {
  const auto packed = data({"pack", "folder=set:val", "-o", "pack", "--longest", "16"});
  ASSERT_EQ(packed.exit_code, 0) << packed.err;
  EXPECT_THAT(packed.out, HasSubstr("1 samples in 1 shards (1 written, 0 kept)"));
  const auto found = Json::parse(data({"inspect", "packed=pack:val", "--json"}).out);
  EXPECT_EQ(found["samples"], 1);
  EXPECT_EQ(found["hand_share"], 0.5);
}

TEST_F(Data, PackKeepsWhatIsThere) {
  const std::vector<std::string> again{"pack", "folder=set", "-o", "pack", "--shard-size", "2"};
  ASSERT_EQ(data(again).exit_code, 0);
  EXPECT_THAT(data(again).out, HasSubstr("(0 written, 2 kept)"));
}

TEST_F(Data, PackRefusesACountForAReaderOfFiles) {
  const auto finished = data({"pack", "folder=set", "-o", "pack", "--count", "2"});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.err, HasSubstr("--count"));
}

TEST_F(Data, CheckNamesEveryFaultAndEndsWithOne) {
  const auto finished = data({"check", "folder=set", "--json"});
  EXPECT_EQ(finished.exit_code, 1);
  const auto report = Json::parse(finished.out);
  std::vector<std::string> faults;
  for (const auto& fault : report["faults"]) faults.push_back(fault["fault"]);
  // all four pictures have the same pixels
  EXPECT_THAT(faults,
              ::testing::UnorderedElementsAre("duplicate", "duplicate", "duplicate", "empty mask"));
}

TEST_F(Data, RendersALayoutThatChecksClean) {
  const auto rendered =
      data({"render", "-o", "hands", "--layout", "rhd", "--count", "6", "--size", "48", "--hands",
            "both", "--option", "empty=0", "--option", "subjects=2", "--quiet"});
  ASSERT_EQ(rendered.exit_code, 0) << rendered.err;
  const auto checked = data({"check", "rhd=hands"});
  EXPECT_EQ(checked.exit_code, 0) << checked.out;
  EXPECT_THAT(checked.out, HasSubstr("6 samples looked at, 0 faults"));
}

TEST_F(Data, RendersClipsOfWhichEveryFrameIsCounted) {
  const auto rendered = data({"render", "-o", "clips", "--count", "2", "--clips", "3", "--size",
                              "32", "--option", "subjects=1", "--quiet"});
  ASSERT_EQ(rendered.exit_code, 0) << rendered.err;
  const auto found = Json::parse(data({"inspect", "folder=clips", "--json"}).out);
  EXPECT_EQ(found["samples"], 6);
  EXPECT_EQ(found["videos"], 2);
  EXPECT_EQ(found["labels"]["keypoints"], 6);
}

TEST_F(Data, ConvertsAFolderToCocoAndBack) {
  ASSERT_EQ(data({"convert", "folder=set", "-o", "coco", "--to", "coco", "--quiet"}).exit_code, 0);
  ASSERT_EQ(
      data({"convert", "coco=coco:train", "-o", "back", "--to", "folder", "--quiet"}).exit_code, 0);
  EXPECT_EQ(Json::parse(data({"inspect", "folder=back", "--json"}).out)["ignored_share"], 0.25);
}

TEST_F(Data, RefusesAnUnknownLayoutBeforeItRenders) {
  const auto finished = data({"render", "-o", "hands", "--layout", "voc"});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.err, HasSubstr("known layouts: folder, coco"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "hands"));
}

TEST_F(Data, EndsWithTwoOnAWrongArgumentAndOneOnAMissingFolder) {
  EXPECT_EQ(data({"inspect", "folder"}).exit_code, 2);
  EXPECT_EQ(data({"inspect", "nosuch=set"}).exit_code, 2);
  EXPECT_EQ(data({"inspect", "folder=set", "--option", "vales=index"}).exit_code, 2);
  EXPECT_EQ(data({"inspect", "folder=nowhere"}).exit_code, 1);
  EXPECT_EQ(data({}).exit_code, 2);
}

}  // namespace
}  // namespace handsight
