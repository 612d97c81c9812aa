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

#include "networks/small.h"
#include "networks/temp_folder.h"

// Every network in the catalogue keeps these promises. A new one is covered without a new test.

namespace handsight {

void PrintTo(const NetworkEntry& entry, std::ostream* out) { *out << entry.name; }

namespace {

class NetworkContract : public testing::TestWithParam<NetworkEntry> {
 protected:
  void SetUp() override { torch::manual_seed(7); }
};

std::shared_ptr<Network> make(const NetworkEntry& entry) {
  return entry.make(small_options(entry.name));
}

std::shared_ptr<Network> make_for_evaluation(const NetworkEntry& entry) {
  auto network = make(entry);
  network->eval();
  return network;
}

at::Tensor pictures(const NetworkEntry& entry, std::int64_t count, std::int64_t side) {
  return at::rand({count, entry.input.channels, side, side});
}

/// Some scales start at zero, so that the weights behind them get no gradient at first.
void wake(Network& network) {
  const torch::NoGradGuard no_grad;
  for (auto& parameter : network.named_parameters()) {
    auto& value = parameter.value();
    if (parameter.key().ends_with("weight") && value.abs().max().item<double>() == 0.0) {
      value.normal_(0.5, 0.1);
    }
  }
}

/// Recurrent matrices see nothing in a clip of one frame.
bool needs_a_past(const std::string& parameter) {
  return parameter.find("weight_hh") != std::string::npos;
}

at::Tensor loss_of(Network& network, const at::Tensor& image, const at::Tensor& target) {
  torch::manual_seed(11);  // the same dropout each time
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
    const auto image = at::rand({2, GetParam().input.channels, height, width});
    const auto sizes = network->forward(image).sizes().vec();
    ASSERT_EQ(sizes.size(), 4U);
    EXPECT_EQ(sizes[0], 2);
    EXPECT_EQ(sizes[1], channels_of(network->outputs()));
    EXPECT_EQ(sizes[2], height);
    EXPECT_EQ(sizes[3], width);
  }
}

TEST_P(NetworkContract, SaysWhatItsChannelsAreInTheirOrder) {
  std::int64_t next = 0;
  for (const auto& output : make(GetParam())->outputs()) {
    EXPECT_EQ(output.first, next) << output.name;
    EXPECT_GT(output.channels, 0) << output.name;
    next += output.channels;
  }
}

TEST_P(NetworkContract, LowersItsLossInOneStep) {
  const auto network = make(GetParam());
  const auto image = pictures(GetParam(), 2, 64);
  const auto target = half_hand(2, 64);
  const auto before = loss_of(*network, image, target);
  before.backward();
  double squared_norm = 0.0;
  for (const auto& parameter : network->parameters()) {
    if (parameter.grad().defined()) squared_norm += parameter.grad().square().sum().item<double>();
  }
  const torch::NoGradGuard no_grad;
  const double rate = 1e-3 * before.item<double>() / squared_norm;  // 0.1 % less where it is linear
  for (auto& parameter : network->parameters()) {
    if (parameter.grad().defined()) parameter.sub_(parameter.grad(), rate);
  }
  EXPECT_LT(loss_of(*network, image, target).item<double>(), before.item<double>());
}

TEST_P(NetworkContract, SendsAFiniteGradientToEveryWeight) {
  const auto network = make(GetParam());
  wake(*network);
  loss_of(*network, pictures(GetParam(), 2, 64), half_hand(2, 64)).backward();
  for (const auto& parameter : network->named_parameters()) {
    const auto& gradient = parameter.value().grad();
    ASSERT_TRUE(gradient.defined()) << parameter.key();
    EXPECT_TRUE(gradient.isfinite().all().item<bool>()) << parameter.key();
    if (gradient.dim() > 1 && !needs_a_past(parameter.key())) {
      EXPECT_GT(gradient.abs().max().item<double>(), 0.0) << parameter.key();
    }
  }
}

TEST_P(NetworkContract, GivesTheSameLogitsBitForBitAfterSavingAndLoading) {
  const TempFolder folder;
  const auto network = make(GetParam());
  const auto image = pictures(GetParam(), 2, 64);
  network->forward(image);  // moves the running statistics
  network->eval();
  save_checkpoint(folder / "n.safetensors", *network,
                  {.network = std::string(GetParam().name),
                   .options = std::make_shared<const Json>(small_options(GetParam().name)),
                   .input_height = 64,
                   .input_width = 64});
  const auto loaded = load_checkpoint(folder / "n.safetensors").network;
  const torch::NoGradGuard no_grad;
  EXPECT_TRUE(at::equal(loaded->forward(image), network->forward(image)));
}

/// Rounding lets another pixel of a window be its maximum, and unpooling puts values there.
bool unpools(std::string_view network) {
  return network == "segnet" || network.starts_with("deconvnet");
}

TEST_P(NetworkContract, AgreesWithItselfInBFloat16) {
  const auto network = make_for_evaluation(GetParam());
  const auto image = pictures(GetParam(), 1, 64).contiguous(at::MemoryFormat::ChannelsLast);
  const torch::NoGradGuard no_grad;
  const auto exact = network->forward(image);
  const AutocastScope autocast(Precision::kBFloat16, at::kCPU);
  const auto rounded = network->forward(image).to(at::kFloat);
  const double allowed = unpools(GetParam().name) ? 0.5 : 0.05;
  EXPECT_LT((rounded - exact).abs().mean().item<double>(),
            allowed * exact.abs().mean().item<double>());
}

TEST_P(NetworkContract, HasFiniteGradientsInBFloat16) {
  const auto network = make(GetParam());
  const auto image = pictures(GetParam(), 2, 64).contiguous(at::MemoryFormat::ChannelsLast);
  at::Tensor loss;
  {
    const AutocastScope autocast(Precision::kBFloat16, at::kCPU);
    loss = loss_of(*network, image, half_hand(2, 64));
  }
  loss.backward();
  for (const auto& parameter : network->named_parameters()) {
    ASSERT_TRUE(parameter.value().grad().defined()) << parameter.key();
    EXPECT_TRUE(parameter.value().grad().isfinite().all().item<bool>()) << parameter.key();
  }
}

TEST_P(NetworkContract, RefusesAPictureUnder16Pixels) {
  const auto network = make_for_evaluation(GetParam());
  EXPECT_THROW(network->forward(at::rand({1, GetParam().input.channels, 15, 64})), InvalidArgument);
}

TEST_P(NetworkContract, RefusesAPictureWithoutABatchDimension) {
  const auto network = make_for_evaluation(GetParam());
  EXPECT_THROW(network->forward(at::rand({GetParam().input.channels, 64, 64})), InvalidArgument);
}

TEST_P(NetworkContract, RefusesAnUnknownOption) {
  EXPECT_THROW(GetParam().make({{"no_such_option", 1}}), InvalidArgument);
}

std::vector<NetworkEntry> networks_that_are(bool large) {
  auto entries = network_catalog();
  std::erase_if(entries, [&](const auto& entry) { return is_large(entry.name) != large; });
  return entries;
}

std::string name_of_case(const testing::TestParamInfo<NetworkEntry>& entry) {
  return std::string(entry.param.name);
}

INSTANTIATE_TEST_SUITE_P(Catalog, NetworkContract, testing::ValuesIn(networks_that_are(false)),
                         name_of_case);
INSTANTIATE_TEST_SUITE_P(SlowCatalog, NetworkContract, testing::ValuesIn(networks_that_are(true)),
                         name_of_case);

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

}  // namespace
}  // namespace handsight
