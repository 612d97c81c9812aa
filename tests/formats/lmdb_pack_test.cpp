// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/lmdb_pack.h"

#include <lmdb.h>

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

#include "formats/scratch.h"

namespace handsight {
namespace {

using test::bytes_of_file;
using test::message_of;
using test::Scratch;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A database with the keys 1__l and 2__r, in a folder.
void write_pack(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  MDB_env* environment = nullptr;
  MDB_txn* transaction = nullptr;
  MDB_dbi database = 0;
  ASSERT_EQ(mdb_env_create(&environment), 0);
  ASSERT_EQ(mdb_env_open(environment, folder.c_str(), 0, 0644), 0);
  ASSERT_EQ(mdb_txn_begin(environment, nullptr, 0, &transaction), 0);
  ASSERT_EQ(mdb_dbi_open(transaction, nullptr, 0, &database), 0);
  for (std::string key : {"2__r", "1__l"}) {
    std::string value = "value of " + key;
    MDB_val key_bytes{key.size(), key.data()};
    MDB_val value_bytes{value.size(), value.data()};
    ASSERT_EQ(mdb_put(transaction, database, &key_bytes, &value_bytes, 0), 0);
  }
  ASSERT_EQ(mdb_txn_commit(transaction), 0);
  mdb_env_close(environment);
  std::filesystem::remove(folder / "lock.mdb");
}

class Lmdb : public ::testing::Test {
 protected:
  Lmdb() { write_pack(path_); }
  Scratch scratch_;
  std::filesystem::path path_ = scratch_ / "x.lmdb";
};

TEST_F(Lmdb, FindsValuesByKey) {
  const LmdbPack pack(path_);
  EXPECT_EQ(pack.size(), 2);
  const auto value = pack.find("1__l");
  ASSERT_TRUE(value);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(value->data()), value->size()),
            "value of 1__l");
  EXPECT_FALSE(pack.find("1__r"));
  EXPECT_FALSE(pack.find(""));
}

TEST_F(Lmdb, ListsKeysInOrder) {
  std::vector<std::string> keys;
  LmdbPack(path_).visit_keys([&](std::string_view key) { keys.emplace_back(key); });
  EXPECT_THAT(keys, ElementsAre("1__l", "2__r"));
}

TEST_F(Lmdb, WritesNoLockFile) {
  (void)LmdbPack(path_).find("1__l");
  EXPECT_FALSE(std::filesystem::exists(path_ / "lock.mdb"));
}

TEST_F(Lmdb, OpensTheDataFileItself) { EXPECT_EQ(LmdbPack(path_ / "data.mdb").size(), 2); }

TEST_F(Lmdb, RefusesAFileThatIsCutShort) {
  const auto whole = bytes_of_file(path_ / "data.mdb");
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{100}, std::size_t{4096}, whole.size() - 4096}) {
    const auto path = scratch_.put("short.lmdb", whole.substr(0, size));
    EXPECT_THAT(message_of<FileError>([&] { const LmdbPack pack(path); }), HasSubstr("short.lmdb"))
        << size;
  }
}

TEST_F(Lmdb, RefusesOtherFiles) {
  const auto path = scratch_.put("y.lmdb", std::string(20000, 'x'));
  EXPECT_THAT(message_of<FileError>([&] { const LmdbPack pack(path); }),
              HasSubstr("cannot be read as an LMDB database"));
}

}  // namespace
}  // namespace handsight
