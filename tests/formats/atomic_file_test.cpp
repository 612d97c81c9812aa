// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/atomic_file.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

#include "formats/scratch.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;
using test::bytes_of_file;
using test::message_of;
using test::Scratch;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;

/// Lets this process write no file longer than `bytes`, as a full disk does.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

TEST(AtomicFile, HoldsWhatWasWrittenOnceCommitted) {
  const Scratch scratch;
  AtomicFile file(scratch / "a.txt");
  file.write("one ");
  file.write("two");
  file.commit();
  EXPECT_EQ(bytes_of_file(scratch / "a.txt"), "one two");
}

TEST(AtomicFile, IsNotThereBeforeTheCommit) {
  const Scratch scratch;
  AtomicFile file(scratch / "a.txt");
  file.write("half");
  EXPECT_FALSE(fs::exists(scratch / "a.txt"));
}

TEST(AtomicFile, LeavesTheOldFileWhenTheWriteIsGivenUp) {
  const Scratch scratch;
  scratch.put("a.txt", "old");
  {
    AtomicFile file(scratch / "a.txt");
    file.write("new");
  }
  EXPECT_EQ(bytes_of_file(scratch / "a.txt"), "old");
}

TEST(AtomicFile, LeavesNoTemporaryFileWhenTheWriteIsGivenUp) {
  const Scratch scratch;
  { AtomicFile(scratch / "a.txt").write("new"); }
  EXPECT_EQ(scratch.file_count(), 0U);
}

TEST(AtomicFile, LeavesNoTemporaryFileAfterTheCommit) {
  const Scratch scratch;
  write_file(scratch / "a.txt", "new");
  EXPECT_EQ(scratch.file_count(), 1U);
}

TEST(AtomicFile, KeepsTheOldFileAndSaysWhyWhenTheDiskTakesNoMore) {
  const Scratch scratch;
  scratch.put("a.txt", "old");
  const std::string large(100'000, 'x');
  const FileSizeLimit limit(4096);
  const auto message = message_of<FileError>([&] { write_file(scratch / "a.txt", large); });
  EXPECT_THAT(message, AllOf(HasSubstr("cannot write '" + (scratch / "a.txt").string() + "': "),
                             HasSubstr("File too large"),
                             EndsWith("; free space or choose another folder")));
  EXPECT_EQ(bytes_of_file(scratch / "a.txt"), "old");
  EXPECT_EQ(scratch.file_count(), 1U);
}

TEST(AtomicFile, SaysThatItsFolderIsMissing) {
  const Scratch scratch;
  EXPECT_THAT(message_of<FileError>([&] { AtomicFile(scratch / "no/a.txt"); }),
              EndsWith("No such file or directory; create its folder first"));
}

TEST(AtomicFile, RefusesTheNameOfAFolder) {
  const Scratch scratch;
  EXPECT_THAT(message_of<FileError>([&] { AtomicFile(scratch.folder()); }),
              EndsWith("it is a folder; choose another name"));
}

TEST(AtomicFile, DoesNotReplaceADevice) {
  EXPECT_THAT(message_of<FileError>([] { AtomicFile("/dev/null"); }),
              HasSubstr("it is a pipe or a device"));
}

TEST(AtomicFile, RefusesAFolderWithoutTheRightToWrite) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const Scratch scratch;
  fs::permissions(scratch.folder(), fs::perms::owner_read | fs::perms::owner_exec);
  const auto message = message_of<FileError>([&] { AtomicFile(scratch / "a.txt"); });
  fs::permissions(scratch.folder(), fs::perms::owner_all);
  EXPECT_THAT(message, EndsWith("; change the permissions or choose another folder"));
}

TEST(AtomicFile, WritesThroughALinkAndKeepsTheLink) {
  const Scratch scratch;
  scratch.put("real.txt", "old");
  fs::create_symlink(scratch / "real.txt", scratch / "link.txt");
  write_file(scratch / "link.txt", "new");
  EXPECT_TRUE(fs::is_symlink(scratch / "link.txt"));
  EXPECT_EQ(bytes_of_file(scratch / "real.txt"), "new");
}

TEST(AtomicFile, KeepsThePermissionsOfTheFileItReplaces) {
  const Scratch scratch;
  scratch.put("a.txt", "old");
  fs::permissions(scratch / "a.txt", fs::perms::owner_read | fs::perms::owner_write);
  write_file(scratch / "a.txt", "new");
  EXPECT_EQ(fs::status(scratch / "a.txt").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST(AtomicFile, TakesANameAsLongAsTheFileSystemDoes) {
  const Scratch scratch;
  const std::string name(255, 'n');
  write_file(scratch / name, "text");
  EXPECT_EQ(bytes_of_file(scratch / name), "text");
}

TEST(AtomicFile, RefusesToWriteAfterTheCommit) {
  const Scratch scratch;
  AtomicFile file(scratch / "a.txt");
  file.commit();
  EXPECT_THAT(message_of<InvalidArgument>([&] { file.write("more"); }),
              EndsWith("the file is already finished"));
}

TEST(AtomicFile, LeavesOneWholeFileWhenSeveralThreadsWriteIt) {
  const Scratch scratch;
  std::vector<std::thread> threads;
  for (const char letter : {'a', 'b', 'c', 'd'}) {
    threads.emplace_back([&scratch, letter] {
      for (int i = 0; i < 5; ++i) write_file(scratch / "x", std::string(10'000, letter));
    });
  }
  for (auto& thread : threads) thread.join();
  const auto text = bytes_of_file(scratch / "x");
  EXPECT_EQ(text, std::string(10'000, text.at(0)));
  EXPECT_EQ(scratch.file_count(), 1U);
}

TEST(MakeFolder, CreatesItsParents) {
  const Scratch scratch;
  make_folder(scratch / "a/b/c");
  EXPECT_TRUE(fs::is_directory(scratch / "a/b/c"));
}

TEST(MakeFolder, AcceptsAFolderThatIsThere) {
  const Scratch scratch;
  EXPECT_NO_THROW(make_folder(scratch.folder()));
}

TEST(MakeFolder, SaysThatAFileIsInTheWay) {
  const Scratch scratch;
  scratch.put("a", "a file");
  EXPECT_THAT(message_of<FileError>([&] { make_folder(scratch / "a/b"); }),
              AllOf(HasSubstr("cannot create the folder"), HasSubstr("choose another folder")));
  EXPECT_THAT(message_of<FileError>([&] { make_folder(scratch / "a"); }),
              HasSubstr("cannot create the folder"));
}

}  // namespace
}  // namespace handsight
