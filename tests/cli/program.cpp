// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "imaging/picture_samples.h"

namespace handsight::testing {
namespace {

constexpr unsigned kPatienceSeconds = 120;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool redirect(const std::filesystem::path& path, int flags, int descriptor) {
  const int opened = open(path.c_str(), flags, 0600);
  return opened >= 0 && dup2(opened, descriptor) == descriptor;
}

// In the child, up to the program itself.
void become(std::vector<char*>& arguments, const RunOptions& options,
            const std::filesystem::path& out, const std::filesystem::path& err) {
  constexpr int kCreate = O_WRONLY | O_CREAT | O_TRUNC;
  if (!redirect(options.standard_input, O_RDONLY, STDIN_FILENO) ||
      !redirect(out, out == "/dev/full" ? O_WRONLY : kCreate, STDOUT_FILENO) ||
      !redirect(err, kCreate, STDERR_FILENO) || chdir(options.folder.c_str()) != 0) {
    return;
  }
  for (const auto& [name, value] : options.environment) setenv(name.c_str(), value.c_str(), 1);
  if (options.max_file_bytes > 0) {
    // Without its signal the limit shows as a failed write, as a full disk does.
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{options.max_file_bytes, options.max_file_bytes};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return;
  }
  alarm(kPatienceSeconds);
  execv(arguments.front(), arguments.data());
}

}  // namespace

Finished run_program(const std::filesystem::path& program,
                     const std::vector<std::string>& arguments, const RunOptions& options) {
  const PictureFolder folder;
  const auto err = folder / "err";
  const auto out = options.standard_output.empty() ? folder / "out" : options.standard_output;
  std::vector<std::string> texts{program.string()};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);

  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    become(pointers, options, out, err);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status),
          .out = options.standard_output.empty() ? text_of(out) : std::string{},
          .err = text_of(err)};
}

}  // namespace handsight::testing
