// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/types.h>
#include <torch/utils.h>

#include "handsight/networks/checkpoint.h"
#include "handsight/networks/encoder.h"
#include "handsight/networks/module_slots.h"
#include "handsight/networks/weights.h"
#include "handsight/tensors/tensor_file.h"

#include "networks/temp_folder.h"

// The same numbers as torchvision, and as small references in Python, from the same weights.
// Skipped where Debian's python3-torch and python3-torchvision are missing.

namespace handsight {
namespace {

namespace fs = std::filesystem;

bool run_reference(const std::string& arguments) {
  // a few threads of one's own are enough beside other tests
  const auto command = "OMP_NUM_THREADS=2 /usr/bin/python3 \"" HANDSIGHT_SOURCE_DIR
                       "/tests/networks/parity/reference.py\" " +
                       arguments + " 2>/dev/null";
  return std::system(command.c_str()) == 0;
}

std::string quoted(const fs::path& path) {
  return std::string("'").append(path.string()).append("'");
}

double relative_error(const at::Tensor& ours, const at::Tensor& theirs) {
  return (ours - theirs).abs().max().item<double>() / theirs.abs().max().item<double>();
}

constexpr double kTolerance = 1e-4;

class SlowParity : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!run_reference("check")) GTEST_SKIP() << "no python3-torch and python3-torchvision";
    torch::manual_seed(9);
  }
  TempFolder folder_;
};

class SlowTrunkParity : public SlowParity {};

TEST_P(SlowTrunkParity, HoldsForEveryLevel) {
  ASSERT_TRUE(run_reference(std::string("trunk ") + GetParam() + " " + quoted(folder_ / "")));
  Json options;
  if (std::string(GetParam()) == "mobilenet_v2") options = {{"same_padding", false}};
  const auto encoder = find_encoder(GetParam()).make(options);
  const auto report = load_weights(*encoder, WeightFile(folder_ / "weights.pth"));
  EXPECT_TRUE(report.missing.empty()) << report.missing.front();
  for (const auto& name : report.unexpected) {
    EXPECT_TRUE(name.starts_with("fc.") || name.starts_with("classifier.")) << name;
  }
  encoder->eval();
  const torch::NoGradGuard no_grad;
  const WeightFile expected(folder_ / "expected.pth");
  const auto pyramid = encoder->forward(read_tensor(expected.tensor("image")));
  for (std::size_t i = 0; i < pyramid.size(); ++i) {
    const auto level = read_tensor(expected.tensor("level" + std::to_string(i)));
    ASSERT_EQ(pyramid[i].sizes(), level.sizes());
    const auto error = relative_error(pyramid[i], level);
    RecordProperty("level" + std::to_string(i), std::to_string(error));
    EXPECT_LT(error, kTolerance) << "level " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Torchvision, SlowTrunkParity,
                         testing::Values("vgg16", "vgg16_bn", "resnet18", "resnet34", "resnet50",
                                         "resnet101", "mobilenet_v2", "mobilenet_v3_large",
                                         "efficientnet_b0", "regnety_032"));

Json options_of(const std::string& name) {
  if (name == "unet_xception") return {};
  if (name == "segnet") return {{"base", 8}};
  if (name == "deconvnet") return {{"base", 8}, {"bottleneck", 32}};
  return {{"encoder", "resnet18"}, {"decoder", name}};
}

std::string network_of(const std::string& name) {
  const bool is_whole = name == "unet_xception" || name == "segnet" || name == "deconvnet";
  return is_whole ? name : "composed";
}

/// Statistics and biases that are not those of a fresh network.
void randomise(Network& network) {
  const torch::NoGradGuard no_grad;
  for (auto& buffer : network.named_buffers()) {
    if (buffer.key().ends_with("running_mean")) buffer.value().normal_(0.0, 0.1);
    if (buffer.key().ends_with("running_var")) buffer.value().uniform_(0.5, 1.5);
  }
  for (auto& parameter : network.parameters()) {
    if (parameter.dim() == 1) parameter.add_(at::randn_like(parameter), 0.1);
  }
}

class SlowNetworkParity : public SlowParity {};

TEST_P(SlowNetworkParity, HoldsAndWeightsAreReadBitForBit) {
  const std::string name = GetParam();
  const auto network = find_network(network_of(name)).make(options_of(name));
  randomise(*network);
  network->eval();
  save_checkpoint(folder_ / "checkpoint.safetensors", *network,
                  {.network = network_of(name), .input_height = 64, .input_width = 96});
  ASSERT_TRUE(run_reference("network " + name + " " + quoted(folder_ / "")));
  const WeightFile expected(folder_ / "expected.pth");
  const torch::NoGradGuard no_grad;
  const auto logits = network->forward(read_tensor(expected.tensor("image")));
  const auto error = relative_error(logits, read_tensor(expected.tensor("logits")));
  RecordProperty("error", std::to_string(error));
  EXPECT_LT(error, kTolerance);
  for (const auto& slot : slots_of(*network)) {
    const auto read = read_tensor(expected.tensor("weight:" + slot.name)).reshape_as(slot.tensor);
    EXPECT_TRUE(at::equal(read, slot.tensor)) << slot.name;
  }
}

INSTANTIATE_TEST_SUITE_P(References, SlowNetworkParity,
                         testing::Values("unet", "unetpp", "fpn", "deeplabv3plus", "fcn",
                                         "refinenet", "refinenet_lw", "unet_xception", "segnet",
                                         "deconvnet"));

}  // namespace
}  // namespace handsight
