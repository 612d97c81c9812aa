// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "handsight/engine/onnx_file.h"
#include "handsight/engine/quantize.h"

#include "engine/graphs.h"
#include "formats/scratch.h"

namespace handsight::engine {
namespace {

using handsight::test::bytes_of_file;
using handsight::test::Scratch;

/// Against ONNX Runtime, where HANDSIGHT_ORT names a folder with onnxruntime-node in it.
class OnnxRuntime : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::getenv("HANDSIGHT_ORT") == nullptr) {
      GTEST_SKIP() << "HANDSIGHT_ORT is not set: npm install --prefix FOLDER onnxruntime-node@1.30";
    }
  }

  /// What ONNX Runtime makes of one picture.
  std::vector<float> answer(const Graph& graph, const Tensor& image) const {
    write_onnx(scratch_ / "model.onnx", graph);
    const auto bytes = image.as<char>();
    scratch_.put("input", {bytes.data(), bytes.size()});
    std::string command = "node " HANDSIGHT_SOURCE_DIR "/tests/engine/onnxruntime.mjs";
    for (const char* const name : {"model.onnx", "input", "output"}) {
      command.append(" ").append((scratch_ / name).string());
    }
    for (const auto size : image.shape) command.append(" ").append(std::to_string(size));
    EXPECT_EQ(std::system(command.c_str()), 0);
    const std::string output = bytes_of_file(scratch_ / "output");
    std::vector<float> values(output.size() / sizeof(float));
    std::memcpy(values.data(), output.data(), values.size() * sizeof(float));
    return values;
  }

  /// Root mean square of the difference over that of the expected values.
  static double difference(const std::vector<float>& found, const std::vector<float>& expected) {
    EXPECT_EQ(found.size(), expected.size());
    double error = 0.0, square = 1e-30;
    for (std::size_t i = 0; i < std::min(found.size(), expected.size()); ++i) {
      error += std::pow(static_cast<double>(found[i]) - expected[i], 2);
      square += std::pow(static_cast<double>(expected[i]), 2);
    }
    return std::sqrt(error / square);
  }

  Scratch scratch_{};
};

/// A file of ours says what other runtimes expect: sizes are free, so none are stated.
Graph exported(Graph graph) {
  graph.outputs[0].shape = test::free_image(2);
  return graph;
}

TEST_F(OnnxRuntime, AgreesInFp32) {
  const Graph graph = exported(test::small_network());
  const Tensor image = test::noise_tensor({2, 3, 32, 48}, 1);
  EXPECT_LT(difference(to_floats(test::run(graph, {image})[0]), answer(graph, image)), 1e-5);
}

TEST_F(OnnxRuntime, AgreesOnAQuantisedFile) {
  const Tensor image = test::noise_tensor({1, 3, 32, 48}, 1);
  const std::vector<CalibrationSample> samples{{image}};
  const Graph graph = quantize(exported(test::small_network()), samples).graph;
  EXPECT_LT(difference(to_floats(test::run(graph, {image}, {})[0]), answer(graph, image)), 0.03);
}

}  // namespace
}  // namespace handsight::engine
