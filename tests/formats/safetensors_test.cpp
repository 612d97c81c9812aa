// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/safetensors.h"

#include <cstdint>
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
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}
std::string text_of(const TensorView& tensor) {
  return {reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size()};
}

/// A file with this header, followed by `data`.
std::string with_header(const std::string& header, const std::string& data = "") {
  std::string file(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) file[i] = static_cast<char>(header.size() >> (8 * i) & 0xFFU);
  return file + header + data;
}
/// One tensor called "a".
std::string with_tensor(const std::string& fields, const std::string& data = "1234") {
  return with_header("{\"a\":{" + fields + "}}", data);
}
std::string read_error(const std::string& file) {
  const Scratch scratch;
  const auto path = scratch.put("m.safetensors", file);
  return message_of<FileError>([&] { const Safetensors opened(path); });
}
std::string write_error(const std::vector<NamedTensor>& tensors, const Metadata& metadata = {}) {
  const Scratch scratch;
  return message_of<InvalidArgument>(
      [&] { write_safetensors(scratch / "m.safetensors", metadata, tensors); });
}

class EveryDType : public ::testing::TestWithParam<DType> {};

TEST_P(EveryDType, IsReadBackAsItWasWritten) {
  const Scratch scratch;
  const std::string data(6 * size_of(GetParam()), 'd');
  const TensorView tensor{.dtype = GetParam(), .shape = {2, 3}, .bytes = bytes_of(data)};
  write_safetensors(scratch / "m", {}, std::vector<NamedTensor>{{"a", tensor}});
  const Safetensors file(scratch / "m");
  EXPECT_EQ(file.tensor("a").dtype, GetParam());
  EXPECT_THAT(file.tensor("a").shape, ElementsAre(2, 3));
  EXPECT_EQ(text_of(file.tensor("a")), data);
}

INSTANTIATE_TEST_SUITE_P(Safetensors, EveryDType,
                         ::testing::Values(DType::kBool, DType::kU8, DType::kI8, DType::kI16,
                                           DType::kI32, DType::kI64, DType::kF16, DType::kBF16,
                                           DType::kF32, DType::kF64),
                         [](const auto& tested) { return std::string(name_of(tested.param)); });

TEST(Safetensors, KeepsMetadata) {
  const Scratch scratch;
  const Metadata metadata{{"format", "pt"}, {"quote", "a \"b\"\n\xC3\xA4"}};
  write_safetensors(scratch / "m", metadata, {});
  EXPECT_EQ(Safetensors(scratch / "m").metadata(), metadata);
}

TEST(Safetensors, HoldsScalarsAndTensorsWithoutElements) {
  const Scratch scratch;
  const std::string data("12345678");
  const std::vector<NamedTensor> tensors{
      {"scalar", {.dtype = DType::kF64, .shape = {}, .bytes = bytes_of(data)}},
      {"none", {.dtype = DType::kF64, .shape = {0, 7}, .bytes = {}}}};
  write_safetensors(scratch / "m", {}, tensors);
  const Safetensors file(scratch / "m");
  EXPECT_THAT(file.tensor("scalar").shape, IsEmpty());
  EXPECT_THAT(file.tensor("none").shape, ElementsAre(0, 7));
}

TEST(Safetensors, AlignsEveryTensorToItsElements) {
  const Scratch scratch;
  const std::string data("12345678");
  const auto first = [&data](std::size_t count) { return bytes_of(data).first(count); };
  write_safetensors(
      scratch / "m", {},
      std::vector<NamedTensor>{{"byte", {.dtype = DType::kU8, .shape = {3}, .bytes = first(3)}},
                               {"half", {.dtype = DType::kF16, .shape = {1}, .bytes = first(2)}},
                               {"double", {.dtype = DType::kF64, .shape = {1}, .bytes = first(8)}},
                               {"float", {.dtype = DType::kF32, .shape = {1}, .bytes = first(4)}}});
  const Safetensors file(scratch / "m");
  EXPECT_THAT(file.names(), ElementsAre("double", "float", "half", "byte"));
  for (const auto& name : file.names()) {
    const auto& tensor = file.tensor(name);
    const auto address = reinterpret_cast<std::uintptr_t>(tensor.bytes.data());
    EXPECT_EQ(address % size_of(tensor.dtype), 0U) << name;
  }
}

TEST(Safetensors, GivesTheSameBytesForAnotherOrderOfTensors) {
  const Scratch scratch;
  const std::string data("1234");
  const NamedTensor a{"a", {.dtype = DType::kU8, .shape = {4}, .bytes = bytes_of(data)}};
  const NamedTensor b{"b", {.dtype = DType::kU8, .shape = {4}, .bytes = bytes_of(data)}};
  write_safetensors(scratch / "ab", {}, std::vector{a, b});
  write_safetensors(scratch / "ba", {}, std::vector{b, a});
  EXPECT_EQ(bytes_of_file(scratch / "ab"), bytes_of_file(scratch / "ba"));
}

TEST(Safetensors, ReadsAFileOfAnotherWriter) {
  const Scratch scratch;
  const auto path =
      scratch.put("m", with_header(R"({"b":{"data_offsets":[4,6],"shape":[1],"dtype":"BF16"},)"
                                   R"("__metadata__":{"format":"pt"},)"
                                   R"("a":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]}}   )",
                                   "abcdef"));
  const Safetensors file(path);
  EXPECT_THAT(file.names(), ElementsAre("a", "b"));
  EXPECT_EQ(text_of(file.tensor("a")), "abcd");
  EXPECT_EQ(text_of(file.tensor("b")), "ef");
}

TEST(Safetensors, StaysReadableWhenItIsMoved) {
  const Scratch scratch;
  Safetensors first(
      scratch.put("m", with_tensor(R"("dtype":"U8","shape":[4],"data_offsets":[0,4])")));
  const Safetensors second(std::move(first));
  EXPECT_EQ(text_of(second.tensor("a")), "1234");
}

TEST(Safetensors, KeepsItsBytesWhenTheFileIsReplaced) {
  const Scratch scratch;
  const std::string old_data("old!");
  const std::string new_data("new!");
  const auto write = [&](const std::string& data) {
    const TensorView tensor{.dtype = DType::kU8, .shape = {4}, .bytes = bytes_of(data)};
    write_safetensors(scratch / "m", {}, std::vector<NamedTensor>{{"a", tensor}});
  };
  write(old_data);
  const Safetensors file(scratch / "m");
  write(new_data);
  EXPECT_EQ(text_of(file.tensor("a")), "old!");
}

TEST(Safetensors, SaysThatATensorIsMissing) {
  const Scratch scratch;
  const Safetensors file(scratch.put("m", with_header("{}")));
  EXPECT_FALSE(file.contains("conv.weight"));
  EXPECT_THAT(message_of<FileError>([&] { static_cast<void>(file.tensor("conv.weight")); }),
              EndsWith("m: no tensor 'conv.weight' among its 0"));
}

TEST(SafetensorsError, SaysThatTheFileIsMissing) {
  const Scratch scratch;
  EXPECT_THAT(message_of<FileError>([&] { const Safetensors file(scratch / "no"); }),
              EndsWith("no': No such file or directory"));
}

TEST(SafetensorsError, SaysThatTheFileIsEmpty) {
  EXPECT_THAT(read_error(""), HasSubstr("m.safetensors: 0 bytes, expected a safetensors file"));
}

TEST(SafetensorsError, SaysThatTheHeaderIsCutOff) {
  EXPECT_THAT(read_error(with_header("{}", "").substr(0, 9)),
              EndsWith("a header of 2 bytes, but only 1 bytes follow; it is truncated"));
}

TEST(SafetensorsError, RefusesAnAbsurdHeaderLengthBeforeReadingIt) {
  EXPECT_THAT(read_error(std::string(16, '\xff')),
              EndsWith("a header of 18446744073709551615 bytes, expected at most 100000000; "
                       "this is no safetensors file"));
}

TEST(SafetensorsError, SaysWhereTheHeaderIsNotJson) {
  EXPECT_THAT(read_error(with_header("{\"a\"")), HasSubstr("header: not JSON at byte 5"));
  EXPECT_THAT(read_error(with_header("")), HasSubstr("not JSON at byte 1"));
  EXPECT_THAT(read_error(with_header("{}x")), HasSubstr("not JSON at byte 3"));
}

TEST(SafetensorsError, SurvivesDeeplyNestedJson) {
  EXPECT_THAT(read_error(with_header(std::string(1 << 20, '['))),
              EndsWith("header: found a list, expected a table of tensors"));
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "{\"a\":";
  EXPECT_THAT(read_error(with_header(deep)), HasSubstr("broken safetensors header: "));
}

TEST(SafetensorsError, RefusesANameThatIsNotUtf8) {
  EXPECT_THAT(read_error(with_header("{\"\xff\":1}")), HasSubstr("not JSON at byte 3"));
}

TEST(SafetensorsError, RefusesANameThatIsThereTwice) {
  const std::string tensor = R"("a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]})";
  EXPECT_THAT(read_error(with_header("{" + tensor + "," + tensor + "}", "1")),
              EndsWith("header: 'a' is given twice in 'a'"));
  EXPECT_THAT(read_error(with_tensor(R"("dtype":"U8","dtype":"I8")")),
              EndsWith("header: 'dtype' is given twice in 'a'"));
}

TEST(SafetensorsError, ListsTheDTypesWhenOneIsUnknown) {
  EXPECT_THAT(read_error(with_tensor(R"("dtype":"F8_E4M3")")),
              EndsWith("unknown dtype 'F8_E4M3' in 'a'; "
                       "known: BOOL U8 I8 I16 I32 I64 F16 BF16 F32 F64"));
}

TEST(SafetensorsError, RefusesANegativeSize) {
  EXPECT_THAT(read_error(with_tensor(R"("dtype":"U8","shape":[-4])")),
              EndsWith("shape has the negative number -4 in 'a'"));
}

TEST(SafetensorsError, RefusesASizeThatIsNoWholeNumber) {
  EXPECT_THAT(read_error(with_tensor(R"("dtype":"U8","shape":[1.5])")),
              EndsWith("found a fraction in 'a', expected whole numbers"));
  EXPECT_THAT(read_error(with_tensor(R"("dtype":"U8","shape":[18446744073709551615])")),
              HasSubstr("which is too large"));
}

TEST(SafetensorsError, RefusesAShapeWhoseProductOverflows) {
  EXPECT_THAT(read_error(with_tensor(R"("dtype":"F32","shape":[4294967296,4294967296],)"
                                     R"("data_offsets":[0,4])")),
              EndsWith("has a shape beyond 64 bits: [4294967296, 4294967296]"));
}

TEST(SafetensorsError, RefusesThousandsOfDimensions) {
  std::string ones = "1";
  for (int i = 0; i < 5000; ++i) ones += ",1";
  EXPECT_THAT(read_error(with_tensor("\"dtype\":\"U8\",\"shape\":[" + ones + "]")),
              EndsWith("shape has more than 64 numbers in 'a'"));
}

TEST(SafetensorsError, RefusesBytesThatDoNotFitTheShape) {
  EXPECT_THAT(read_error(with_tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,4])")),
              EndsWith("tensor 'a' of shape [2] and dtype F32 needs 8 bytes, found 4"));
}

TEST(SafetensorsError, RefusesATensorBeyondTheEndOfTheFile) {
  EXPECT_THAT(read_error(with_tensor(R"("dtype":"U8","shape":[9],"data_offsets":[0,9])")),
              EndsWith("ends at byte 9, but the file has 4 bytes of data; it is truncated"));
}

TEST(SafetensorsError, RefusesATensorThatEndsBeforeItBegins) {
  EXPECT_THAT(read_error(with_tensor(R"("dtype":"U8","shape":[1],"data_offsets":[3,2])")),
              EndsWith("tensor 'a' ends at byte 2 before its begin 3"));
}

TEST(SafetensorsError, RefusesOffsetsThatAreNoPair) {
  EXPECT_THAT(read_error(with_tensor(R"("dtype":"U8","shape":[1],"data_offsets":[3])")),
              EndsWith("data_offsets has 1 numbers in 'a', expected 2"));
}

TEST(SafetensorsError, RefusesTensorsThatOverlap) {
  EXPECT_THAT(read_error(with_header(R"({"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},)"
                                     R"("b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})",
                                     "1234")),
              EndsWith("tensor 'b' begins at byte 2 inside the tensor before it, expected 3"));
}

TEST(SafetensorsError, RefusesAHoleBetweenTensors) {
  EXPECT_THAT(read_error(with_tensor(R"("dtype":"U8","shape":[3],"data_offsets":[1,4])")),
              EndsWith("tensor 'a' begins at byte 1 after a hole, expected 0"));
}

TEST(SafetensorsError, RefusesBytesAfterTheLastTensor) {
  EXPECT_THAT(read_error(with_tensor(R"("dtype":"U8","shape":[3],"data_offsets":[0,3])")),
              EndsWith("1 bytes after the last tensor belong to none"));
}

TEST(SafetensorsError, RefusesMetadataThatIsNotText) {
  EXPECT_THAT(read_error(with_header(R"({"__metadata__":{"epochs":3}})")),
              EndsWith("found a number in '__metadata__', expected text"));
  EXPECT_THAT(read_error(with_header(R"({"__metadata__":["a"]})")),
              EndsWith("found a list in '__metadata__', expected a table"));
}

TEST(SafetensorsError, NamesAFieldThatIsMissing) {
  EXPECT_THAT(read_error(with_tensor(R"("dtype":"U8","shape":[4])")),
              EndsWith("'data_offsets' is missing in 'a'"));
}

TEST(SafetensorsError, NamesAFieldThatIsUnknown) {
  EXPECT_THAT(read_error(with_tensor(R"("stride":[4])")),
              EndsWith("unknown key 'stride' in 'a'; known: dtype, shape, data_offsets"));
}

TEST(SafetensorsError, StaysOnOneLineWhateverTheNamesHold) {
  const auto message = read_error(with_header("{\"x\\n" + std::string(5000, 'y') + "\":1}"));
  EXPECT_THAT(message, Not(HasSubstr("\n")));
  EXPECT_LT(message.size(), 300U);
}

TEST(SafetensorsError, IsThrownForEveryTruncationOfAGoodFile) {
  const auto good = with_tensor(R"("dtype":"U8","shape":[4],"data_offsets":[0,4])");
  for (std::size_t length = 0; length < good.size(); ++length) {
    EXPECT_THAT(read_error(good.substr(0, length)), HasSubstr("m.safetensors: ")) << length;
  }
}

TEST(WriteSafetensors, RefusesBytesThatDoNotFitTheShape) {
  const std::string data("123");
  EXPECT_THAT(write_error({{"a", {.dtype = DType::kF32, .shape = {1}, .bytes = bytes_of(data)}}}),
              EndsWith("tensor 'a' has 3 bytes, its shape needs 4"));
}

TEST(WriteSafetensors, RefusesANameThatIsGivenTwice) {
  const NamedTensor empty{"a", {.dtype = DType::kF32, .shape = {0}, .bytes = {}}};
  EXPECT_THAT(write_error({empty, empty}), EndsWith("tensor name 'a' is given twice"));
}

TEST(WriteSafetensors, RefusesTheNameOfTheMetadata) {
  EXPECT_THAT(write_error({{"__metadata__", {.dtype = DType::kF32, .shape = {0}, .bytes = {}}}}),
              EndsWith("tensor name '__metadata__' is reserved"));
}

TEST(WriteSafetensors, RefusesMetadataThatIsNotUtf8) {
  EXPECT_THAT(write_error({}, {{"name", "\xff"}}), EndsWith("is not UTF-8"));
}

TEST(WriteSafetensors, LeavesTheOldFileWhenItRefuses) {
  const Scratch scratch;
  scratch.put("m", "old");
  const NamedTensor bad{"a", {.dtype = DType::kF32, .shape = {1}, .bytes = {}}};
  EXPECT_THROW(write_safetensors(scratch / "m", {}, std::vector{bad}), InvalidArgument);
  EXPECT_EQ(bytes_of_file(scratch / "m"), "old");
}

}  // namespace
}  // namespace handsight
