// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "handsight/core/progress.h"

namespace handsight {

/// How much the program says on stderr.
enum class Verbosity { kQuiet, kNormal, kVerbose };

/// A moving line when stderr is a terminal, plain lines (at most one every few seconds) otherwise,
/// nothing when quiet.
[[nodiscard]] std::unique_ptr<Progress> make_progress(Verbosity verbosity);

/// A number in printf's `format`, which is for one double.
[[nodiscard]] std::string fixed(double value, const char* format);

/// One line on stderr: "handsight: warning: ...".
void warn(std::string_view message);

/// Some inputs of a batch failed and were already reported; the program ends with kExitFailed and
/// says no more.
class AlreadyReported : public std::exception {};

/// "handsight: error: ..." on stderr, with control characters and line ends made harmless.
void report_error(std::string_view message);

}  // namespace handsight
