// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "child_processes.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

#include "handsight/core/error.h"

namespace handsight {
namespace {

constexpr const char* kThisProgram = "/proc/self/exe";
constexpr std::chrono::milliseconds kPollInterval{50};

/// Where the standard streams of a child go.
class Redirection {
 public:
  explicit Redirection(const std::string& log) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, log.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0644);
    posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
  }
  ~Redirection() { posix_spawn_file_actions_destroy(&actions_); }
  Redirection(const Redirection&) = delete;
  Redirection& operator=(const Redirection&) = delete;

  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

}  // namespace

ChildProcesses::~ChildProcesses() {
  for (const auto& [process, number] : running_) kill(process, SIGTERM);
  for (const auto& [process, number] : running_) waitpid(process, nullptr, 0);
}

void ChildProcesses::start(std::size_t number, const std::vector<std::string>& arguments,
                           const std::string& log) {
  std::vector<std::string> words{"handsight"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const Redirection redirection(log);
  pid_t process = 0;
  const int error =
      posix_spawn(&process, kThisProgram, redirection.get(), nullptr, pointers.data(), environ);
  if (error != 0) {
    fail<FileError>("cannot start another handsight with its messages in ", log, ": ",
                    std::strerror(error));
  }
  running_.emplace(process, number);
}

std::optional<FinishedChild> ChildProcesses::wait(const std::function<bool()>& give_up) {
  // asked before children are looked at: a Ctrl-C ends them too, which is no result of theirs
  while (!give_up()) {
    int status = 0;
    // a signal between the question and a call that waits would be lost
    const pid_t process = waitpid(-1, &status, WNOHANG);
    if (process == 0) std::this_thread::sleep_for(kPollInterval);
    if (process == 0 || (process < 0 && errno == EINTR)) continue;
    if (process < 0) fail<FileError>("cannot wait for a process: ", std::strerror(errno));
    const auto found = running_.find(process);
    if (found == running_.end()) continue;
    const FinishedChild child{
        .number = found->second,
        .exit_code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status)};
    running_.erase(found);
    return child;
  }
  return std::nullopt;
}

}  // namespace handsight
