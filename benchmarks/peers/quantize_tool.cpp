// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
// quantize_tool MODEL RESULT N C H W: 8-bit codes with ranges from random pictures, for timing
// only.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "handsight/core/seed.h"
#include "handsight/engine/onnx_file.h"
#include "handsight/engine/quantize.h"

using namespace handsight;

int main(int count, char** arguments) {
  try {
    if (count != 7) {
      std::fprintf(stderr, "usage: quantize_tool MODEL RESULT N C H W\n");
      return 2;
    }
    engine::Shape shape;
    for (int i = 3; i < 7; ++i) shape.push_back(std::stol(arguments[i]));
    Random random(Seed(2));
    std::vector<engine::CalibrationSample> samples;
    for (int i = 0; i < 4; ++i) {
      engine::Tensor image = engine::make_tensor(DType::kF32, shape);
      for (float& value : image.as<float>()) value = static_cast<float>(random.normal());
      samples.push_back({std::move(image)});
    }
    engine::write_onnx(arguments[2],
                       engine::quantize(engine::read_onnx(arguments[1]), samples).graph);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "quantize_tool: %s\n", error.what());
    return 1;
  }
}
