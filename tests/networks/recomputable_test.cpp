// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/recomputable.h"

#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <torch/utils.h>

#include "handsight/networks/blocks/batch_norm.h"
#include "handsight/networks/encoder.h"
#include "handsight/networks/peak_memory.h"
#include "handsight/networks/shapes_only.h"
#include "handsight/tensors/autocast.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

/// Convolution, batch normalisation, dropout.
class PartImpl : public Recomputable {
 public:
  PartImpl() {
    conv_ = register_module("conv", nn::Conv2d(nn::Conv2dOptions(3, 4, 3)));
    norm = register_module("norm", BatchNorm(4));
    dropout_ = register_module("dropout", nn::Dropout(0.5));
  }
  at::Tensor forward(const at::Tensor& input) {
    return through(
        [this](const at::Tensor& map) {
          return dropout_->forward(norm->forward(conv_->forward(map)));
        },
        input);
  }
  BatchNorm norm{nullptr};

 private:
  nn::Conv2d conv_{nullptr};
  nn::Dropout dropout_{nullptr};
};
TORCH_MODULE(Part);

Part make_part(bool recompute) {
  torch::manual_seed(3);
  Part part;
  part->recompute(recompute);
  return part;
}

struct PartRun {
  at::Tensor result, input_gradient, weight_gradient;
};

PartRun run(Part part, Precision precision = Precision::kFloat32) {
  torch::manual_seed(4);
  const auto input = at::rand({2, 3, 8, 8}).requires_grad_();
  const auto result = [&] {
    const AutocastScope scope(precision, at::kCPU);
    return part->forward(input).to(at::kFloat);
  }();
  (void)at::rand({7});  // numbers drawn between the passes
  result.square().sum().backward();
  return {.result = result.detach(),
          .input_gradient = input.grad(),
          .weight_gradient = part->named_parameters()["conv.weight"].grad()};
}

TEST(Recomputable, HasTheSameGradientsThroughTheSameDropout) {
  const auto kept = run(make_part(false));
  const auto recomputed = run(make_part(true));
  EXPECT_TRUE(at::equal(recomputed.result, kept.result));
  EXPECT_TRUE(at::equal(recomputed.input_gradient, kept.input_gradient));
  EXPECT_TRUE(at::equal(recomputed.weight_gradient, kept.weight_gradient));
}

TEST(Recomputable, KeepsItsPrecision) {
  const auto kept = run(make_part(false), Precision::kBFloat16);
  const auto recomputed = run(make_part(true), Precision::kBFloat16);
  EXPECT_FALSE(at::equal(kept.weight_gradient, run(make_part(false)).weight_gradient));
  EXPECT_TRUE(at::equal(recomputed.weight_gradient, kept.weight_gradient));
}

TEST(Recomputable, TakesTheStatisticsOfABatchOnce) {
  const auto kept = make_part(false);
  const auto recomputed = make_part(true);
  (void)run(kept);
  (void)run(recomputed);
  EXPECT_EQ(recomputed->norm->num_batches_tracked.item<std::int64_t>(), 1);
  EXPECT_TRUE(at::equal(recomputed->norm->running_mean, kept->norm->running_mean));
}

TEST(Recomputable, LeavesTheRandomNumbersBehindItAlone) {
  (void)run(make_part(false));
  const auto after_kept = at::rand({3});
  (void)run(make_part(true));
  EXPECT_TRUE(at::equal(at::rand({3}), after_kept));
}

TEST(Recomputable, LetsTwoPassesShareABackwardPass) {
  const auto gradient = [](bool recompute) {
    auto part = make_part(recompute);
    torch::manual_seed(4);
    const auto first = part->forward(at::rand({2, 3, 8, 8}));
    const auto second = part->forward(at::rand({2, 3, 8, 8}));
    (first.square().sum() + second.sum()).backward();
    return part->named_parameters()["conv.weight"].grad();
  };
  EXPECT_TRUE(at::allclose(gradient(true), gradient(false)));
}

struct EncoderRun {
  std::vector<at::Tensor> gradients{};
  std::int64_t bytes = 0;
};

EncoderRun run_encoder(const std::string& name, const Json& options, bool recompute) {
  torch::manual_seed(5);
  const auto encoder = find_encoder(name).make(options);
  recompute_parts(*encoder, recompute);
  const auto image = at::rand({2, 3, 96, 96});
  const PeakMemory memory;
  auto total = at::zeros({});
  for (const auto& map : encoder->forward(image)) total = total + map.square().mean();
  total.backward();
  EncoderRun result{.bytes = memory.bytes()};
  for (const auto& parameter : encoder->parameters()) result.gradients.push_back(parameter.grad());
  return result;
}

class RecomputingEncoder : public testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] static Json options() {
    return std::string(GetParam()) == "vgg16_bn" ? Json{{"base", 16}} : Json();
  }
};

TEST_P(RecomputingEncoder, HasTheSameGradients) {
  const auto kept = run_encoder(GetParam(), options(), false);
  const auto recomputed = run_encoder(GetParam(), options(), true);
  ASSERT_EQ(recomputed.gradients.size(), kept.gradients.size());
  for (std::size_t i = 0; i < kept.gradients.size(); ++i) {
    const auto largest = kept.gradients[i].abs().max().item<double>();
    EXPECT_TRUE(at::allclose(recomputed.gradients[i], kept.gradients[i], 0, 1e-5 * largest)) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Encoders, RecomputingEncoder,
                         testing::Values("resnet18", "vgg16_bn", "mobilenet_v2"),
                         [](const auto& name) { return std::string(name.param); });

TEST(RecomputingMobilenet, NeedsLessMemory) {
  const auto kept = run_encoder("mobilenet_v2", {}, false);
  const auto recomputed = run_encoder("mobilenet_v2", {}, true);
  EXPECT_LT(static_cast<double>(recomputed.bytes), 0.7 * static_cast<double>(kept.bytes));
}

TEST(Encoders, AllHavePartsThatCanBeComputedAgain) {
  const ShapesOnly no_memory;
  for (const auto& entry : encoder_catalog()) {
    EXPECT_GT(recompute_parts(*entry.make({}), true), 0) << entry.name;
  }
}

}  // namespace
}  // namespace handsight
