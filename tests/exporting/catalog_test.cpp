// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/types.h>
#include <torch/utils.h>

#include "handsight/engine/onnx_file.h"
#include "handsight/exporting/check.h"
#include "handsight/exporting/onnx_export.h"
#include "handsight/networks/decoder.h"
#include "handsight/networks/encoder.h"
#include "handsight/networks/head.h"

#include "exporting/agreement.h"
#include "formats/scratch.h"
#include "networks/small.h"

// Every network of the catalogue becomes an ONNX graph that the engine runs to the same logits.

namespace handsight {

void PrintTo(const NetworkEntry& entry, std::ostream* out) { *out << entry.name; }

namespace {

using test::Agreement;

class ExportContract : public testing::TestWithParam<NetworkEntry> {};

/// The smallest picture that the graph takes and that leaves no map with a single cell.
at::Tensor picture_for(const ExportedNetwork& exported, const InputSize& reference) {
  const auto side = [&](std::int64_t fixed) {
    return exported.size_multiple > 0 ? std::max<std::int64_t>(64, exported.size_multiple) : fixed;
  };
  return at::rand({1, reference.channels, side(reference.height), side(reference.width)});
}

TEST_P(ExportContract, LeavesTheLogitsAsTheyAre) {
  const auto& entry = GetParam();
  const auto network = test::awake(entry.make(small_options(entry.name)));
  const auto exported = export_network(*network, entry.input);
  for (const auto& agreement : test::compare(*network, exported, entry.input)) {
    EXPECT_LT(agreement.difference, 1e-4) << agreement.what;
  }
}

std::vector<NetworkEntry> networks(bool large) {
  auto entries = network_catalog();
  std::erase_if(entries, [&](const auto& entry) { return is_large(entry.name) != large; });
  return entries;
}

std::string name_of_network(const testing::TestParamInfo<NetworkEntry>& test) {
  return std::string(test.param.name);
}

TEST_P(ExportContract, GivesAFileForOnnxRuntime) {
  if (std::getenv("HANDSIGHT_ORT") == nullptr) {
    GTEST_SKIP() << "HANDSIGHT_ORT is not set: npm install --prefix FOLDER onnxruntime-node@1.30";
  }
  const test::Scratch scratch;
  const auto& entry = GetParam();
  const auto network = test::awake(entry.make(small_options(entry.name)));
  const auto exported = export_network(*network, entry.input);
  engine::write_onnx(scratch / "network.onnx", exported.graph);
  const auto found =
      check_export(*network, scratch / "network.onnx", {picture_for(exported, entry.input)});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_LT(found[1].difference, 1e-4) << found[1].runtime;
}

INSTANTIATE_TEST_SUITE_P(Networks, ExportContract, testing::ValuesIn(networks(false)),
                         name_of_network);
INSTANTIATE_TEST_SUITE_P(SlowNetworks, ExportContract, testing::ValuesIn(networks(true)),
                         name_of_network);

struct Multiple {
  const char* network;
  std::int64_t multiple;
};

/// What the file asks of heights and widths.
class SizeMultiple : public testing::TestWithParam<Multiple> {};

TEST_P(SizeMultiple, IsWhatTheNetworkPadsTo) {
  const auto entry = find_network(GetParam().network);
  const auto network = entry.make(small_options(entry.name));
  EXPECT_EQ(export_network(*network, entry.input).size_multiple, GetParam().multiple);
}

INSTANTIATE_TEST_SUITE_P(Networks, SizeMultiple,
                         testing::Values(Multiple{"unet", 16}, Multiple{"mobileunet_v2", 32},
                                         Multiple{"segnet", 32}, Multiple{"deconvnet", 0}),
                         [](const auto& test) { return std::string(test.param.network); });

/// Parts that no whole network of the catalogue uses.
class ComposedExport : public testing::TestWithParam<Json> {};

TEST_P(ComposedExport, LeavesTheLogitsAsTheyAre) {
  const auto entry = find_network("composed");
  const auto network = test::awake(entry.make(GetParam()));
  const auto exported = export_network(*network, entry.input);
  for (const auto& agreement : test::compare(*network, exported, entry.input)) {
    EXPECT_LT(agreement.difference, 1e-4) << agreement.what;
  }
}

std::vector<Json> compositions() {
  std::vector<Json> list;
  for (const auto& encoder : encoder_catalog()) {
    if (encoder.name.starts_with("vgg") || encoder.name == "resnet101") continue;  // large
    if (encoder.name == "mobilenet_v2") continue;  // with every decoder, below
    list.push_back({{"encoder", std::string(encoder.name)}, {"decoder", "fcn"}});
  }
  for (const auto& decoder : decoder_catalog()) {
    list.push_back({{"encoder", "mobilenet_v2"}, {"decoder", std::string(decoder.name)}});
  }
  for (const auto& head : head_catalog()) {
    list.push_back({{"encoder", "mobilenet_v2"},
                    {"decoder", "unet"},
                    {"heads", {"mask", std::string(head.name)}}});
    if (head.name == "mask") list.back()["heads"] = {"mask"};
  }
  return list;
}

std::string name_of_composition(const testing::TestParamInfo<Json>& info) {
  std::string name;
  for (const char c : info.param.dump()) name += std::isalnum(c) != 0 ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(SlowParts, ComposedExport, testing::ValuesIn(compositions()),
                         name_of_composition);

}  // namespace
}  // namespace handsight
