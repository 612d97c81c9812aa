// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#ifdef HANDSIGHT_HAS_TENSORS
#include <torch/version.h>
#endif
#ifdef HANDSIGHT_HAS_IMAGING
#include <opencv2/core/version.hpp>
#endif

#include "command.h"
#include "listing.h"

namespace handsight {
namespace {

constexpr const char* kProfile =
#if defined(HANDSIGHT_HAS_TRAINING) && defined(HANDSIGHT_HAS_IMAGING)
    "full";
#elif defined(HANDSIGHT_HAS_TRAINING)
    "training-core";
#elif defined(HANDSIGHT_HAS_IMAGING)
    "runtime";
#else
    "minimal";
#endif

/// What this processor has for fast arithmetic, of the things libtorch and oneDNN look for.
std::string cpu_capability() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bf16") != 0) return "AVX-512 with bf16";
  if (__builtin_cpu_supports("avx512f") != 0) return "AVX-512";
  if (__builtin_cpu_supports("avx2") != 0) return "AVX2";
  return "x86-64";
#elif defined(__aarch64__)
  return "ARM64";
#else
  return "other";
#endif
}

std::string compiler() {
#if defined(__clang__)
  return "Clang " __clang_version__;
#elif defined(__GNUC__)
  return "GCC " __VERSION__;
#else
  return "unknown";
#endif
}

Json describe() {
  Json version{{"name", "handsight"},    {"version", HANDSIGHT_VERSION},
               {"profile", kProfile},    {"build", HANDSIGHT_BUILD_TYPE},
               {"compiler", compiler()}, {"libtorch", nullptr},
               {"opencv", nullptr},      {"cpu", cpu_capability()}};
#ifdef HANDSIGHT_HAS_TENSORS
  version["libtorch"] = TORCH_VERSION;
#endif
#ifdef HANDSIGHT_HAS_IMAGING
  version["opencv"] = CV_VERSION;
#endif
  return version;
}

void run(bool as_json) {
  const auto version = describe();
  if (as_json) {
    std::fputs(json_text(version).c_str(), stdout);
    return;
  }
  std::printf("handsight %s\n", HANDSIGHT_VERSION);
  for (const auto& [key, value] : version.items()) {
    if (key == "name" || key == "version") continue;
    std::printf("%-9s %s\n", key.c_str(), value.is_null() ? "-" : value.get<std::string>().c_str());
  }
}

}  // namespace

void add_version_command(CLI::App& app) {
  auto* command = app.add_subcommand("version", "Show the version and what it was built with");
  const auto as_json = std::make_shared<bool>(false);
  command->add_flag("--json", *as_json, "one object");
  command->callback([as_json] { run(*as_json); });
}

}  // namespace handsight
