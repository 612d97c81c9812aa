// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/batch_norm.h"

#include <barrier>
#include <string>
#include <thread>
#include <vector>

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/networks/decoder.h"
#include "handsight/networks/discriminator.h"
#include "handsight/networks/encoder.h"
#include "handsight/networks/network.h"
#include "handsight/networks/shapes_only.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

/// Two threads that stand for two processes.
struct Table {
  std::barrier<> met{2};
  std::vector<at::Tensor> values{2};
};

class Seat final : public NormPeers {
 public:
  Seat(Table& table, std::size_t place) : table_(table), place_(place) {}
  [[nodiscard]] int size() const override { return 2; }
  [[nodiscard]] at::Tensor average(const at::Tensor& values) override {
    table_.values[place_] = values.clone();
    table_.met.arrive_and_wait();
    const auto mean = (table_.values[0] + table_.values[1]) / 2;
    table_.met.arrive_and_wait();
    return mean;
  }

 private:
  Table& table_;
  std::size_t place_;
};

/// What a batch and the gradient of its result come to in a normalisation of three channels.
struct Run {
  at::Tensor result, input_gradient, weight_gradient, running_mean, running_var;
};

Run run(BatchNormImpl& norm, const at::Tensor& result_of_norm, const at::Tensor& input,
        const at::Tensor& gradient) {
  result_of_norm.backward(gradient);
  return {.result = result_of_norm.detach(),
          .input_gradient = input.grad(),
          .weight_gradient = norm.weight.grad(),
          .running_mean = norm.running_mean,
          .running_var = norm.running_var};
}

/// A batch whose halves differ much, and a gradient of its result.
struct Batch {
  at::Tensor input = at::cat({at::randn({2, 3, 4, 4}) + 5, 3 * at::randn({2, 3, 4, 4})});
  at::Tensor gradient = at::randn({4, 3, 4, 4});
};

Run of_whole(const Batch& batch) {
  BatchNorm norm(3);
  const auto input = batch.input.clone().requires_grad_();
  return run(*norm, norm->forward(input), input, batch.gradient);
}

std::vector<Run> of_halves(const Batch& batch) {
  Table table;
  std::vector<Run> runs(2);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 2; ++i) {
    threads.emplace_back([&, i] {
      BatchNorm norm(3);
      norm->synchronise(c10::make_intrusive<Seat>(table, i));
      const auto half = [i](const at::Tensor& whole) { return whole.chunk(2)[i]; };
      const auto input = half(batch.input).clone().requires_grad_();
      runs[i] = run(*norm, norm->forward(input), input, half(batch.gradient));
    });
  }
  for (auto& thread : threads) thread.join();
  return runs;
}

TEST(SynchronisedBatchNorm, GivesEachPeerItsPartOfTheWholeBatchsResult) {
  at::manual_seed(1);
  const Batch batch;
  const auto halves = of_halves(batch);
  EXPECT_TRUE(at::allclose(at::cat({halves[0].result, halves[1].result}), of_whole(batch).result,
                           1e-5, 1e-5));
}

TEST(SynchronisedBatchNorm, GivesEachPeerItsPartOfTheWholeBatchsGradient) {
  at::manual_seed(1);
  const Batch batch;
  const auto whole = of_whole(batch);
  const auto halves = of_halves(batch);
  EXPECT_TRUE(at::allclose(at::cat({halves[0].input_gradient, halves[1].input_gradient}),
                           whole.input_gradient, 1e-5, 1e-5));
  EXPECT_TRUE(at::allclose(halves[0].weight_gradient + halves[1].weight_gradient,
                           whole.weight_gradient, 1e-4, 1e-4));
}

TEST(SynchronisedBatchNorm, KeepsTheStatisticsOfTheWholeBatch) {
  at::manual_seed(1);
  const Batch batch;
  const auto whole = of_whole(batch);
  for (const auto& half : of_halves(batch)) {
    EXPECT_TRUE(at::allclose(half.running_mean, whole.running_mean));
    EXPECT_TRUE(at::allclose(half.running_var, whole.running_var));
  }
}

/// A process whose peer is lost once the forward pass is over.
class Widow final : public NormPeers {
 public:
  [[nodiscard]] int size() const override { return 2; }
  [[nodiscard]] at::Tensor average(const at::Tensor& values) override {
    if (!forward_) fail<ModelError>("the other one is lost");
    forward_ = false;
    return values;
  }

 private:
  bool forward_ = true;
};

TEST(SynchronisedBatchNorm, SaysInTheBackwardPassThatAPeerIsLost) {
  BatchNorm norm(3);
  norm->synchronise(c10::make_intrusive<Widow>());
  const auto result = norm->forward(at::rand({2, 3, 4, 4}).requires_grad_());
  EXPECT_THROW(result.sum().backward(), ModelError);
}

TEST(SynchronisedBatchNorm, LeavesEvaluationAlone) {
  BatchNorm norm(3);
  norm->synchronise(c10::make_intrusive<Widow>());
  norm->eval();
  const auto input = at::rand({2, 3, 4, 4});
  EXPECT_TRUE(at::allclose(norm->forward(input), input, 1e-4));
}

void expect_only_ours(const nn::Module& module, std::string_view name) {
  for (const auto& child : module.modules()) {
    EXPECT_EQ(child->as<nn::BatchNorm2dImpl>(), nullptr) << name << " has one of libtorch";
  }
}

TEST(BatchNorm, OfEveryNetworkCanBeSynchronised) {
  const ShapesOnly no_memory;
  for (const auto& entry : network_catalog()) expect_only_ours(*entry.make({}), entry.name);
}

TEST(BatchNorm, OfEveryPartCanBeSynchronised) {
  const ShapesOnly no_memory;
  const std::vector<FeatureLevel> levels{{8, 2}, {8, 4}, {8, 8}, {8, 16}, {8, 32}};
  for (const auto& entry : encoder_catalog()) expect_only_ours(*entry.make({}), entry.name);
  for (const auto& entry : decoder_catalog()) expect_only_ours(*entry.make(levels, {}), entry.name);
  for (const auto& entry : discriminator_catalog()) expect_only_ours(*entry.make({}), entry.name);
}

}  // namespace
}  // namespace handsight
