// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/lmdb_pack.h"

#include <lmdb.h>

#include <string>
#include <system_error>

#include "handsight/core/error.h"
#include "handsight/formats/mapped_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

struct CloseEnvironment {
  void operator()(MDB_env* environment) const { ::mdb_env_close(environment); }
};
struct EndTransaction {
  void operator()(MDB_txn* transaction) const { ::mdb_txn_abort(transaction); }
};
struct CloseCursor {
  void operator()(MDB_cursor* cursor) const { ::mdb_cursor_close(cursor); }
};
using Environment = std::unique_ptr<MDB_env, CloseEnvironment>;
using Transaction = std::unique_ptr<MDB_txn, EndTransaction>;
using Cursor = std::unique_ptr<MDB_cursor, CloseCursor>;

std::string_view text_of(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

}  // namespace

struct LmdbPack::Impl {
  std::string source;
  Environment environment{};
  MDB_dbi database = 0;

  explicit Impl(const fs::path& path) : source(path.string()) {
    std::error_code error;
    const bool folder = fs::is_directory(path, error);
    const fs::path data = folder ? path / "data.mdb" : path;
    check_length(data);
    MDB_env* created = nullptr;
    check(::mdb_env_create(&created));
    environment.reset(created);
    const unsigned flags = MDB_RDONLY | MDB_NOLOCK | MDB_NOTLS | MDB_NORDAHEAD |
                           (folder ? 0U : static_cast<unsigned>(MDB_NOSUBDIR));
    check(::mdb_env_open(environment.get(), path.c_str(), flags, 0));
    Transaction transaction = begin();
    check(::mdb_dbi_open(transaction.get(), nullptr, 0, &database));
    // committing keeps the handle of the database open
    check(::mdb_txn_commit(transaction.release()));
    check_pages(data);
  }

  /// An empty file would be taken for a new database.
  void check_length(const fs::path& data) const {
    constexpr std::size_t kLeastBytes = 2 * 512;  // two pages that describe the rest
    if (detail::MappedFile(data).bytes().size() < kLeastBytes) {
      fail<FileError>(source, ": too short for an LMDB database; it is cut short");
    }
  }
  /// Reading a page beyond the end of the file would kill the process.
  void check_pages(const fs::path& data) const {
    MDB_envinfo info{};
    MDB_stat stat{};
    check(::mdb_env_info(environment.get(), &info));
    check(::mdb_env_stat(environment.get(), &stat));
    const auto needed = (info.me_last_pgno + 1) * stat.ms_psize;
    const auto found = detail::MappedFile(data).bytes().size();
    if (info.me_last_pgno >= found || needed > found) {
      fail<FileError>(source, ": ", found, " bytes, its header tells of ", needed,
                      "; the LMDB database is cut short");
    }
  }

  void check(int code) const {
    if (code != MDB_SUCCESS) {
      fail<FileError>(source, ": cannot be read as an LMDB database: ", ::mdb_strerror(code));
    }
  }
  [[nodiscard]] Transaction begin() const {
    MDB_txn* transaction = nullptr;
    check(::mdb_txn_begin(environment.get(), nullptr, MDB_RDONLY, &transaction));
    return Transaction(transaction);
  }
};

LmdbPack::LmdbPack(const fs::path& path) : impl_(std::make_unique<Impl>(path)) {}
LmdbPack::~LmdbPack() = default;
LmdbPack::LmdbPack(LmdbPack&&) noexcept = default;
LmdbPack& LmdbPack::operator=(LmdbPack&&) noexcept = default;

std::size_t LmdbPack::size() const {
  MDB_stat stat{};
  impl_->check(::mdb_env_stat(impl_->environment.get(), &stat));
  return stat.ms_entries;
}

std::optional<std::vector<std::byte>> LmdbPack::find(std::string_view key) const {
  if (key.empty() || key.size() > 511) return std::nullopt;  // no key is as long
  const Transaction transaction = impl_->begin();
  MDB_val name{key.size(), const_cast<char*>(key.data())};
  MDB_val value{};
  const int code = ::mdb_get(transaction.get(), impl_->database, &name, &value);
  if (code == MDB_NOTFOUND) return std::nullopt;
  impl_->check(code);
  const auto* begin = static_cast<const std::byte*>(value.mv_data);
  return std::vector<std::byte>(begin, begin + value.mv_size);
}

void LmdbPack::visit_keys(const std::function<void(std::string_view)>& visit) const {
  const Transaction transaction = impl_->begin();
  MDB_cursor* opened = nullptr;
  impl_->check(::mdb_cursor_open(transaction.get(), impl_->database, &opened));
  const Cursor cursor(opened);
  MDB_val key{};
  MDB_val value{};
  int code = ::mdb_cursor_get(opened, &key, &value, MDB_FIRST);
  for (; code == MDB_SUCCESS; code = ::mdb_cursor_get(opened, &key, &value, MDB_NEXT)) {
    visit(text_of(key));
  }
  if (code != MDB_NOTFOUND) impl_->check(code);
}

}  // namespace handsight
