// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/lmdb_writer.h"

#include <lmdb.h>

#include <memory>
#include <system_error>

#include "handsight/core/error.h"
#include "handsight/formats/atomic_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

struct CloseEnvironment {
  void operator()(MDB_env* environment) const { ::mdb_env_close(environment); }
};
struct EndTransaction {
  void operator()(MDB_txn* transaction) const { ::mdb_txn_abort(transaction); }
};

void check(const fs::path& folder, int result) {
  if (result != 0) fail<FileError>(folder.string(), ": LMDB: ", ::mdb_strerror(result));
}

/// Room for the values, their page rounding and the tree above them.
std::size_t map_bytes(const std::map<std::string, std::vector<std::byte>>& values) {
  constexpr std::size_t kPage = 4096;
  std::size_t bytes = 256 * kPage;
  for (const auto& [key, value] : values) bytes += (key.size() + value.size() + 2 * kPage);
  return bytes / kPage * kPage;
}

/// A new database in an empty folder.
void write_environment(const fs::path& folder,
                       const std::map<std::string, std::vector<std::byte>>& values) {
  const auto check_here = [&folder](int result) { check(folder, result); };
  MDB_env* created = nullptr;
  check_here(::mdb_env_create(&created));
  const std::unique_ptr<MDB_env, CloseEnvironment> environment(created);
  check_here(::mdb_env_set_mapsize(created, map_bytes(values)));
  // nobody else writes, so no lock file is left behind
  check_here(::mdb_env_open(created, folder.c_str(), MDB_NOLOCK, 0644));
  MDB_txn* begun = nullptr;
  check_here(::mdb_txn_begin(created, nullptr, 0, &begun));
  std::unique_ptr<MDB_txn, EndTransaction> transaction(begun);
  MDB_dbi database = 0;
  check_here(::mdb_dbi_open(begun, nullptr, 0, &database));
  for (const auto& [key, value] : values) {
    // the library takes what it only reads by non-const pointers
    MDB_val key_value{key.size(), const_cast<char*>(key.data())};
    MDB_val stored{value.size(), const_cast<std::byte*>(value.data())};
    check_here(::mdb_put(begun, database, &key_value, &stored, 0));
  }
  check_here(::mdb_txn_commit(transaction.release()));
}

}  // namespace

void write_lmdb(const fs::path& folder,
                const std::map<std::string, std::vector<std::byte>>& values) {
  make_folder(folder);
  // LMDB makes an empty database before it writes: the name is given to a whole one only
  const fs::path part = folder / "unfinished";
  std::error_code ignored;
  fs::remove_all(part, ignored);
  make_folder(part);
  write_environment(part, values);
  std::error_code error;
  fs::rename(part / "data.mdb", folder / "data.mdb", error);
  if (error) fail<FileError>(folder.string(), ": cannot write data.mdb: ", error.message());
  fs::remove_all(part, ignored);
}

}  // namespace handsight
