// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/nn/modules/batchnorm.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/networks/decoder.h"
#include "handsight/networks/encoder.h"
#include "handsight/networks/head.h"
#include "handsight/networks/network.h"

// Any encoder works under any decoder with any head. New units are covered without a new test.

namespace handsight {

void PrintTo(const EncoderEntry& entry, std::ostream* out) { *out << entry.name; }
void PrintTo(const DecoderEntry& entry, std::ostream* out) { *out << entry.name; }
void PrintTo(const HeadEntry& entry, std::ostream* out) { *out << entry.name; }

namespace {

class EncoderContract : public testing::TestWithParam<EncoderEntry> {};

TEST_P(EncoderContract, ProducesThePyramidItDeclares) {
  const auto encoder = GetParam().make(Json());
  encoder->eval();
  const torch::NoGradGuard no_grad;
  const auto levels = encoder->levels();
  const auto side = 2 * levels.back().stride;
  const auto pyramid = encoder->forward(at::rand({1, 3, side, side}));
  ASSERT_EQ(pyramid.size(), levels.size());
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto cells = side / levels[i].stride;
    EXPECT_EQ(pyramid[i].sizes(), at::IntArrayRef({1, levels[i].channels, cells, cells}));
  }
}

INSTANTIATE_TEST_SUITE_P(Catalog, EncoderContract, testing::ValuesIn(encoder_catalog()),
                         [](const auto& entry) { return std::string(entry.param.name); });

Json small_encoder(std::string_view name) {
  return name.starts_with("vgg") ? Json{{"base", 8}} : Json();
}

Json small_decoder(std::string_view name) {
  if (name == "unet" || name == "unetpp") return {{"channels", {24, 16, 16, 8, 8}}};
  if (name == "fpn") return {{"pyramid_channels", 16}, {"segmentation_channels", 32}};
  return {{"channels", 16}};
}

std::shared_ptr<Network> compose(std::string_view encoder, std::string_view decoder,
                                 const std::vector<std::string>& heads) {
  return find_network("composed")
      .make({{"encoder", encoder},
             {"decoder", decoder},
             {"heads", heads},
             {"encoder_options",
              small_encoder(encoder).is_null() ? Json::object() : small_encoder(encoder)},
             {"decoder_options", small_decoder(decoder)}});
}

void expect_to_work(Network& network) {
  const auto channels = channels_of(network.outputs());
  network.forward(at::rand({2, 3, 64, 64})).square().sum().backward();
  for (const auto& parameter : network.named_parameters()) {
    const auto& gradient = parameter.value().grad();
    ASSERT_TRUE(gradient.defined()) << parameter.key();
    EXPECT_TRUE(gradient.isfinite().all().item<bool>()) << parameter.key();
  }
  network.eval();
  const torch::NoGradGuard no_grad;
  const auto image = at::rand({1, 3, 50, 70});
  const auto logits = network.forward(image);
  EXPECT_EQ(logits.sizes(), at::IntArrayRef({1, channels, 50, 70}));
  EXPECT_TRUE(at::equal(network.forward(image), logits));
}

using Pair = std::tuple<EncoderEntry, DecoderEntry>;

class Composition : public testing::TestWithParam<Pair> {
 protected:
  void SetUp() override { torch::manual_seed(5); }
};

TEST_P(Composition, TrainsAndKeepsTheImagesSize) {
  const auto& [encoder, decoder] = GetParam();
  expect_to_work(*compose(encoder.name, decoder.name, {"mask"}));
}

std::string name_of_pair(const testing::TestParamInfo<Pair>& pair) {
  return std::string(std::get<0>(pair.param).name).append("_").append(std::get<1>(pair.param).name);
}

INSTANTIATE_TEST_SUITE_P(Encoders, Composition,
                         testing::Combine(testing::ValuesIn(encoder_catalog()),
                                          testing::Values(find_decoder("fcn"))),
                         name_of_pair);
INSTANTIATE_TEST_SUITE_P(Decoders, Composition,
                         testing::Combine(testing::Values(find_encoder("mobilenet_v2")),
                                          testing::ValuesIn(decoder_catalog())),
                         name_of_pair);
INSTANTIATE_TEST_SUITE_P(SlowAll, Composition,
                         testing::Combine(testing::ValuesIn(encoder_catalog()),
                                          testing::ValuesIn(decoder_catalog())),
                         name_of_pair);

class HeadContract : public testing::TestWithParam<HeadEntry> {};

TEST_P(HeadContract, WorksUnderADecoder) {
  expect_to_work(*compose("mobilenet_v2", "fcn", {std::string(GetParam().name)}));
}

TEST_P(HeadContract, RefusesAnUnknownOption) {
  EXPECT_THROW((void)GetParam().make(8, {{"no_such_option", 1}}), InvalidArgument);
}

INSTANTIATE_TEST_SUITE_P(Catalog, HeadContract, testing::ValuesIn(head_catalog()),
                         [](const auto& entry) { return std::string(entry.param.name); });

TEST(Composed, PutsTheMapsOfItsHeadsSideBySide) {
  const auto outputs = compose("mobilenet_v2", "fcn", {"mask_depth", "heatmaps"})->outputs();
  ASSERT_EQ(outputs.size(), 3U);
  EXPECT_EQ(outputs[1].name, "depth");
  EXPECT_EQ(
      outputs[2],
      (OutputMap{.name = "keypoints", .kind = OutputKind::kHeatmaps, .first = 2, .channels = 21}));
}

TEST(Composed, NamesItsPartsAsSegmentationModelsDoes) {
  const auto names = compose("resnet18", "unet", {"parts", "side"})->named_parameters();
  for (const auto* name :
       {"encoder.layer4.1.conv2.weight", "decoder.blocks.0.conv1.0.weight",
        "decoder.blocks.4.conv2.1.bias", "segmentation_head.0.bias", "side_head.0.weight"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

// MobileNetV2 as TensorFlow pads it loses the last of 51 pixels, so that RefineNet, whose corners
// are aligned, would lay its maps askew.
TEST(Composed, PadsWhereTheEncoderLosesTheLastPixels) {
  const at::NoGradGuard no_grad;
  const auto network = compose("mobilenet_v2", "refinenet_lw", {"mask"});
  network->eval();
  const auto image = at::rand({1, 3, 51, 51});
  const auto padded = at::constant_pad_nd(image, {6, 7, 6, 7});
  const auto whole = network->forward(padded).slice(2, 6, 57).slice(3, 6, 57);
  EXPECT_TRUE(at::allclose(network->forward(image), whole, 1e-4, 1e-5));
}

TEST(Composed, KeepsTheStatisticsOfAFrozenEncoderWhileTraining) {
  const auto network =
      find_network("composed")
          .make({{"encoder", "resnet18"}, {"decoder", "fcn"}, {"frozen_norm", true}});
  network->train();
  const auto before = network->named_buffers()["encoder.bn1.running_mean"].clone();
  network->forward(at::rand({2, 3, 64, 64}));
  EXPECT_TRUE(at::equal(network->named_buffers()["encoder.bn1.running_mean"], before));
}

TEST(Composed, SaysWhichHeadIsListedTwice) {
  EXPECT_THROW((void)compose("resnet18", "fcn", {"mask", "mask"}), InvalidArgument);
}

TEST(Composed, RefusesOptionsOfAHeadThatItDoesNotHave) {
  EXPECT_THROW((void)find_network("composed")
                   .make({{"heads", {"mask"}}, {"head_options", {{"parts", Json::object()}}}}),
               InvalidArgument);
}

TEST(Composed, PassesOptionsToAHead) {
  const auto network = find_network("composed")
                           .make({{"encoder", "mobilenet_v2"},
                                  {"decoder", "fcn"},
                                  {"heads", {"mask"}},
                                  {"head_options", {{"mask", {{"classes", 5}}}}}});
  EXPECT_EQ(channels_of(network->outputs()), 5);
}

TEST(Resnet, DilatesInsteadOfStriding) {
  const auto encoder = find_encoder("resnet18").make({{"output_stride", 8}});
  encoder->eval();
  const auto levels = encoder->levels();
  EXPECT_EQ(levels.back().stride, 8);
  EXPECT_EQ(encoder->forward(at::rand({1, 3, 64, 64})).back().sizes(),
            at::IntArrayRef({1, 512, 8, 8}));
}

TEST(Resnet, RefusesAnOutputStrideInBetween) {
  EXPECT_THROW((void)find_encoder("resnet18").make({{"output_stride", 12}}), InvalidArgument);
}

TEST(SideHead, DecidesOnceAPicture) {
  const auto head = find_head("side").make(4, Json());
  const auto logits = head->forward(at::rand({2, 4, 3, 5}));
  EXPECT_TRUE(at::equal(logits.select(2, 0).select(2, 0), logits.select(2, 2).select(2, 4)));
}

TEST(UnetDecoder, LeavesOutDoublingsWhereItsMapsMayBeCoarser) {
  const std::vector<FeatureLevel> levels{{8, 2}, {12, 4}, {16, 8}};
  const auto entry = find_decoder("unet");
  const std::vector<at::Tensor> pyramid{at::rand({1, 8, 16, 16}), at::rand({1, 12, 8, 8}),
                                        at::rand({1, 16, 4, 4})};
  for (const std::int64_t stride : {1, 2, 4}) {
    const auto decoder = entry.make(levels, {{"channels", {10, 9, 8}}, {"stride", stride}});
    EXPECT_EQ(decoder->level().stride, stride);
    const auto map = decoder->forward(pyramid);
    EXPECT_EQ(map.sizes(),
              at::IntArrayRef({1, decoder->level().channels, 32 / stride, 32 / stride}));
  }
  EXPECT_THROW((void)entry.make(levels, {{"stride", 3}}), InvalidArgument);
}

}  // namespace
}  // namespace handsight
