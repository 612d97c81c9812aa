// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/modules/conv.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/convolution.h"
#include "handsight/networks/blocks/padding.h"
#include "handsight/networks/network.h"
#include "handsight/tensors/autocast.h"

namespace handsight {
namespace {

std::int64_t parameters_of(const Network& network) {
  std::int64_t sum = 0;
  for (const auto& parameter : network.parameters()) sum += parameter.numel();
  return sum;
}

TEST(Margins, PutTheOddColumnRight) {
  const auto margins = margins_to_multiple(at::zeros({1, 3, 240, 135}), 16);
  EXPECT_EQ(margins.left, 4);
  EXPECT_EQ(margins.right, 5);
  EXPECT_EQ(margins.top + margins.bottom, 0);
}

TEST(Margins, AreUndoneByCropping) {
  const auto image = at::rand({2, 3, 17, 23});
  const auto margins = margins_to_multiple(image, 8);
  EXPECT_TRUE(at::equal(crop(pad(image, margins), margins), image));
}

TEST(Unet, HasTheReportedCountWithNormalisationAfterEachConvolution) {
  EXPECT_EQ(parameters_of(*find_network("unet_base").make({{"norm", "all"}})), 949'442);
}

TEST(Unet, BecomesUnetFullWithItsOptions) {
  const auto network = find_network("unet").make({{"norm", "none"}, {"bias", true}});
  EXPECT_EQ(parameters_of(*network), 7'760'130);
}

TEST(Unet, HasAsManyMapsAsClasses) {
  const auto network = find_network("unet").make({{"base", 4}, {"depth", 2}, {"classes", 5}});
  EXPECT_EQ(network->forward(at::rand({2, 3, 16, 16})).size(1), 5);
}

TEST(Unet, SaysThatBaseAndDepthAreTooMuchTogether) {
  try {
    (void)find_network("unet").make({{"base", 256}, {"depth", 7}});
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_EQ(std::string(error.what()),
              "network unet: base 256 and depth 7 give 32768 channels at the bottom, at most 2048 "
              "are allowed; choose a smaller base or depth");
  }
}

TEST(Unet, DropsOutOnlyWhileTraining) {
  const auto network = find_network("unet").make({{"base", 4}, {"depth", 1}, {"dropout", 0.5}});
  const auto image = at::rand({2, 3, 16, 16});
  EXPECT_FALSE(at::equal(network->forward(image), network->forward(image)));
  network->eval();
  EXPECT_TRUE(at::equal(network->forward(image), network->forward(image)));
}

TEST(Unet, PadsWithoutChangingTheMiddleOfTheLogits) {
  torch::manual_seed(1);
  const auto network =
      find_network("unet").make({{"base", 4}, {"depth", 1}, {"convs", 1}, {"norm", "none"}});
  const torch::NoGradGuard no_grad;
  const auto image = at::rand({1, 3, 34, 34});
  const auto whole = network->forward(image).slice(2, 8, 24).slice(3, 8, 24);
  // an even offset keeps the grid of the pooling
  const auto part = network->forward(image.slice(2, 2, 33).slice(3, 2, 33));
  EXPECT_LT((part.slice(2, 6, 22).slice(3, 6, 22) - whole).abs().max().item<double>(), 1e-5);
}

TEST(ConvTranspose2d, EqualsLibtorchsInFloat32) {
  const torch::nn::ConvTranspose2dOptions options =
      torch::nn::ConvTranspose2dOptions(6, 4, 4).stride(2).padding(1);
  ConvTranspose2d ours(options);
  torch::nn::ConvTranspose2d theirs(options);
  const torch::NoGradGuard no_grad;
  theirs->weight.copy_(ours->weight);
  theirs->bias.copy_(ours->bias);
  const auto map = at::rand({2, 6, 5, 7});
  EXPECT_TRUE(at::equal(ours->forward(map), theirs->forward(map)));
}

TEST(ConvTranspose2d, ComputesInFloat32UnderBFloat16Autocast) {
  ConvTranspose2d up(torch::nn::ConvTranspose2dOptions(4, 3, 4).stride(2).padding(1));
  const auto map = at::rand({1, 4, 5, 5}).to(at::kBFloat16);
  const auto exact = up->forward(map.to(at::kFloat));
  const AutocastScope autocast(Precision::kBFloat16, at::kCPU);
  EXPECT_TRUE(at::equal(up->forward(map), exact));
}

TEST(ConvTranspose2d, IsTheSameSumAsAPixelShuffle) {
  ConvTranspose2d up(torch::nn::ConvTranspose2dOptions(4, 3, 2).stride(2));
  const torch::NoGradGuard no_grad;
  // small integers, so that bfloat16 is exact
  up->weight.copy_(at::randint(-4, 5, up->weight.sizes()));
  up->bias.copy_(at::randint(-4, 5, up->bias.sizes()));
  const auto map = at::randint(-2, 3, {2, 4, 5, 7}).to(at::kFloat);
  const auto exact = up->forward(map);
  const AutocastScope autocast(Precision::kBFloat16, at::kCPU);
  const auto shuffled = up->forward(map);
  EXPECT_EQ(shuffled.scalar_type(), at::kBFloat16);
  EXPECT_TRUE(at::equal(shuffled.to(at::kFloat), exact));
}

TEST(ConvTranspose2d, LearnsWithTheGradientsOfATransposedConvolution) {
  ConvTranspose2d up(torch::nn::ConvTranspose2dOptions(2, 3, 3).padding(1));
  {
    const torch::NoGradGuard no_grad;
    // small integers, so that every order of the sums is exact
    up->weight.copy_(at::randint(-4, 5, up->weight.sizes()));
    up->bias.copy_(at::randint(-4, 5, up->bias.sizes()));
  }
  const auto map = at::randint(-2, 3, {2, 2, 5, 7}).to(at::kFloat).requires_grad_();
  const auto pull = at::randint(-2, 3, {2, 3, 5, 7}).to(at::kFloat);
  const auto gradients = [&](const at::Tensor& found) {
    return torch::autograd::grad({(found * pull).sum()}, {map, up->weight, up->bias});
  };
  const auto theirs = at::conv_transpose2d(map, up->weight, up->bias, 1, 1);
  const auto ours = up->forward(map);
  EXPECT_TRUE(at::equal(ours, theirs));
  const auto expected = gradients(theirs);
  const auto found = gradients(ours);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_TRUE(at::equal(found[i], expected[i]));
}

TEST(TrailingPadConv2d, PadsBelowAndRightOnly) {
  TrailingPadConv2d conv(torch::nn::Conv2dOptions(1, 1, 3).stride(2).bias(false));
  const torch::NoGradGuard no_grad;
  conv->weight.fill_(1.0);
  const auto sums = conv->forward(at::ones({1, 1, 4, 4}));
  EXPECT_TRUE(at::equal(sums, at::tensor({9.0F, 6.0F, 6.0F, 4.0F}).reshape({1, 1, 2, 2})));
}

TEST(HeInitialisation, CountsTheInputsOfOneOutputPixel) {
  torch::manual_seed(1);
  ConvTranspose2d up(torch::nn::ConvTranspose2dOptions(256, 64, 4).stride(2).padding(1));
  init_he_fan_in(*up);
  EXPECT_NEAR(up->weight.std().item<double>(), std::sqrt(2.0 / (256 * 4)), 1e-4);
}

}  // namespace
}  // namespace handsight
