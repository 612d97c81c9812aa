// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

namespace handsight {

/// Adds one subcommand to the program. Its callback does the work when the command line names it,
/// and throws when the work fails; main() turns that into one line and an exit code.
#define HS_COMMAND(command) void add_##command##_command(CLI::App& app);
#include "commands.inc"
#undef HS_COMMAND

}  // namespace handsight
