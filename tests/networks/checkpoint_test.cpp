// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/checkpoint.h"

#include <fstream>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/types.h>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/tensors/tensor_file.h"

#include "networks/temp_folder.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

CheckpointInfo small_info() {
  return {.network = "unet",
          .options = std::make_shared<const Json>(
              Json{{"base", 4}, {"depth", 1}, {"convs", 1}, {"classes", 1}}),
          .normalisation = {.mean = {0.5, 0.25, 0.125}, .std = {0.5, 1.0, 2.0}},
          .input_height = 48,
          .input_width = 64,
          .notes = {{"licence", "Apache-2.0"}}};
}

std::shared_ptr<Network> small_network() {
  return find_network("unet").make(*small_info().options);
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no exception";
}

TEST(Checkpoint, KeepsWhatItsHeaderSays) {
  const TempFolder folder;
  save_checkpoint(folder / "n.safetensors", *small_network(), small_info());
  const auto info = read_checkpoint_info(folder / "n.safetensors");
  EXPECT_EQ(info.network, "unet");
  EXPECT_EQ(*info.options, *small_info().options);
  EXPECT_EQ(info.task, "hand-mask");
  EXPECT_EQ(info.classes, (std::vector<std::string>{"background", "hand"}));
  EXPECT_EQ(info.normalisation.mean, small_info().normalisation.mean);
  EXPECT_EQ(info.normalisation.std, small_info().normalisation.std);
  EXPECT_EQ(info.input_height, 48);
  EXPECT_EQ(info.input_width, 64);
  EXPECT_EQ(info.notes, small_info().notes);
}

TEST(Checkpoint, ComesBackInEvaluationMode) {
  const TempFolder folder;
  save_checkpoint(folder / "n.safetensors", *small_network(), small_info());
  EXPECT_FALSE(load_checkpoint(folder / "n.safetensors").network->is_training());
}

TEST(Checkpoint, IsTheSameFileFromTheSameNetwork) {
  const TempFolder folder;
  const auto network = small_network();
  const auto bytes = [&](const std::string& name) {
    save_checkpoint(folder / name, *network, small_info());
    std::ifstream file(folder / name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  EXPECT_EQ(bytes("a.safetensors"), bytes("b.safetensors"));
}

TEST(Checkpoint, KeepsStatisticsAndScalesExactInHalfPrecision) {
  const TempFolder folder;
  const auto network = small_network();
  save_checkpoint(folder / "n.safetensors", *network, small_info(), Storage::kFloat16);
  const Safetensors file(folder / "n.safetensors");
  for (const auto& name : file.names()) {
    const auto& tensor = file.tensor(name);
    if (tensor.dtype == DType::kI64) continue;
    EXPECT_EQ(tensor.dtype, tensor.shape.size() > 1 ? DType::kF16 : DType::kF32) << name;
  }
}

TEST(Checkpoint, LoadsHalfPrecisionWithTheErrorOfHalfPrecision) {
  const TempFolder folder;
  const auto network = small_network();
  save_checkpoint(folder / "n.safetensors", *network, small_info(), Storage::kFloat16);
  const auto loaded = load_checkpoint(folder / "n.safetensors").network;
  const auto expected = network->parameters().front();
  EXPECT_TRUE(at::allclose(loaded->parameters().front(), expected, 0x1p-11, 1e-7));
}

TEST(Checkpoint, KeepsAWeightBeyondHalfPrecisionInFloat32) {
  const TempFolder folder;
  const auto network = small_network();
  const torch::NoGradGuard no_grad;
  network->parameters().front().fill_(1e6);
  save_checkpoint(folder / "n.safetensors", *network, small_info(), Storage::kFloat16);
  const auto loaded = load_checkpoint(folder / "n.safetensors").network;
  EXPECT_TRUE(at::equal(loaded->parameters().front(), network->parameters().front()));
}

TEST(Checkpoint, IsNotSavedWithAWeightThatIsNotANumber) {
  const TempFolder folder;
  const auto network = small_network();
  const torch::NoGradGuard no_grad;
  network->parameters().front().fill_(std::numeric_limits<double>::quiet_NaN());
  EXPECT_THROW(save_checkpoint(folder / "n.safetensors", *network, small_info()), ModelError);
  EXPECT_FALSE(fs::exists(folder / "n.safetensors"));
}

TEST(Checkpoint, IsNotSavedWithoutAnInputSize) {
  const TempFolder folder;
  auto info = small_info();
  info.input_height = 0;
  EXPECT_THROW(save_checkpoint(folder / "n.safetensors", *small_network(), info), InvalidArgument);
}

TEST(Checkpoint, LetsNoNotePassForItsHeader) {
  const TempFolder folder;
  auto info = small_info();
  info.notes["handsight.task"] = "another";
  EXPECT_THROW(save_checkpoint(folder / "n.safetensors", *small_network(), info), InvalidArgument);
}

TEST(Checkpoint, SaysThatItIsNotThere) {
  const TempFolder folder;
  EXPECT_THROW((void)load_checkpoint(folder / "absent.safetensors"), FileError);
}

TEST(Checkpoint, RefusesAFileOfAnotherFormat) {
  const TempFolder folder;
  std::ofstream(folder / "n.safetensors") << "this is not a model, it is a line of text";
  EXPECT_THROW((void)load_checkpoint(folder / "n.safetensors"), FileError);
}

TEST(Checkpoint, RefusesAFileThatWasCutOff) {
  const TempFolder folder;
  const auto path = folder / "n.safetensors";
  save_checkpoint(path, *small_network(), small_info());
  fs::resize_file(path, fs::file_size(path) - 100);
  EXPECT_THROW((void)load_checkpoint(path), FileError);
}

/// The parts of a checkpoint, to be spoilt.
struct Parts {
  Metadata metadata;
  std::map<std::string, at::Tensor> tensors;
};

struct Damage {
  const char* name;
  std::function<void(Parts&)> spoil;
  std::string complaint;
};
void PrintTo(const Damage& damage, std::ostream* out) { *out << damage.name; }

std::function<void(Parts&)> header(const std::string& key, const std::string& value) {
  return [=](Parts& parts) { parts.metadata["handsight." + key] = value; };
}

std::function<void(Parts&)> tensor(const std::string& name, const at::Tensor& value) {
  return [=](Parts& parts) { parts.tensors[name] = value; };
}

class DamagedCheckpoint : public testing::TestWithParam<Damage> {};

TEST_P(DamagedCheckpoint, IsRefusedWithTheReason) {
  const TempFolder folder;
  const auto path = folder / "n.safetensors";
  save_checkpoint(path, *small_network(), small_info());
  Parts parts;
  {
    const Safetensors file(path);
    parts.metadata = file.metadata();
    for (const auto& name : file.names()) parts.tensors[name] = read_tensor(file.tensor(name));
  }
  GetParam().spoil(parts);
  std::vector<NamedTensor> tensors;
  for (const auto& [name, value] : parts.tensors) tensors.push_back(named_tensor(name, value));
  write_safetensors(path, parts.metadata, tensors);

  EXPECT_THROW((void)load_checkpoint(path), ModelError);
  const auto message = message_of([&] { (void)load_checkpoint(path); });
  EXPECT_NE(message.find(GetParam().complaint), std::string::npos) << message;
  EXPECT_NE(message.find("n.safetensors: "), std::string::npos) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
}

const auto kNan = std::numeric_limits<float>::quiet_NaN();

INSTANTIATE_TEST_SUITE_P(
    Kinds, DamagedCheckpoint,
    testing::Values(
        Damage{"no_metadata", [](Parts& parts) { parts.metadata.clear(); },
               "no 'handsight.network' in its header"},
        Damage{"unknown_network", header("network", "resnet-9000"),
               "unknown network 'resnet-9000'; known networks: unet"},
        Damage{"options_no_json", header("options", "{\"base\": "),
               "'handsight.options' in its header is no short, flat JSON"},
        Damage{"options_no_table", header("options", "[4]"), "expected a table of options"},
        Damage{"options_deep", header("options", std::string(100'000, '[')), "flat JSON"},
        Damage{"option_unknown", header("options", "{\"bse\": 4}"), "unknown option 'bse'"},
        Damage{"option_of_a_terabyte", header("options", "{\"base\": 100000}"),
               "option 'base' is 100000"},
        Damage{"options_too_large_together", header("options", R"({"base": 256, "depth": 7})"),
               "32768 channels at the bottom"},
        Damage{"classes_no_list", header("classes", "\"hand\""), "is not a list of texts"},
        Damage{"classes_none", header("classes", "[]"), "there are 0 classes"},
        Damage{"mean_of_two", header("mean", "[0.5, 0.5]"), "three finite numbers"},
        Damage{"mean_infinite", header("mean", "[1e999, 0, 0]"), "handsight.mean"},
        Damage{"std_zero", header("std", "[0, 1, 1]"), "not positive"},
        Damage{"input_size_huge", header("input_size", "[48, 9000000000]"), "48 x 9000000000"},
        Damage{"input_size_negative", header("input_size", "[-48, 64]"), "-48 x 64"},
        Damage{"input_size_wraps", header("input_size", "[18446744073709551615, 64]"),
               "not a list of numbers"},
        Damage{"input_size_of_one", header("input_size", "[48]"), "needs height and width"},
        Damage{"tensor_missing", [](Parts& parts) { parts.tensors.erase("output.bias"); },
               "missing 1 (output.bias)"},
        Damage{"tensor_unexpected", tensor("extra", at::zeros({2})), "unexpected 1 (extra)"},
        Damage{"tensor_misshaped", tensor("output.weight", at::zeros({1, 5, 1, 1})),
               "tensor 'output.weight' has sizes [1, 5, 1, 1], the network needs [1, 4, 1, 1]"},
        Damage{"tensor_of_integers", tensor("output.bias", at::zeros({1}, at::kLong)),
               "tensor 'output.bias' has type I64"},
        Damage{"weight_nan", tensor("output.bias", at::full({1}, kNan)), "not finite"},
        Damage{"weight_infinite_in_float32",
               tensor("output.bias", at::full({1}, 1e300, at::kDouble)), "not finite"},
        Damage{"variance_negative", tensor("encoder.0.norm1.running_var", at::full({4}, -1.0F)),
               "negative variance"}),
    [](const auto& damage) { return std::string(damage.param.name); });

TEST(LoadWeights, LeavesTheNetworkAloneWhenOneTensorIsBad) {
  const TempFolder folder;
  const auto path = folder / "n.safetensors";
  const auto network = small_network();
  const auto first = network->parameters().front().detach().clone();
  const auto weight = at::zeros_like(first);
  const auto bias = at::full({1}, kNan);
  const std::vector<NamedTensor> tensors{named_tensor("encoder.0.conv1.weight", weight),
                                         named_tensor("output.bias", bias)};
  write_safetensors(path, {}, tensors);
  EXPECT_THROW(load_weights(*network, Safetensors(path)), ModelError);
  EXPECT_TRUE(at::equal(network->parameters().front(), first));
}

class WeightType : public testing::TestWithParam<at::ScalarType> {};

TEST_P(WeightType, IsConvertedToFloat32) {
  const TempFolder folder;
  const auto path = folder / "n.safetensors";
  const auto network = small_network();
  const auto bias = at::full({1}, 0.5, GetParam());
  write_safetensors(path, {}, std::vector{named_tensor("output.bias", bias)});
  const auto report = load_weights(*network, Safetensors(path));
  EXPECT_EQ(report.loaded, std::vector<std::string>{"output.bias"});
  EXPECT_EQ(network->named_parameters()["output.bias"].item<float>(), 0.5F);
}

INSTANTIATE_TEST_SUITE_P(FloatingPoint, WeightType,
                         testing::Values(at::kFloat, at::kHalf, at::kBFloat16, at::kDouble),
                         [](const auto& type) { return std::string(at::toString(type.param)); });

TEST(LoadWeights, DoesNotMissTheBatchCounters) {
  const TempFolder folder;
  const auto path = folder / "n.safetensors";
  const auto network = small_network();
  std::vector<NamedTensor> tensors;
  for (const auto& item : network->named_parameters()) {
    tensors.push_back(named_tensor(item.key(), item.value()));
  }
  for (const auto& item : network->named_buffers()) {
    if (item.value().dim() > 0) tensors.push_back(named_tensor(item.key(), item.value()));
  }
  write_safetensors(path, {}, tensors);
  EXPECT_TRUE(load_weights(*network, Safetensors(path)).missing.empty());
}

TEST(LoadWeights, ReportsWhatTheFileLacksAndWhatItHasTooMuch) {
  const TempFolder folder;
  const auto path = folder / "n.safetensors";
  const auto bias = at::zeros({1});
  write_safetensors(path, {}, std::vector{named_tensor("head.bias", bias)});
  const auto report = load_weights(*small_network(), Safetensors(path));
  EXPECT_EQ(report.unexpected, std::vector<std::string>{"head.bias"});
  EXPECT_EQ(report.missing.size(), 22U);
}

}  // namespace
}  // namespace handsight
