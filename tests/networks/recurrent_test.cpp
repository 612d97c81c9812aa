// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/recurrent.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/types.h>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/unpool.h"

#include "networks/small.h"

namespace handsight {
namespace {

TEST(Unpool, PutsMaximaBackWhereTheyWere) {
  const auto map =
      at::tensor({1.0F, 2.0F, 0.0F, 0.0F, 4.0F, 3.0F, 0.0F, 9.0F}).reshape({1, 1, 2, 4});
  const auto back = unpool(pool_with_switches(map).map, pool_with_switches(map));
  const auto expected =
      at::tensor({0.0F, 0.0F, 0.0F, 0.0F, 4.0F, 0.0F, 0.0F, 9.0F}).reshape({1, 1, 2, 4});
  EXPECT_TRUE(at::equal(back, expected));
}

TEST(Unpool, BringsOddSidesBack) {
  const auto map = at::rand({2, 3, 135, 17});
  const auto pooled = pool_with_switches(map);
  const auto back = unpool(pooled.map, pooled);
  EXPECT_EQ(back.sizes(), map.sizes());
  EXPECT_TRUE(at::equal(at::max_pool2d(back, {2, 2}), pooled.map));
  EXPECT_EQ(back.slice(2, 134).abs().max().item<double>(), 0.0);
}

TEST(Unpool, EqualsLibtorchs) {
  const auto pooled = pool_with_switches(at::rand({2, 5, 8, 6}));
  const auto other = at::rand(pooled.map.sizes());
  EXPECT_TRUE(at::equal(unpool(other, pooled), at::max_unpool2d(other, pooled.switches, {8, 6})));
}

TEST(Unpool, FindsTheSamePlacesInEitherMemoryLayout) {
  const auto map = at::rand({2, 5, 8, 6});
  const auto rows = pool_with_switches(map);
  const auto pixels = pool_with_switches(map.contiguous(at::MemoryFormat::ChannelsLast));
  EXPECT_TRUE(at::equal(unpool(pixels.map, pixels), unpool(rows.map, rows)));
}

TEST(Unpool, SendsTheGradientToEachValue) {
  const auto pooled = pool_with_switches(at::rand({1, 2, 4, 4}));
  auto values = at::rand(pooled.map.sizes()).requires_grad_();
  unpool(values, pooled).sum().backward();
  EXPECT_TRUE(at::equal(values.grad(), at::ones_like(values)));
}

const std::string kPrefix = "deconvnet_";

class RecurrentContract : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    torch::manual_seed(3);
    const auto name = kPrefix + GetParam();
    network_ =
        std::dynamic_pointer_cast<RecurrentNetwork>(find_network(name).make(small_options(name)));
    ASSERT_NE(network_, nullptr);
    const torch::NoGradGuard no_grad;
    for (auto& parameter : network_->named_parameters()) {
      // what starts at zero would hide the memory
      if (parameter.key() == "project.weight") parameter.value().normal_(0.0, 1.0);
    }
    network_->eval();
  }
  std::shared_ptr<RecurrentNetwork> network_;
};

TEST_P(RecurrentContract, GivesTheSameInTwoPiecesAsInOne) {
  const torch::NoGradGuard no_grad;
  const auto clip = at::rand({4, 2, 3, 64, 48});
  const auto whole = run_clip(*network_, clip);
  const auto first = run_clip(*network_, clip.slice(0, 0, 2));
  const auto second = run_clip(*network_, clip.slice(0, 2, 4), first.state);
  EXPECT_TRUE(at::equal(at::cat({first.logits, second.logits}), whole.logits));
}

TEST_P(RecurrentContract, RemembersTheFrameBefore) {
  const torch::NoGradGuard no_grad;
  const auto image = at::rand({1, 3, 64, 64});
  const auto before = network_->step(at::rand({1, 3, 64, 64}), {});
  EXPECT_FALSE(at::equal(network_->step(image, before.state).logits, network_->forward(image)));
}

TEST_P(RecurrentContract, SendsAGradientBackInTime) {
  auto first = at::rand({1, 3, 64, 64}).requires_grad_();
  const auto before = network_->step(first, {});
  network_->step(at::rand({1, 3, 64, 64}), before.state).logits.square().sum().backward();
  EXPECT_GT(first.grad().abs().max().item<double>(), 0.0);
}

TEST_P(RecurrentContract, RefusesTheStateOfAnotherBatch) {
  const auto before = network_->step(at::rand({2, 3, 64, 64}), {});
  EXPECT_THROW(network_->step(at::rand({1, 3, 64, 64}), before.state), InvalidArgument);
}

TEST_P(RecurrentContract, RefusesAClipWithoutTime) {
  EXPECT_THROW((void)run_clip(*network_, at::rand({2, 3, 64, 64})), InvalidArgument);
}

INSTANTIATE_TEST_SUITE_P(Forms, RecurrentContract,
                         testing::Values("lstm", "lstm_residual", "convlstm"));

class ResidualMemory : public testing::TestWithParam<const char*> {};

TEST_P(ResidualMemory, StartsAsDeconvnetExactly) {
  const auto base = find_network("deconvnet").make(small_options("deconvnet"));
  const auto name = kPrefix + GetParam();
  const auto network = find_network(name).make(small_options(name));
  const torch::NoGradGuard no_grad;
  auto own = network->named_parameters();
  for (const auto& parameter : base->named_parameters()) {
    ASSERT_TRUE(own.contains(parameter.key())) << parameter.key();
    own[parameter.key()].copy_(parameter.value());
  }
  base->eval();
  network->eval();
  const auto image = at::rand({1, 3, 100, 80});
  EXPECT_TRUE(at::equal(network->forward(image), base->forward(image)));
}

INSTANTIATE_TEST_SUITE_P(Forms, ResidualMemory, testing::Values("lstm_residual", "convlstm"));

TEST(DeconvnetLstm, SaysThatFramesAreTooLarge) {
  const auto network = find_network("deconvnet_lstm").make(small_options("deconvnet_lstm"));
  EXPECT_THROW(network->forward(at::rand({2, 3, 256, 256})), InvalidArgument);
}

TEST(DeconvnetLstmResidual, StartsWithOpenForgetGates) {
  const auto name = std::string("deconvnet_lstm_residual");
  const auto network = find_network(name).make(small_options(name));
  const auto bias = network->named_parameters()["lstm.bias_ih_l0"];
  const auto hidden = bias.size(0) / 4;
  EXPECT_TRUE(at::equal(bias.slice(0, hidden, 2 * hidden), at::ones({hidden})));
  EXPECT_EQ(bias.sum().item<double>(), static_cast<double>(hidden));
}

TEST(DeconvnetLstmResidual, StartsWithOrthogonalRecurrence) {
  const auto name = std::string("deconvnet_lstm_residual");
  const auto network = find_network(name).make(small_options(name));
  const auto gate = network->named_parameters()["lstm.weight_hh_l1"].slice(0, 0, 8);
  EXPECT_TRUE(at::allclose(gate.matmul(gate.t()), at::eye(8), 1e-4, 1e-5));
}

}  // namespace
}  // namespace handsight
