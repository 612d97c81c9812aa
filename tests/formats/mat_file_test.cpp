// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/mat_file.h"

#include <zlib.h>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

#include "data/mat_writer.h"
#include "formats/scratch.h"

namespace handsight {
namespace {

using test::message_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace mat = test::mat;

MatVariables parse(const std::string& file) {
  return parse_mat(std::as_bytes(std::span(file)), "x.mat");
}
std::string error_of(const std::string& file) {
  return message_of<FileError>([&] { (void)parse(file); });
}
std::string compressed(const std::string& element) {
  uLongf length = compressBound(element.size());
  std::string packed(length, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &length,
           reinterpret_cast<const Bytef*>(element.data()), element.size());
  packed.resize(length);
  return mat::number32(15) + mat::number32(static_cast<std::uint32_t>(length)) + packed;
}

TEST(MatFile, KeepsNumbersColumnByColumn) {
  const auto variables = parse(mat::file(mat::doubles(2, 3, {1, 2, 3, 4, 5, 6.5}, "a")));
  const MatValue& a = variables.at("a");
  EXPECT_EQ(a.rows(), 2);
  EXPECT_EQ(a.columns(), 3);
  EXPECT_THAT(a.numbers, ElementsAre(1, 2, 3, 4, 5, 6.5));
}

TEST(MatFile, KeepsBytesAsBytes) {
  const auto variables = parse(mat::file(mat::bytes(1, 3, "\x01\x02\xff", "mask")));
  EXPECT_THAT(variables.at("mask").bytes, ElementsAre(1, 2, 255));
  EXPECT_EQ(variables.at("mask").number(2), 255);
}

TEST(MatFile, ReadsTextAndStructs) {
  const auto variables = parse(
      mat::file(mat::structs({{{"name", mat::text("lhand")}, {"value", mat::doubles(1, 1, {3})}},
                              {{"name", mat::text("head")}, {"value", mat::doubles(1, 1, {4})}}},
                             "parts")));
  const MatValue& parts = variables.at("parts");
  EXPECT_EQ(parts.size(), 2);
  EXPECT_EQ(parts.field("name", 1)->text, "head");
  EXPECT_EQ(parts.field("value", 1)->number(0), 4);
  EXPECT_EQ(parts.field("value", 2), nullptr);
  EXPECT_EQ(parts.field("nosuch"), nullptr);
}

TEST(MatFile, UnpacksCompressedVariables) {
  const auto variables = parse(
      mat::file(compressed(mat::doubles(1, 2, {1, 2}, "a")) + compressed(mat::text("b", "t"))));
  EXPECT_THAT(variables.at("a").numbers, ElementsAre(1, 2));
  EXPECT_EQ(variables.at("t").text, "b");
}

TEST(MatFile, KnowsTheEmptyArrayInsideOthers) {
  const auto variables = parse(mat::file(mat::structs({{{"empty", mat::element(14, "")}}}, "s")));
  EXPECT_EQ(variables.at("s").field("empty")->size(), 0);
}

TEST(MatFile, CallsVersion73ByItsName) {
  EXPECT_THAT(error_of("MATLAB 7.3 MAT-file, Platform"), HasSubstr("version 7.3 (HDF5)"));
}

TEST(MatFile, RefusesOtherFiles) { EXPECT_THAT(error_of("\x89PNG"), HasSubstr("version 5 to 7")); }

TEST(MatFile, RefusesSizesBeyondItsBytes) {
  EXPECT_THAT(error_of(mat::file(mat::array(6, 1U << 15U, 1U << 15U, mat::element(9, "")))),
              HasSubstr("1073741824 numbers in 0 bytes"));
  EXPECT_THAT(error_of(mat::file(mat::array(1, 1U << 15U, 1U << 15U, ""))),
              HasSubstr("more cells than it has bytes for"));
}

TEST(MatFile, RefusesDeepNesting) {
  std::string cells = mat::doubles(1, 1, {1});
  for (int i = 0; i < 40; ++i) cells = mat::array(1, 1, 1, cells);
  EXPECT_THAT(error_of(mat::file(cells)), HasSubstr("nested deeper"));
}

TEST(MatFile, RefusesEveryDamagedPrefixWithoutACrash) {
  const auto whole = mat::file(mat::structs({{{"a", mat::doubles(1, 2, {1, 2})}}}, "s"));
  for (std::size_t size = 128 + 9; size < whole.size() - 8; ++size) {
    EXPECT_THROW((void)parse(whole.substr(0, size)), FileError) << size;
  }
}

TEST(MatFile, RefusesToUnpackWithoutEnd) {
  const std::string zeros(std::size_t{300} << 20U, '\0');
  EXPECT_THAT(error_of(mat::file(compressed(zeros))), HasSubstr("unpacks to more than"));
}

}  // namespace
}  // namespace handsight
