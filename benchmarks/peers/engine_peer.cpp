// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
// engine_peer MODEL THREADS PRECISION N C H W: runs once for each line on stdin and answers with
// the milliseconds; the line "layers" with the time of each step.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "handsight/core/seed.h"
#include "handsight/engine/model.h"

using namespace handsight;

namespace {

engine::Precision precision_of(const std::string& name) {
  if (name == "fp32") return engine::Precision::kFp32;
  if (name == "bf16") return engine::Precision::kBf16;
  return name == "int8" ? engine::Precision::kInt8 : engine::Precision::kAuto;
}

double run_ms(engine::Session& session, std::span<const TensorView> inputs) {
  const auto start = std::chrono::steady_clock::now();
  session.run(inputs);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

void print_layers(engine::Session& session, std::span<const TensorView> inputs) {
  for (const auto& layer : session.profile(inputs, 15)) {
    std::printf("%8.3f ms %8.1f GFLOP/s  %-44s %-18s %s\n", layer.median_ms, layer.gflop_per_s,
                layer.op.c_str(), engine::text_of(layer.shape).c_str(), layer.name.c_str());
  }
}

int run(const std::vector<std::string>& arguments) {
  const engine::Model model =
      engine::Model::load(arguments[1], {.precision = precision_of(arguments[3])});
  engine::Session session(model, {.threads = std::stoi(arguments[2])});
  engine::Shape shape;
  for (std::size_t i = 4; i < 8; ++i) shape.push_back(std::stol(arguments[i]));
  engine::Tensor image = engine::make_tensor(DType::kF32, shape);
  Random random(Seed(1));
  for (float& value : image.as<float>()) value = static_cast<float>(random.normal());
  const TensorView view{image.dtype, image.shape, image.bytes};
  run_ms(session, {&view, 1});
  for (std::string line; std::getline(std::cin, line);) {
    if (line == "layers") {
      print_layers(session, {&view, 1});
    } else if (line == "memory") {
      rusage usage{};
      getrusage(RUSAGE_SELF, &usage);
      std::printf("%ld\n", usage.ru_maxrss);
    } else {
      std::printf("%.4f\n", run_ms(session, {&view, 1}));
    }
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    if (count == 8) return run({arguments, arguments + count});
    std::fprintf(stderr, "usage: engine_peer MODEL THREADS fp32|bf16|int8|auto N C H W\n");
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "engine_peer: %s\n", error.what());
    return 1;
  }
}
