// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/nn/functional/loss.h>
#include <torch/optim/adam.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "handsight/networks/blocks/batch_norm.h"
#include "handsight/networks/discriminator.h"
#include "handsight/networks/network.h"

// Each of these failed in a report. The tests say what has to hold instead.

namespace handsight {
namespace {

namespace F = torch::nn::functional;

class DiscriminatorContract : public testing::TestWithParam<DiscriminatorEntry> {};

TEST_P(DiscriminatorContract, PassesAGradientToTheGeneratorsLogits) {
  torch::manual_seed(2);
  const auto discriminator = GetParam().make(Json());
  auto logits = at::randn({2, GetParam().input.channels, 64, 64}).requires_grad_();
  const auto verdict = discriminator->forward(at::softmax(logits, 1));
  F::binary_cross_entropy_with_logits(verdict, at::ones_like(verdict)).backward();
  EXPECT_GT(logits.grad().norm().item<double>(), 0.0);
}

TEST_P(DiscriminatorContract, JudgesPatchesOnOneMap) {
  const auto discriminator = GetParam().make(Json());
  const auto verdict = discriminator->forward(at::rand({2, GetParam().input.channels, 128, 96}));
  EXPECT_EQ(verdict.size(0), 2);
  EXPECT_EQ(verdict.size(1), 1);
  EXPECT_GT(verdict.size(2) * verdict.size(3), 1);
}

TEST_P(DiscriminatorContract, RefusesOtherChannels) {
  const auto discriminator = GetParam().make(Json());
  EXPECT_THROW(discriminator->forward(at::rand({1, 7, 64, 64})), std::exception);
}

INSTANTIATE_TEST_SUITE_P(Catalog, DiscriminatorContract, testing::ValuesIn(discriminator_catalog()),
                         [](const auto& entry) { return std::string(entry.param.name); });

TEST(Discriminators, HaveTheMapsOfTheReports) {
  const auto side_of = [](const char* name) {
    const auto entry = find_discriminator(name);
    return entry.make(Json())->forward(at::rand({2, entry.input.channels, 128, 128})).size(2);
  };
  EXPECT_EQ(side_of("disc_paper"), 4);
  EXPECT_EQ(side_of("disc_code"), 5);
  EXPECT_EQ(side_of("patchgan"), 14);
}

/// Bright discs on dark noise, and where they are.
struct Discs {
  at::Tensor images;  ///< N 3 S S
  at::Tensor masks;   ///< N S S, int64
  at::Tensor x, y;    ///< N, pixels
};

Discs draw_discs(std::int64_t count, std::int64_t side) {
  const auto centres = at::rand({2, count}) * static_cast<double>(side - 20) + 10.0;
  const auto axis = at::arange(side, at::kFloat);
  const auto dx = axis.view({1, 1, side}) - centres[0].view({count, 1, 1});
  const auto dy = axis.view({1, side, 1}) - centres[1].view({count, 1, 1});
  const auto inside = (dx.square() + dy.square()) < 36.0;
  const auto images = inside.to(at::kFloat).unsqueeze(1) + 0.3 * at::randn({count, 3, side, side});
  return {.images = images, .masks = inside.to(at::kLong), .x = centres[0], .y = centres[1]};
}

TEST(Segnet, HasNormalisationOfItsOwnBehindEachConvolution) {
  const auto network = find_network("segnet").make({{"base", 8}});
  std::int64_t norms = 0;
  for (const auto& module : network->modules()) {
    norms += module->as<BatchNormImpl>() != nullptr ? 1 : 0;
  }
  EXPECT_EQ(norms, 13 + 12);  // all convolutions but the last
}

/// Standard deviation of the maps of an untrained network.
double spread_at_start(const std::string& name, const Json& options) {
  torch::manual_seed(5);
  const auto network = find_network(name).make(options);
  const torch::NoGradGuard no_grad;
  return network->forward(at::randn({2, 3, 64, 64})).std().item<double>();
}

TEST(FcnTwin, StartsInTheRangeOfDepths) {
  EXPECT_LT(spread_at_start("fcn_twin", {{"base", 8}}), 2.0);
}

TEST(Deconvnet, StartsInTheRangeOfDepths) {
  EXPECT_LT(spread_at_start("deconvnet", {{"base", 32}, {"bottleneck", 16}}), 2.0);
}

/// Statistics of the weights as they are now, over a few batches.
void reestimate_statistics(Network& network, const at::Tensor& images) {
  const torch::NoGradGuard no_grad;
  for (const auto& module : network.modules()) {
    if (auto* norm = module->as<BatchNormImpl>()) norm->reset_running_stats();
  }
  network.train();
  for (int i = 0; i < 60; ++i) network.forward(images);
}

TEST(Segnet, LosesAsMuchInEvaluationAsInTraining) {
  torch::manual_seed(4);
  const auto network = find_network("segnet").make({{"base", 8}});
  const auto discs = draw_discs(8, 64);
  torch::optim::Adam optimizer(network->parameters(), torch::optim::AdamOptions(1e-3));
  const auto loss = [&] { return F::cross_entropy(network->forward(discs.images), discs.masks); };
  for (int i = 0; i < 20; ++i) {
    optimizer.zero_grad();
    loss().backward();
    optimizer.step();
  }
  reestimate_statistics(*network, discs.images);
  const torch::NoGradGuard no_grad;
  const auto training = loss().item<double>();
  network->eval();
  EXPECT_NEAR(loss().item<double>() / training, 1.0, 0.1);
}

TEST(SlowHeatmaps, FindThePointInsteadOfACorner) {
  torch::manual_seed(6);
  constexpr std::int64_t kSide = 64;
  constexpr std::int64_t kCount = 64;
  const auto network = find_network("composed")
                           .make({{"encoder", "resnet18"},
                                  {"decoder", "unet"},
                                  {"decoder_options", {{"channels", {64, 32, 16, 16, 8}}}},
                                  {"heads", {"heatmaps"}},
                                  {"head_options", {{"heatmaps", {{"points", 1}}}}}});
  const auto discs = draw_discs(kCount, kSide);
  const auto target = discs.y.round().to(at::kLong) * kSide + discs.x.round().to(at::kLong);
  torch::optim::Adam optimizer(network->parameters(), torch::optim::AdamOptions(1e-3));
  for (int i = 0; i < 300; ++i) {
    const auto first = (i % 4) * 16;
    optimizer.zero_grad();
    const auto maps = network->forward(discs.images.slice(0, first, first + 16)).flatten(1);
    F::cross_entropy(maps, target.slice(0, first, first + 16)).backward();
    optimizer.step();
  }
  network->eval();
  const torch::NoGradGuard no_grad;
  const auto peak = network->forward(discs.images).flatten(1).argmax(1);
  const auto dx = peak.remainder(kSide) - discs.x;
  const auto dy = peak.div(kSide, "floor") - discs.y;
  EXPECT_LT((dx.square() + dy.square()).sqrt().mean().item<double>(), 2.0);
}

}  // namespace
}  // namespace handsight
