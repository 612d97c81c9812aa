// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "handsight/engine/graph.h"

namespace handsight::engine {

/// Arithmetic of a model's inner layers. kAuto: that of a quantised file, else bf16 where the
/// processor is faster with it, else fp32.
enum class Precision { kAuto, kFp32, kBf16, kInt8 };

/// "fp32", "bf16", "int8", "auto".
[[nodiscard]] std::string_view name_of(Precision precision);

struct ModelOptions {
  Precision precision = Precision::kAuto;
  /// Lets bf16 run on processors without it, many times slower: for tests.
  bool emulate_bf16 = false;
};

/// A network that is ready to be run: immutable, cheap to copy, shared between threads.
class Model {
 public:
  /// Throws FileError and ModelError as read_onnx() does, and ModelError when the precision cannot
  /// be had, with the reason.
  [[nodiscard]] static Model load(const std::filesystem::path& path,
                                  const ModelOptions& options = {});
  [[nodiscard]] static Model parse(std::span<const std::byte> bytes, const std::string& source,
                                   const ModelOptions& options = {});
  explicit Model(Graph graph, const ModelOptions& options = {});

  [[nodiscard]] const std::vector<ValueInfo>& inputs() const;
  [[nodiscard]] const std::vector<ValueInfo>& outputs() const;
  [[nodiscard]] const Metadata& metadata() const;
  /// Never kAuto.
  [[nodiscard]] Precision precision() const;

 private:
  friend class Session;
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// Time that one step of a run took.
struct LayerTime {
  std::string name{};
  std::string op{};  ///< operator and kernel
  Shape shape{};     ///< of its output
  double median_ms = 0.0;
  double gflop_per_s = 0.0;  ///< 0 for steps that only move data
};

struct SessionOptions {
  int threads = 1;
};

/// Runs a model. One session is for one thread at a time and uses `threads` threads of its own
/// choosing; several sessions of one model may run at once. Memory for each set of input sizes is
/// taken on the first run with them and kept for the last few sets, so that further runs take none.
class Session {
 public:
  explicit Session(Model model, const SessionOptions& options = {});
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  /// inputs   in the model's order, row-major N C H W, F32 (or the type that the model asks for)
  /// returns  the model's outputs, row-major; valid until the next call
  /// throws   InvalidArgument when number, types, fixed sizes or bytes are not what the model asks,
  ///          ModelError when the network cannot work on these sizes
  std::span<const TensorView> run(std::span<const TensorView> inputs);

  /// Runs `repetitions` times and gives the median time of each step.
  [[nodiscard]] std::vector<LayerTime> profile(std::span<const TensorView> inputs, int repetitions);

  /// Bytes of working memory for the sizes of the last run, weights not counted.
  [[nodiscard]] std::size_t arena_bytes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight::engine
