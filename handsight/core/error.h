// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace handsight {

/// Base of everything the library throws. The message says who, what was found,
/// what was expected and what to do next, in one line.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An option, argument or tensor breaks a documented precondition.
class InvalidArgument : public Error {
 public:
  using Error::Error;
};

/// A file is missing, unreadable, unwritable or not in the expected format.
class FileError : public Error {
 public:
  using Error::Error;
};

/// A model or a training run cannot do what is asked of it: another task, weights that do not fit,
/// a loss that is not a number.
class ModelError : public Error {
 public:
  using Error::Error;
};

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed =
    1;                                // the run failed: bad file, disk full, model for another task
inline constexpr int kExitUsage = 2;  // the command line or the recipe is wrong

/// The exit code of a program that ends with `error`: 2 for InvalidArgument, else 1.
[[nodiscard]] int exit_code(const std::exception& error);

/// Streams `parts` into one message and throws `Kind`.
template <class Kind = InvalidArgument, class... Parts>
[[noreturn]] void fail(const Parts&... parts) {
  std::ostringstream message;
  (message << ... << parts);
  throw Kind(message.str());
}

}  // namespace handsight
