// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/torch_zip.h"

#include <cstring>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

#include "formats/scratch.h"

namespace handsight {
namespace {

using test::bytes_of_file;
using test::message_of;
using test::Scratch;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string path_of(const std::string& fixture) {
  return std::string(HANDSIGHT_SOURCE_DIR) + "/tests/formats/fixtures/" + fixture;
}
std::string error_of(const std::string& fixture) {
  return message_of<FileError>([&] { const TorchZip file(path_of(fixture)); });
}
template <class Number>
std::vector<Number> numbers(const TensorView& tensor) {
  std::vector<Number> values(tensor.bytes.size() / sizeof(Number));
  std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
  return values;
}

// state_dict.pth was written by torch.save of PyTorch 1.13.
class StateDict : public ::testing::Test {
 protected:
  TorchZip file_{path_of("state_dict.pth")};
};

TEST_F(StateDict, KeepsItsOrder) {
  EXPECT_THAT(file_.names(), ElementsAre("conv.weight", "conv.bias", "half", "brain",
                                         "bn.num_batches_tracked", "i32", "i16", "i8", "u8", "flag",
                                         "transposed", "slice", "tied", "empty"));
}

TEST_F(StateDict, GivesShapesAndNumbers) {
  EXPECT_THAT(file_.tensor("conv.weight").shape, ElementsAre(2, 3, 2));
  EXPECT_THAT(numbers<float>(file_.tensor("conv.weight")),
              ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
}

TEST_F(StateDict, ReadsParametersAsTheirTensors) {
  EXPECT_THAT(numbers<double>(file_.tensor("conv.bias")), ElementsAre(0.5, -1.5));
}

TEST_F(StateDict, ReadsEveryType) {
  EXPECT_EQ(file_.tensor("half").dtype, DType::kF16);
  EXPECT_EQ(file_.tensor("brain").dtype, DType::kBF16);
  EXPECT_THAT(numbers<std::uint16_t>(file_.tensor("brain")), ElementsAre(0x3f80, 0xc000));
  EXPECT_THAT(numbers<std::int64_t>(file_.tensor("bn.num_batches_tracked")), ElementsAre(7));
  EXPECT_THAT(numbers<std::int32_t>(file_.tensor("i32")), ElementsAre(1, -2));
  EXPECT_THAT(numbers<std::int16_t>(file_.tensor("i16")), ElementsAre(3));
  EXPECT_THAT(numbers<std::int8_t>(file_.tensor("i8")), ElementsAre(-4));
  EXPECT_THAT(numbers<std::uint8_t>(file_.tensor("u8")), ElementsAre(200));
  EXPECT_EQ(file_.tensor("flag").dtype, DType::kBool);
}

TEST_F(StateDict, GathersStridedTensors) {
  EXPECT_THAT(file_.tensor("transposed").shape, ElementsAre(3, 2));
  EXPECT_THAT(numbers<float>(file_.tensor("transposed")), ElementsAre(0, 3, 1, 4, 2, 5));
}

TEST_F(StateDict, SharesTheStorageOfASlice) {
  EXPECT_THAT(numbers<float>(file_.tensor("slice")), ElementsAre(2, 3, 4));
  EXPECT_EQ(file_.tensor("slice").bytes.data(), file_.tensor("tied").bytes.data() + 8);
}

TEST_F(StateDict, HasEmptyTensors) {
  EXPECT_THAT(file_.tensor("empty").shape, ElementsAre(0, 3));
  EXPECT_THAT(file_.tensor("empty").bytes, IsEmpty());
}

TEST_F(StateDict, SaysThatATensorIsMissing) {
  EXPECT_FALSE(file_.contains("nosuch"));
  EXPECT_THAT(message_of<FileError>([&] { (void)file_.tensor("nosuch"); }),
              HasSubstr("no tensor 'nosuch' among its 14"));
}

TEST(TorchZip, FindsTheStateDictOfACheckpoint) {
  const TorchZip file(path_of("checkpoint.pth"));
  EXPECT_THAT(file.names(),
              ElementsAre("fc.weight", "fc.bias", "bn.weight", "bn.bias", "bn.running_mean",
                          "bn.running_var", "bn.num_batches_tracked"));
  EXPECT_THAT(numbers<float>(file.tensor("fc.weight")), ElementsAre(1, 2));
}

TEST(TorchZip, StaysWhereItIsWhenMoved) {
  TorchZip first(path_of("state_dict.pth"));
  const TorchZip second(std::move(first));
  EXPECT_THAT(numbers<float>(second.tensor("transposed")), ElementsAre(0, 3, 1, 4, 2, 5));
}

TEST(TorchZip, SaysWhatAFormOfOldLooksLike) {
  EXPECT_THAT(error_of("legacy.pth"), HasSubstr("before PyTorch 1.6"));
}

TEST(TorchZip, CallsTorchScriptByItsName) {
  EXPECT_THAT(error_of("script.pth"), HasSubstr("a TorchScript program"));
}

TEST(TorchZip, RefusesCodeByItsName) {
  EXPECT_THAT(error_of("evil.pth"), HasSubstr("asks for posix.system"));
}

TEST(TorchZip, RefusesALoneTensor) {
  EXPECT_THAT(error_of("tensor.pth"), HasSubstr("holds a tensor with 0 dicts of tensors"));
}

TEST(TorchZip, RefusesToExpandOneNumberToAMillion) {
  EXPECT_THAT(error_of("expanded.pth"), HasSubstr("save it with .contiguous()"));
}

TEST(TorchZip, RefusesEveryPrefixOfAFile) {
  const Scratch scratch;
  const auto whole = bytes_of_file(path_of("state_dict.pth"));
  for (std::size_t size = 0; size < whole.size(); size += 61) {
    const auto path = scratch.put("m.pth", whole.substr(0, size));
    EXPECT_THROW(const TorchZip file(path), FileError) << size;
  }
}

TEST(TorchZip, RefusesDataShorterThanItsTensor) {
  const Scratch scratch;
  auto bytes = bytes_of_file(path_of("state_dict.pth"));
  const auto at = bytes.find("K\x02K\x03K\x02\x87");  // the shape 2, 3, 2
  ASSERT_NE(at, std::string::npos);
  bytes[at + 1] = 100;
  const auto path = scratch.put("m.pth", bytes);
  EXPECT_THAT(message_of<FileError>([&] { const TorchZip file(path); }),
              HasSubstr("tensor 'conv.weight' reaches beyond its data"));
}

}  // namespace
}  // namespace handsight
