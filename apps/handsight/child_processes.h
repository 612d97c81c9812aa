// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace handsight {

/// A process that has ended.
struct FinishedChild {
  std::size_t number = 0;
  int exit_code = 0;  ///< minus the signal where one ended it
};

/// This program, started again several times side by side.
class ChildProcesses {
 public:
  explicit ChildProcesses(std::size_t limit) : limit_(limit) {}
  /// Ends those that still run.
  ~ChildProcesses();
  ChildProcesses(const ChildProcesses&) = delete;
  ChildProcesses& operator=(const ChildProcesses&) = delete;

  /// Runs `handsight ARGUMENTS` with its messages in the file `log`. Throws FileError when that
  /// cannot be done.
  void start(std::size_t number, const std::vector<std::string>& arguments, const std::string& log);
  /// Waits until one ends; nothing when `give_up`, which is asked all along, says so before.
  std::optional<FinishedChild> wait(const std::function<bool()>& give_up);

  [[nodiscard]] bool full() const { return running_.size() >= limit_; }
  [[nodiscard]] bool empty() const { return running_.empty(); }

 private:
  std::size_t limit_;
  std::map<pid_t, std::size_t> running_{};
};

}  // namespace handsight
