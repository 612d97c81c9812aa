// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <string>

namespace handsight {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

int terminal_columns() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col - 1 : 79;
}

class ConsoleProgress final : public Progress {
 public:
  explicit ConsoleProgress(bool terminal) : terminal_(terminal), every_s_(terminal ? 0.1 : 5.0) {}
  ~ConsoleProgress() override { clear(); }

  void start(std::string_view label, std::int64_t total) override {
    label_ = label;
    total_ = total;
    started_ = shown_ = Clock::now();
  }
  void update(std::int64_t done, std::string_view note) override {
    done_ = done;
    if (seconds_since(shown_) < every_s_) return;
    shown_ = Clock::now();
    const auto elapsed_s = seconds_since(started_);
    if (terminal_) {
      const auto line = progress_line(label_, done, total_, elapsed_s, note, terminal_columns());
      std::fprintf(stderr, "\r\x1b[K%s", line.c_str());
      std::fflush(stderr);
      drawn_ = true;
    } else {
      std::fprintf(stderr, "%s\n", progress_line(label_, done, total_, elapsed_s, note, 0).c_str());
    }
  }
  void finish(std::string_view note) override {
    clear();
    if (!note.empty()) log(note);
  }
  void log(std::string_view line) override {
    clear();
    std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
  }

 private:
  void clear() {
    if (drawn_) std::fputs("\r\x1b[K", stderr);
    drawn_ = false;
  }

  bool terminal_;
  double every_s_;
  std::string label_{};
  std::int64_t total_ = 0;
  std::int64_t done_ = 0;
  Clock::time_point started_{};
  Clock::time_point shown_{};
  bool drawn_ = false;
};

void say(std::string_view kind, std::string_view message) {
  std::string line = "handsight: ";
  line.append(kind).append(": ");
  for (const char c : message) {
    const auto byte = static_cast<unsigned char>(c);
    line += byte < 0x20 || byte == 0x7f ? ' ' : c;
  }
  std::fprintf(stderr, "%s\n", line.c_str());
}

}  // namespace

std::unique_ptr<Progress> make_progress(Verbosity verbosity) {
  if (verbosity == Verbosity::kQuiet) return std::make_unique<SilentProgress>();
  return std::make_unique<ConsoleProgress>(isatty(STDERR_FILENO) == 1);
}

std::string fixed(double value, const char* format) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

void warn(std::string_view message) { say("warning", message); }
void report_error(std::string_view message) { say("error", message); }

}  // namespace handsight
