// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/text.h"

#include <sys/stat.h>

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

#include "formats/scratch.h"

namespace handsight {
namespace {

using test::message_of;
using test::Scratch;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

CsvTable table_of(const std::string& text) {
  const Scratch scratch;
  return read_csv(scratch.put("t.csv", text));
}
std::string table_error(const std::string& text) {
  return message_of<FileError>([&] { static_cast<void>(table_of(text)); });
}

TEST(ReadText, GivesEveryByte) {
  const Scratch scratch;
  const std::string bytes("a\0\r\n\xff", 5);
  EXPECT_EQ(read_text(scratch.put("a", bytes)), bytes);
}

TEST(ReadText, GivesNothingForAnEmptyFile) {
  const Scratch scratch;
  EXPECT_EQ(read_text(scratch.put("a", "")), "");
}

TEST(ReadText, AcceptsAFileOfExactlyTheLimit) {
  const Scratch scratch;
  EXPECT_EQ(read_text(scratch.put("a", "12345"), 5), "12345");
}

TEST(ReadText, RefusesALongerFile) {
  const Scratch scratch;
  const auto path = scratch.put("a", "123456");
  EXPECT_THAT(message_of<FileError>([&] { static_cast<void>(read_text(path, 5)); }),
              EndsWith("6 bytes or more, expected at most 5"));
}

TEST(ReadText, SaysThatTheFileIsMissing) {
  const Scratch scratch;
  EXPECT_THAT(message_of<FileError>([&] { static_cast<void>(read_text(scratch / "no")); }),
              EndsWith("no': No such file or directory"));
}

TEST(ReadText, RefusesAFolder) {
  const Scratch scratch;
  EXPECT_THAT(message_of<FileError>([&] { static_cast<void>(read_text(scratch.folder())); }),
              EndsWith("it is a folder, expected a file"));
}

TEST(ReadText, DoesNotWaitForAPipe) {
  const Scratch scratch;
  ASSERT_EQ(::mkfifo((scratch / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(message_of<FileError>([&] { static_cast<void>(read_text(scratch / "pipe")); }),
              HasSubstr("it is a pipe or a device"));
}

TEST(ReadText, DoesNotReadADeviceWithoutEnd) {
  EXPECT_THAT(message_of<FileError>([] { static_cast<void>(read_text("/dev/zero")); }),
              HasSubstr("it is a pipe or a device"));
}

TEST(ReadLines, LeavesOutLineEndsBlanksAndEmptyLines) {
  const Scratch scratch;
  EXPECT_THAT(read_lines(scratch.put("a", " one\r\n\n\ttwo words \n   \nthree")),
              ElementsAre("one", "two words", "three"));
}

TEST(ReadLines, SkipsAByteOrderMark) {
  const Scratch scratch;
  EXPECT_THAT(read_lines(scratch.put("a", "\xEF\xBB\xBFone\n")), ElementsAre("one"));
}

TEST(ReadLines, GivesNothingForAnEmptyFile) {
  const Scratch scratch;
  EXPECT_THAT(read_lines(scratch.put("a", "")), IsEmpty());
}

TEST(ReadCsv, NamesTheColumnsByTheFirstLine) {
  const auto table = table_of("image,mask\na.jpg,a.png\n");
  EXPECT_THAT(table.columns, ElementsAre("image", "mask"));
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("a.jpg", "a.png")));
}

TEST(ReadCsv, ReadsQuotedFieldsWithCommasQuotesAndLineBreaks) {
  EXPECT_THAT(table_of("a,b\n\"1,2\",\"say \"\"hi\"\"\n\"\n").rows,
              ElementsAre(ElementsAre("1,2", "say \"hi\"\n")));
}

TEST(ReadCsv, KeepsEmptyFields) {
  EXPECT_THAT(table_of("a,b,c\n,,\n").rows, ElementsAre(ElementsAre("", "", "")));
}

TEST(ReadCsv, AcceptsWindowsLineEndsAndAMissingLastOne) {
  EXPECT_THAT(table_of("a,b\r\n1,2\r\n3,\"4\"").rows,
              ElementsAre(ElementsAre("1", "2"), ElementsAre("3", "4")));
}

TEST(ReadCsv, KeepsAnEmptyFieldAtTheEndOfTheFile) {
  EXPECT_THAT(table_of("a,b\n1,").rows, ElementsAre(ElementsAre("1", "")));
}

TEST(ReadCsv, FindsAColumnByName) { EXPECT_EQ(table_of("a,b\n").column("b"), 1U); }

TEST(ReadCsv, NamesTheColumnsThereAreWhenOneIsMissing) {
  const auto table = table_of("a,b\n");
  EXPECT_THAT(message_of<FileError>([&] { static_cast<void>(table.column("c")); }),
              EndsWith("t.csv: no column 'c'; it has: a, b"));
}

TEST(ReadCsv, GivesTheLineOfARowWithTooFewFields) {
  EXPECT_THAT(table_error("a,b\n\"1\n1\",2\n3\n"), EndsWith("t.csv: line 4: 1 fields, expected 2"));
}

TEST(ReadCsv, RefusesTextAfterAClosingQuote) {
  EXPECT_THAT(table_error("a,b\n\"1\"x,2\n"), HasSubstr("line 2: expected a comma"));
}

TEST(ReadCsv, RefusesAQuoteThatIsNeverClosed) {
  EXPECT_THAT(table_error("a\n\"1\n2\n"), EndsWith("line 2: a quoted field has no closing quote"));
}

TEST(ReadCsv, RefusesAnEmptyFile) {
  EXPECT_THAT(table_error("\n\n"), EndsWith("expected a first line that names the columns"));
}

TEST(ReadCsv, RefusesAFirstLineOfMillionsOfColumns) {
  EXPECT_THAT(table_error(std::string(1 << 20, ',')), EndsWith("line 1: more than 4096 fields"));
}

}  // namespace
}  // namespace handsight
