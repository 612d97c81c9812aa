// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "handsight/core/json.h"

namespace handsight {

struct ModelTimingOptions {
  std::string precision = "auto";  ///< auto | fp32 | bf16 | int8
  int threads = 0;                 ///< 0 takes all
  int rounds = 30;
  std::int64_t batch = 1;
  std::int64_t height = 0;  ///< 0 = the model's own input size
  std::int64_t width = 0;
  bool layers = false;
};

/// How fast the engine runs an .onnx model on this machine, on noise:
///   model, precision, threads, batch, input ([N,C,H,W])
///   load_ms, first_ms       reading the file; the first run, which lays out memory and weights
///   p50_ms, p95_ms, images_per_s
///   arena_bytes, peak_bytes working memory; the largest that the process has been
///   gflop, gflop_per_s      of the layers that multiply, for one run
///   peak_gflop_per_s        of a product of 2048 x 1024 by 1024 x 1024 in the same precision, and
///   share_of_peak           how much of it the model reaches
///   layers                  where asked: name, op, shape, ms, gflop_per_s, in their order
/// Throws FileError and ModelError as the engine does.
[[nodiscard]] Json time_model(const std::filesystem::path& path, const ModelTimingOptions& options);

/// The same for people.
void print_model_timing(const Json& timing);

}  // namespace handsight
