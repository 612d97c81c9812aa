// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/network.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/nn/functional/loss.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/networks/checkpoint.h"
#include "handsight/tensors/autocast.h"

#include "networks/temp_folder.h"

// Every network in the catalogue keeps these promises. A new one is covered without a new test.

namespace handsight {

void PrintTo(const NetworkEntry& entry, std::ostream* out) { *out << entry.name; }

namespace {

class NetworkContract : public testing::TestWithParam<NetworkEntry> {
 protected:
  void SetUp() override { torch::manual_seed(7); }
};

std::shared_ptr<Network> make_for_evaluation(const NetworkEntry& entry) {
  auto network = entry.make(Json());
  network->eval();
  return network;
}

at::Tensor loss_of(Network& network, const at::Tensor& image, const at::Tensor& target) {
  const auto logits = network.forward(image);
  namespace F = torch::nn::functional;
  if (logits.size(1) == 1) {
    return F::binary_cross_entropy_with_logits(logits.squeeze(1).to(at::kFloat),
                                               target.to(at::kFloat));
  }
  return F::cross_entropy(logits.to(at::kFloat), target);
}

at::Tensor half_hand(std::int64_t images, std::int64_t side) {
  auto target = at::zeros({images, side, side}, at::kLong);
  target.slice(1, 0, side / 2).fill_(1);
  return target;
}

TEST_P(NetworkContract, GivesLogitsOfTheImagesSize) {
  const auto network = make_for_evaluation(GetParam());
  const torch::NoGradGuard no_grad;
  for (const auto& [height, width] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {64, 64}, {17, 16}, {16, 31}, {135, 48}}) {
    const auto sizes = network->forward(at::rand({2, 3, height, width})).sizes().vec();
    ASSERT_EQ(sizes.size(), 4U);
    EXPECT_EQ(sizes[0], 2);
    EXPECT_EQ(sizes[2], height);
    EXPECT_EQ(sizes[3], width);
  }
}

TEST_P(NetworkContract, LowersItsLossInOneStep) {
  const auto network = GetParam().make(Json());
  const auto image = at::rand({2, 3, 64, 64});
  const auto target = half_hand(2, 64);
  const auto before = loss_of(*network, image, target);
  before.backward();
  double squared_norm = 0.0;
  for (const auto& parameter : network->parameters()) {
    squared_norm += parameter.grad().square().sum().item<double>();
  }
  const torch::NoGradGuard no_grad;
  const double rate = 1e-3 * before.item<double>() / squared_norm;  // 0.1 % less where it is linear
  for (auto& parameter : network->parameters()) parameter.sub_(parameter.grad(), rate);
  EXPECT_LT(loss_of(*network, image, target).item<double>(), before.item<double>());
}

TEST_P(NetworkContract, SendsAFiniteGradientToEveryWeight) {
  const auto network = GetParam().make(Json());
  loss_of(*network, at::rand({2, 3, 64, 64}), half_hand(2, 64)).backward();
  for (const auto& parameter : network->named_parameters()) {
    const auto& gradient = parameter.value().grad();
    ASSERT_TRUE(gradient.defined()) << parameter.key();
    EXPECT_TRUE(gradient.isfinite().all().item<bool>()) << parameter.key();
    if (gradient.dim() > 1) {
      EXPECT_GT(gradient.abs().max().item<double>(), 0.0) << parameter.key();
    }
  }
}

TEST_P(NetworkContract, GivesTheSameLogitsBitForBitAfterSavingAndLoading) {
  const TempFolder folder;
  const auto network = GetParam().make(Json());
  const auto image = at::rand({2, 3, 64, 64});
  network->forward(image);  // moves the running statistics
  network->eval();
  save_checkpoint(folder / "n.safetensors", *network,
                  {.network = std::string(GetParam().name), .input_height = 64, .input_width = 64});
  const auto loaded = load_checkpoint(folder / "n.safetensors").network;
  const torch::NoGradGuard no_grad;
  EXPECT_TRUE(at::equal(loaded->forward(image), network->forward(image)));
}

TEST_P(NetworkContract, AgreesWithItselfInBFloat16) {
  const auto network = make_for_evaluation(GetParam());
  const auto image = at::rand({1, 3, 64, 64}).contiguous(at::MemoryFormat::ChannelsLast);
  const torch::NoGradGuard no_grad;
  const auto exact = network->forward(image);
  const AutocastScope autocast(Precision::kBFloat16, at::kCPU);
  const auto rounded = network->forward(image).to(at::kFloat);
  EXPECT_LT((rounded - exact).abs().mean().item<double>(),
            0.05 * exact.abs().mean().item<double>());
}

TEST_P(NetworkContract, HasFiniteGradientsInBFloat16) {
  const auto network = GetParam().make(Json());
  const auto image = at::rand({2, 3, 64, 64}).contiguous(at::MemoryFormat::ChannelsLast);
  at::Tensor loss;
  {
    const AutocastScope autocast(Precision::kBFloat16, at::kCPU);
    loss = loss_of(*network, image, half_hand(2, 64));
  }
  loss.backward();
  for (const auto& parameter : network->named_parameters()) {
    EXPECT_TRUE(parameter.value().grad().isfinite().all().item<bool>()) << parameter.key();
  }
}

TEST_P(NetworkContract, RefusesAPictureUnder16Pixels) {
  const auto network = make_for_evaluation(GetParam());
  EXPECT_THROW(network->forward(at::rand({1, 3, 15, 64})), InvalidArgument);
}

TEST_P(NetworkContract, RefusesAPictureWithoutABatchDimension) {
  const auto network = make_for_evaluation(GetParam());
  EXPECT_THROW(network->forward(at::rand({3, 64, 64})), InvalidArgument);
}

TEST_P(NetworkContract, RefusesAnUnknownOption) {
  EXPECT_THROW(GetParam().make({{"no_such_option", 1}}), InvalidArgument);
}

INSTANTIATE_TEST_SUITE_P(Catalog, NetworkContract, testing::ValuesIn(network_catalog()),
                         [](const auto& entry) { return std::string(entry.param.name); });

TEST(FindNetwork, ListsTheKnownNetworks) {
  try {
    (void)find_network("unnet");
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_NE(std::string(error.what()).find("unknown network 'unnet'; known networks: unet, "),
              std::string::npos)
        << error.what();
  }
}

struct KnownCost {
  const char* network;
  std::int64_t parameters;
  std::int64_t buffers;
  double gmac;  // three digits after the point
};
void PrintTo(const KnownCost& cost, std::ostream* out) { *out << cost.network; }

class KnownCosts : public testing::TestWithParam<KnownCost> {};

TEST_P(KnownCosts, AreThoseOfTheReports) {
  const auto& known = GetParam();
  const auto entry = find_network(known.network);
  const auto network = entry.make(Json());
  const auto cost = measure_cost(*network, entry.input);
  EXPECT_EQ(cost.parameters, known.parameters);
  EXPECT_EQ(cost.buffers, known.buffers);
  EXPECT_NEAR(static_cast<double>(cost.macs) * 1e-9, known.gmac, 0.0005);
}

INSTANTIATE_TEST_SUITE_P(Table, KnownCosts,
                         testing::Values(KnownCost{"unet_base", 948'034, 0, 2.633},
                                         KnownCost{"unet_full", 7'760'130, 0, 6.367},
                                         KnownCost{"unet_full_alternate", 7'763'074, 2'944, 6.367},
                                         KnownCost{"handseg_unet", 7'763'074, 5'888, 3.018},
                                         KnownCost{"posenet_unet", 7'763'701, 5'888, 3.028},
                                         KnownCost{"unet34", 17'269'538, 8'832, 10.030},
                                         KnownCost{"mobileunet_v2", 4'682'895, 42'512, 0.744}),
                         [](const auto& cost) { return std::string(cost.param.network); });

TEST(MeasureCost, LeavesTheNetworkInItsMode) {
  const auto network = find_network("unet").make({{"base", 4}, {"depth", 1}});
  (void)measure_cost(*network, {.channels = 3, .height = 16, .width = 16});
  EXPECT_TRUE(network->is_training());
}

TEST(MeasureCost, CountsTheSmallestUnetByHand) {
  const auto network =
      find_network("unet").make({{"base", 4}, {"depth", 1}, {"convs", 1}, {"classes", 1}});
  // encoder 3*4*9 at 256 cells and 4*8*9 at 64, up 8*4*4 at 64, decoder 8*4*9 at 256, output 4
  const auto cost = measure_cost(*network, {.channels = 3, .height = 16, .width = 16});
  EXPECT_EQ(cost.macs, 108 * 256 + 288 * 64 + 128 * 64 + 288 * 256 + 4 * 256);
}

}  // namespace
}  // namespace handsight
