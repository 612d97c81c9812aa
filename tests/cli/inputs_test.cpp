// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "inputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

#include "imaging/picture_samples.h"

namespace handsight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::PictureFolder;
using testing::save;

std::vector<std::string> stems(const ExpandedInputs& inputs) {
  std::vector<std::string> found;
  for (const auto& input : inputs.pictures) found.push_back(input.stem);
  return found;
}

/// Empty files: only names matter here.
void touch(const PictureFolder& folder, const std::vector<std::string>& names) {
  for (const auto& name : names) {
    std::filesystem::create_directories((folder / name).parent_path());
    save(folder / name, std::string());
  }
}

TEST(Inputs, TakeThePicturesOfAFolderByName) {
  const PictureFolder folder;
  touch(folder, {"b.PNG", "a.jpg", "notes.txt", "c.webp", "below/d.png"});
  EXPECT_THAT(stems(expand_inputs({folder.path()})), ElementsAre("a", "b", "c"));
}

TEST(Inputs, TakeTheFilesThatAPatternMatches) {
  const PictureFolder folder;
  touch(folder, {"a1.jpg", "a2.jpg", "b1.jpg"});
  EXPECT_THAT(stems(expand_inputs({folder / "a*.jpg"})), ElementsAre("a1", "a2"));
}

TEST(Inputs, TakeAFileWhoseNameLooksLikeAPattern) {
  const PictureFolder folder;
  touch(folder, {"a[1].jpg", "a1.jpg"});
  EXPECT_THAT(stems(expand_inputs({folder / "a[1].jpg"})), ElementsAre("a[1]"));
}

TEST(Inputs, TakeAPictureOnceThatIsNamedTwice) {
  const PictureFolder folder;
  touch(folder, {"a.jpg"});
  EXPECT_THAT(
      stems(expand_inputs({folder / "a.jpg", folder / "../" / folder.path().filename() / "a.jpg"})),
      ElementsAre("a"));
}

TEST(Inputs, KeepAFileThatIsMissingSoThatReadingItSaysSo) {
  EXPECT_THAT(stems(expand_inputs({"/nowhere/a.jpg"})), ElementsAre("a"));
}

TEST(Inputs, SayThatAFolderHoldsNoPicture) {
  const PictureFolder folder;
  const auto inputs = expand_inputs({folder.path()});
  EXPECT_THAT(inputs.pictures, IsEmpty());
  EXPECT_THAT(inputs.problems, ElementsAre(HasSubstr("no picture in this folder")));
}

TEST(Inputs, SayThatAPatternMatchesNothing) {
  EXPECT_THAT(expand_inputs({"/nowhere/*.jpg"}).problems, ElementsAre(HasSubstr("matches none")));
}

TEST(Inputs, CallStandardInputStdin) {
  EXPECT_THAT(stems(expand_inputs({"-"})), ElementsAre("stdin"));
}

TEST(Inputs, TellEqualNamesApartByTheirFolders) {
  const PictureFolder folder;
  touch(folder, {"x/a.jpg", "y/a.jpg", "y/b.jpg"});
  const auto inputs = expand_inputs({folder / "x", folder / "y"});
  EXPECT_THAT(stems(inputs), ElementsAre("x_a", "y_a", "b"));
  EXPECT_THAT(inputs.notes, ElementsAre(HasSubstr("called x_a"), HasSubstr("called y_a")));
}

TEST(Inputs, TellEqualNamesOfOneFolderApartByTheirSuffix) {
  const PictureFolder folder;
  touch(folder, {"x/a.jpg", "x/a.png"});
  EXPECT_THAT(stems(expand_inputs({folder / "x"})), ElementsAre("x_a_jpg", "x_a_png"));
}

TEST(Inputs, TellTheRestApartByNumbers) {
  const PictureFolder folder;
  touch(folder, {"1/x/a.jpg", "2/x/a.jpg"});
  EXPECT_THAT(stems(expand_inputs({folder / "1/x", folder / "2/x"})),
              ElementsAre("x_a_jpg", "x_a_jpg_2"));
}

}  // namespace
}  // namespace handsight
