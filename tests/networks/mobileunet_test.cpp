// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/types.h>
#include <torch/utils.h>

#include "handsight/formats/safetensors.h"
#include "handsight/networks/blocks/inverted_residual.h"
#include "handsight/networks/checkpoint.h"
#include "handsight/networks/encoder.h"
#include "handsight/tensors/autocast.h"

namespace handsight {
namespace {

TEST(MobilenetV2, HasTheReportedCountAsATrunk) {
  std::int64_t sum = 0;
  for (const auto& parameter : find_encoder("mobilenet_v2").make(Json())->parameters()) {
    sum += parameter.numel();
  }
  EXPECT_EQ(sum, 2'223'872);
}

TEST(MobilenetV2, NamesItsWeightsAsTorchvisionDoes) {
  const auto encoder = find_encoder("mobilenet_v2").make(Json());
  const auto names = encoder->named_parameters();
  for (const auto* name : {"features.0.0.weight", "features.1.conv.1.weight",
                           "features.2.conv.1.1.bias", "features.18.1.weight"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

TEST(MobilenetV2, PadsOtherwiseWithSamePadding) {
  torch::manual_seed(3);
  const auto same = find_encoder("mobilenet_v2").make({{"same_padding", true}});
  torch::manual_seed(3);
  const auto both = find_encoder("mobilenet_v2").make({{"same_padding", false}});
  same->eval();
  both->eval();
  const auto image = at::rand({1, 3, 64, 64});
  EXPECT_FALSE(at::equal(same->forward(image).front(), both->forward(image).front()));
}

TEST(ConvNormRelu6, LetsBFloat16GradientsThroughBetweenZeroAndSix) {
  ConvNormRelu6 block(ConvNormOptions{.in = 2, .out = 2, .kernel = 1, .groups = 2});
  block->eval();  // batch normalisation that has seen nothing changes nothing
  {
    const torch::NoGradGuard no_grad;
    block->parameters().front().fill_(1.0);
  }
  const auto row = at::tensor({-1.0F, 0.0F, 0.5F, 3.0F, 5.5F, 6.5F, 100.0F});
  // the second channel turned round, so that an order of pixels that is mistaken shows
  const auto values = at::stack({row, row.flip({0})}).view({1, 2, 1, 7});
  const auto image =
      values.to(at::kBFloat16).contiguous(at::MemoryFormat::ChannelsLast).requires_grad_();
  at::Tensor map;
  {
    const AutocastScope autocast(Precision::kBFloat16, at::kCPU);
    map = block->forward(image);
  }
  ASSERT_EQ(map.scalar_type(), at::kBFloat16);
  map.backward(at::full({1, 2, 1, 7}, 2.0, at::kBFloat16));
  const auto expected = at::tensor({0.0F, 0.0F, 2.0F, 2.0F, 2.0F, 0.0F, 0.0F});
  const auto passed = image.grad().to(at::kFloat).view({2, 7});
  EXPECT_TRUE(at::equal(passed[0], expected)) << passed;
  EXPECT_TRUE(at::equal(passed[1], expected.flip({0}))) << passed;
}

class ImagenetWeights : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(path_)) GTEST_SKIP() << path_ << " is not here";
  }
  std::filesystem::path path_ = std::filesystem::path(HANDSIGHT_SOURCE_DIR) /
                                "../shared/data/weights/mobilenet_v2_imagenet.safetensors";
};

TEST_F(ImagenetWeights, FillTheWholeTrunk) {
  const auto encoder = find_encoder("mobilenet_v2").make(Json());
  const auto report = load_weights(*encoder, Safetensors(path_));
  EXPECT_TRUE(report.missing.empty()) << report.missing.front();
  EXPECT_EQ(report.unexpected,
            (std::vector<std::string>{"classifier.1.weight", "classifier.1.bias"}));
}

TEST_F(ImagenetWeights, FillTheEncoderOfTheWholeNetwork) {
  const auto network = find_network("mobileunet_v2").make(Json());
  const auto report = load_weights(*network, Safetensors(path_));
  EXPECT_TRUE(std::none_of(report.missing.begin(), report.missing.end(),
                           [](const auto& name) { return name.starts_with("encoder."); }));
  EXPECT_EQ(report.loaded.size(), 312U);
}

TEST(MobileunetV2, GivesSidesBesideTheMask) {
  const auto network = find_network("mobileunet_v2").make({{"sides", true}});
  const auto outputs = network->outputs();
  ASSERT_EQ(outputs.size(), 3U);
  EXPECT_EQ(outputs[2], (OutputMap{.name = "right", .first = 2}));
  EXPECT_EQ(network->forward(at::zeros({1, 3, 32, 48})).sizes(), at::IntArrayRef({1, 3, 32, 48}));
}

TEST(MobileunetV2, GivesHeatMapsInsteadOfAMask) {
  const auto network = find_network("mobileunet_v2").make({{"points", 21}});
  ASSERT_EQ(network->outputs().size(), 1U);
  EXPECT_EQ(network->outputs().front().kind, OutputKind::kHeatmaps);
  EXPECT_EQ(network->forward(at::zeros({1, 3, 32, 48})).sizes(), at::IntArrayRef({1, 21, 32, 48}));
}

TEST(MobileunetV2, DecidesOnceAPictureWhetherTheHandOfThePointsShowsItsPalm) {
  const auto network = find_network("mobileunet_v2").make({{"palm", true}, {"points", 21}});
  EXPECT_EQ(network->outputs().back(), (OutputMap{.name = "palm", .first = 21}));
  network->eval();
  const auto palm = network->forward(at::rand({1, 3, 32, 48})).slice(1, 21);
  EXPECT_EQ(palm.size(1), 1);
  EXPECT_LT((palm - palm.mean({2, 3}, true)).abs().max().item<float>(), 1e-5F);
}

}  // namespace
}  // namespace handsight
