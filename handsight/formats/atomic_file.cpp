// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/formats/descriptor.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

std::string_view advice(int error_number) {
  switch (error_number) {
    case ENOENT:
      return "; create its folder first";
    case ENOTDIR:
      return "; a part of its path is a file, choose another folder";
    case EACCES:
    case EPERM:
    case EROFS:
      return "; change the permissions or choose another folder";
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "; free space or choose another folder";
    default:
      return "";
  }
}

[[noreturn]] void fail_to_write(const fs::path& path, int error_number) {
  fail<FileError>("cannot write '", path.string(), "': ", detail::system_text(error_number),
                  advice(error_number));
}

/// The file that `path` names: a link is followed, so that the link itself stays.
fs::path link_target(const fs::path& path) {
  std::error_code error;
  if (!fs::is_symlink(path, error)) return path;
  auto target = fs::weakly_canonical(path, error);
  return error ? path : target;
}

/// A new file beside `target`, under a name that no other thread or process has.
std::pair<detail::Descriptor, fs::path> create_beside(const fs::path& target, mode_t mode) {
  constexpr int kMostTries = 10000;
  const auto prefix = ".handsight-" + std::to_string(::getpid()) + "-";
  for (int i = 0; i < kMostTries; ++i) {
    auto path = target.parent_path() / (prefix + std::to_string(i) + ".tmp");
    detail::Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (file) return {std::move(file), std::move(path)};
    if (errno != EEXIST) break;
  }
  fail_to_write(target, errno);
}

/// Without it the new name may be gone after a power cut. Some file systems cannot do it, and then
/// the rename is as safe as they make it.
void flush_folder(const fs::path& folder) {
  const auto* name = folder.empty() ? "." : folder.c_str();
  const detail::Descriptor opened(::open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened) ::fsync(opened.get());
}

}  // namespace

struct AtomicFile::Impl {
  fs::path target{};
  fs::path temporary{};
  detail::Descriptor file{};

  void remove() {
    file.reset();
    if (!temporary.empty()) ::unlink(temporary.c_str());
    temporary.clear();
  }
  [[noreturn]] void give_up(int error_number) {
    remove();
    fail_to_write(target, error_number);
  }
  void require_open() const {
    if (!file) fail("cannot write '", target.string(), "': the file is already finished");
  }
};

AtomicFile::AtomicFile(const fs::path& path) : impl_(std::make_unique<Impl>()) {
  impl_->target = link_target(path);
  struct stat status {};
  const bool exists = ::stat(impl_->target.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) {
    fail<FileError>("cannot write '", path.string(),
                    S_ISDIR(status.st_mode)
                        ? "': it is a folder; choose another name"
                        : "': it is a pipe or a device; choose the name of a regular file");
  }
  if (exists && ::access(impl_->target.c_str(), W_OK) != 0) fail_to_write(path, errno);
  std::tie(impl_->file, impl_->temporary) = create_beside(impl_->target, 0666);
  if (exists && ::fchmod(impl_->file.get(), status.st_mode & 07777U) != 0) impl_->give_up(errno);
}

AtomicFile::~AtomicFile() { impl_->remove(); }

void AtomicFile::write(std::span<const std::byte> bytes) {
  impl_->require_open();
  constexpr std::size_t kMostAtOnce = std::size_t{1} << 30U;  // Linux takes no more than 2 GiB
  while (!bytes.empty()) {
    const auto written =
        ::write(impl_->file.get(), bytes.data(), std::min(bytes.size(), kMostAtOnce));
    if (written < 0) {
      if (errno == EINTR) continue;
      impl_->give_up(errno);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void AtomicFile::write(std::string_view text) { write(std::as_bytes(std::span(text))); }

void AtomicFile::commit() {
  impl_->require_open();
  if (::fsync(impl_->file.get()) != 0 && errno != EINVAL) impl_->give_up(errno);
  if (::close(impl_->file.release()) != 0) impl_->give_up(errno);
  if (::rename(impl_->temporary.c_str(), impl_->target.c_str()) != 0) impl_->give_up(errno);
  impl_->temporary.clear();
  flush_folder(impl_->target.parent_path());
}

void write_file(const fs::path& path, std::span<const std::byte> bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

void write_file(const fs::path& path, std::string_view text) {
  write_file(path, std::as_bytes(std::span(text)));
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error && !fs::is_directory(folder, error) && !error) {
    error = std::make_error_code(std::errc::not_a_directory);
  }
  if (error) {
    fail<FileError>("cannot create the folder '", folder.string(), "': ", error.message(),
                    advice(error.value()));
  }
}

}  // namespace handsight
