// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <opencv2/dnn.hpp>

#include "handsight/engine/onnx_file.h"
#include "handsight/exporting/onnx_export.h"

#include "exporting/agreement.h"
#include "formats/scratch.h"

namespace handsight {
namespace {

TEST(ExportForOpenCv, GivesOpenCvTheLogitsOfTheShippedNetworks) {
  const test::Scratch scratch;
  const auto file = scratch / "network.onnx";
  for (const auto& options : {Json{{"sides", true}}, Json{{"points", 21}}}) {
    const auto network = test::awake(find_network("mobileunet_v2").make(options));
    auto graph = export_network(*network, {.channels = 3, .height = 64, .width = 96}).graph;
    spell_out_clips(graph);
    engine::write_onnx(file, graph);

    const auto image = at::linspace(-9, 9, 3 * 64 * 96).mul(7).sin().view({1, 3, 64, 96});
    auto net = cv::dnn::readNetFromONNX(file.string());
    net.setInput(cv::Mat({1, 3, 64, 96}, CV_32F, image.data_ptr<float>()));
    const cv::Mat found = net.forward();
    const at::NoGradGuard no_gradients;
    const auto expected = network->forward(image).contiguous();
    ASSERT_EQ(static_cast<std::int64_t>(found.total()), expected.numel());
    const auto logits = at::from_blob(found.data, expected.sizes(), at::kFloat);
    EXPECT_LT((logits - expected).abs().max().item<float>(),
              1e-4F * expected.abs().max().item<float>());
  }
}

}  // namespace
}  // namespace handsight
