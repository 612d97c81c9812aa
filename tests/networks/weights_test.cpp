// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/weights.h"

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/types.h>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/networks/module_slots.h"
#include "handsight/networks/network.h"
#include "handsight/tensors/tensor_file.h"

#include "networks/small.h"
#include "networks/temp_folder.h"

namespace handsight {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Tensors = std::map<std::string, at::Tensor>;

Tensors tensors_of(const torch::nn::Module& module) {
  Tensors tensors;
  for (const auto& slot : slots_of(module)) tensors[slot.name] = slot.tensor.contiguous();
  return tensors;
}

/// The same tensors under other names; an empty new name leaves one out.
template <class Rename>
Tensors renamed(const Tensors& tensors, Rename rename) {
  Tensors others;
  for (const auto& [name, tensor] : tensors) {
    const std::string other = rename(name);
    if (!other.empty()) others[other] = tensor;
  }
  return others;
}

class ForeignWeights : public testing::Test {
 protected:
  void SetUp() override { torch::manual_seed(8); }

  WeightFile written(const Tensors& tensors) {
    std::vector<NamedTensor> views;
    for (const auto& [name, tensor] : tensors) views.push_back(named_tensor(name, tensor));
    write_safetensors(folder_ / "w.safetensors", {}, views);
    return WeightFile(folder_ / "w.safetensors");
  }

  TempFolder folder_;
};

std::shared_ptr<Network> light_refinenet(std::int64_t classes) {
  return find_network("composed")
      .make({{"encoder", "resnet18"},
             {"decoder", "refinenet_lw"},
             {"decoder_options", {{"channels", 8}}},
             {"heads", {"mask"}},
             {"head_options", {{"mask", {{"classes", classes}}}}}});
}

std::string as_refinenet(const std::string& name) {
  if (name.starts_with("encoder.")) return name.substr(8);
  if (name.starts_with("decoder.")) return name.substr(8);
  return "clf_conv." + name.substr(std::string("segmentation_head.0.").size());
}

TEST_F(ForeignWeights, OfLightWeightRefinenetFitUnderItsOwnNames) {
  const auto source = light_refinenet(7);
  const auto target = light_refinenet(7);
  const auto report = load_weights(*target, written(renamed(tensors_of(*source), as_refinenet)));
  EXPECT_THAT(report.missing, IsEmpty());
  EXPECT_THAT(report.unexpected, IsEmpty());
  for (const auto& [name, tensor] : tensors_of(*target)) {
    EXPECT_TRUE(at::equal(tensor, tensors_of(*source)[name])) << name;
  }
}

TEST_F(ForeignWeights, OfSevenClassesLeaveALayerOfTwoAtZero) {
  const auto file = written(renamed(tensors_of(*light_refinenet(7)), as_refinenet));
  const auto target = light_refinenet(2);
  const auto report = load_weights(*target, file, Misfit::kAdapt);
  EXPECT_THAT(report.adapted,
              ElementsAre("segmentation_head.0.weight: the file has 7 classes, the network 2; "
                          "starts at zero",
                          "segmentation_head.0.bias: the file has 7 classes, the network 2; starts "
                          "at zero"));
  EXPECT_FALSE(tensors_of(*target)["segmentation_head.0.weight"].any().item<bool>());
}

TEST_F(ForeignWeights, OfSevenClassesAreRefusedUnlessAdapted) {
  const auto file = written(renamed(tensors_of(*light_refinenet(7)), as_refinenet));
  EXPECT_THROW(load_weights(*light_refinenet(2), file), ModelError);
}

TEST_F(ForeignWeights, OfOneImageChannelAreRepeatedAndScaled) {
  const auto target = light_refinenet(2);
  auto tensors = tensors_of(*target);
  const auto grey = at::randn({64, 1, 7, 7});
  tensors["encoder.conv1.weight"] = grey;
  const auto report = load_weights(*target, written(tensors), Misfit::kAdapt);
  EXPECT_THAT(report.adapted, ElementsAre(HasSubstr("1 input channels, the network 3")));
  const auto weight = tensors_of(*target)["encoder.conv1.weight"];
  EXPECT_TRUE(at::allclose(weight.sum(1, true), grey, 1e-5, 1e-6));
}

TEST_F(ForeignWeights, OfAnotherWidthInTheMiddleAreRefusedEvenWhenAdapting) {
  const auto target = light_refinenet(2);
  auto tensors = tensors_of(*target);
  tensors["encoder.layer1.0.conv1.weight"] = at::randn({64, 32, 3, 3});
  EXPECT_THROW(load_weights(*target, written(tensors), Misfit::kAdapt), ModelError);
}

TEST_F(ForeignWeights, OfOneVggFillBothTwins) {
  const auto target = find_network("fcn_twin").make(small_options("fcn_twin"));
  const auto vgg = renamed(tensors_of(*target), [](const std::string& name) {
    const std::string prefix = "mask.encoder.";
    return name.starts_with(prefix) ? name.substr(prefix.size()) : std::string();
  });
  const auto report = load_weights(*target, written(vgg));
  EXPECT_THAT(report.missing, ElementsAre("mask.score.weight", "mask.score.bias",
                                          "depth.score.weight", "depth.score.bias"));
  const auto filled = tensors_of(*target);
  EXPECT_TRUE(at::equal(filled.at("mask.encoder.features.0.weight"),
                        filled.at("depth.encoder.features.0.weight")));
}

TEST_F(ForeignWeights, OfVggsClassifierBecomeConvolutions) {
  const auto target = find_network("deconvnet").make(small_options("deconvnet"));
  const auto fc6 = at::randn({16, 32 * 7 * 7});
  const auto report = load_weights(*target, written({{"classifier.0.weight", fc6}}));
  EXPECT_THAT(report.loaded, ElementsAre("encoder.fc6.0.weight"));
  EXPECT_TRUE(at::equal(tensors_of(*target)["encoder.fc6.0.weight"].flatten(1), fc6));
}

TEST_F(ForeignWeights, OfNeitherFormatAreRefused) {
  const auto path = folder_ / "w.pth";
  write_file(path, "PK\x03\x04 and then no zip archive");
  EXPECT_THROW(WeightFile{path}, FileError);
  EXPECT_THROW(WeightFile{folder_ / "absent.pth"}, FileError);
}

}  // namespace
}  // namespace handsight
