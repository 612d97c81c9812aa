// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <span>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/formats/lmdb_pack.h"
#include "handsight/formats/lmdb_writer.h"
#include "handsight/formats/mat_writer.h"

#include "data/temp_folder.h"

namespace handsight {
namespace {

TEST(MatWriter, WritesWhatTheReaderReads) {
  std::vector<std::vector<MatValue>> people;
  people.push_back({mat_text("ann"), mat_matrix({1, 2, 3, 4}, 2, 2)});
  people.push_back({mat_text("bob"), mat_matrix({}, 1, 0)});
  const MatVariables file{{"mask", mat_bytes({1, 0, 1, 1, 0, 0}, 3, 2)},
                          {"people", mat_structs({"name", "polygon"}, std::move(people))}};
  const auto bytes = encode_mat(file);
  const auto back = parse_mat(std::as_bytes(std::span(bytes)), "test");
  EXPECT_THAT(back.at("mask").bytes, testing::ElementsAre(1, 0, 1, 1, 0, 0));
  EXPECT_EQ(back.at("mask").rows(), 3);
  const auto& structs = back.at("people");
  ASSERT_EQ(structs.size(), 2U);
  EXPECT_EQ(structs.field("name", 1)->text, "bob");
  EXPECT_EQ(structs.field("polygon", 0)->number(3), 4.0);
  EXPECT_EQ(structs.field("polygon", 1)->size(), 0U);
}

TEST(LmdbWriter, WritesWhatTheReaderReads) {
  const test::TempFolder folder;
  write_lmdb(folder.path() / "pack.lmdb",
             {{"7__l", {std::byte{1}, std::byte{2}}}, {"7__r", std::vector<std::byte>(100'000)}});
  const LmdbPack pack(folder.path() / "pack.lmdb");
  EXPECT_EQ(pack.size(), 2U);
  EXPECT_EQ(pack.find("7__l")->size(), 2U);
  EXPECT_EQ(pack.find("7__r")->size(), 100'000U);
  EXPECT_FALSE(pack.find("8__l").has_value());
}

}  // namespace
}  // namespace handsight
