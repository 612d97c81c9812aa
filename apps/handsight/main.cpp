// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <exception>
#include <new>
#include <string>

#include "handsight/core/error.h"

#include "command.h"
#include "console.h"

namespace {

// libtorch and OpenCV add a trace of C++ frames after the first line; the person reading has no
// use for it.
std::string first_line(const std::string& message) { return message.substr(0, message.find('\n')); }

int run(int argc, char** argv) {
  CLI::App app{"Sees hands in pictures: masks, training, evaluation.", "handsight"};
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
#define HS_COMMAND(command) handsight::add_##command##_command(app);
#include "commands.inc"
#undef HS_COMMAND
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& request) {  // --help, --version
    return app.exit(request);
  } catch (const CLI::ParseError& error) {
    handsight::report_error(std::string(error.what()) + "; see handsight --help");
    return handsight::kExitUsage;
  }
  return handsight::kExitDone;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const handsight::AlreadyReported&) {
    return handsight::kExitFailed;
  } catch (const std::bad_alloc&) {
    handsight::report_error("out of memory; use a smaller picture or batch");
    return handsight::kExitFailed;
  } catch (const std::exception& error) {
    handsight::report_error(first_line(error.what()));
    return handsight::exit_code(error);
  }
}
