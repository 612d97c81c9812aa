// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/pickle.h"

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
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string fixture(const std::string& name) {
  return bytes_of_file(std::string(HANDSIGHT_SOURCE_DIR) + "/tests/formats/fixtures/" + name);
}
PicklePtr parse(const std::string& bytes) {
  return parse_pickle(std::as_bytes(std::span(bytes)), "x.pickle");
}
std::string error_of(const std::string& bytes) {
  return message_of<FileError>([&] { (void)parse(bytes); });
}

// values<protocol>.pickle hold one dict, written by Python with pickle.dump(..., protocol).
class EveryProtocol : public ::testing::TestWithParam<int> {
 protected:
  template <class Kind>
  [[nodiscard]] Kind value(const std::string& key) const {
    const auto* found = root_->find(key);
    if (found == nullptr || found->get_if<Kind>() == nullptr) {
      ADD_FAILURE() << key << " is " << (found == nullptr ? "missing" : found->kind());
      return {};
    }
    return *found->get_if<Kind>();
  }
  [[nodiscard]] NumpyArray array(const std::string& key) const { return value<NumpyArray>(key); }

  PicklePtr root_ = parse(fixture("values" + std::to_string(GetParam()) + ".pickle"));
};

TEST_P(EveryProtocol, HoldsNoneAndTruth) {
  EXPECT_TRUE(std::holds_alternative<std::monostate>(root_->find("none")->content));
  EXPECT_TRUE(value<bool>("yes"));
  EXPECT_FALSE(value<bool>("no"));
}

TEST_P(EveryProtocol, HoldsNumbers) {
  EXPECT_EQ(value<std::int64_t>("int"), -5);
  EXPECT_EQ(value<std::int64_t>("big"), 1099511627776);
  EXPECT_EQ(value<std::int64_t>("long"), -4611686018427387904);
  EXPECT_EQ(value<double>("float"), 2.5);
}

TEST_P(EveryProtocol, HoldsTextAsUtf8) {
  EXPECT_EQ(value<std::string>("text"), "h\xc3\xa4nd\xf0\x9f\x91\x8b\n");
}

TEST_P(EveryProtocol, HoldsBytes) {
  EXPECT_EQ(value<PickleBytes>("bytes").bytes, std::string("\x00\xff\x80", 3));
}

TEST_P(EveryProtocol, HoldsContainers) {
  EXPECT_EQ(value<PickleList>("list").items.size(), 2);
  EXPECT_EQ(value<PickleTuple>("tuple").items.size(), 4);
  EXPECT_EQ(value<PickleSet>("set").items.size(), 1);
  EXPECT_EQ(value<PickleSet>("frozen").items.size(), 1);
  EXPECT_EQ(*root_->find("ordered")->find("a")->get_if<std::int64_t>(), 1);
}

TEST_P(EveryProtocol, SharesValuesThatWereShared) {
  const auto shared = value<PickleList>("shared").items;
  EXPECT_EQ(shared.at(0), shared.at(1));
}

TEST_P(EveryProtocol, HoldsArraysRowByRow) {
  for (const auto* key : {"f64", "fortran"}) {
    EXPECT_THAT(array(key).shape, ElementsAre(2, 3)) << key;
    EXPECT_THAT(doubles_of(array(key)), ElementsAre(0, 1, 2, 3, 4, 5)) << key;
  }
}

TEST_P(EveryProtocol, TurnsTheBytesOfBigEndianArrays) {
  EXPECT_THAT(doubles_of(array("big_endian")), ElementsAre(1, 258));
}

TEST_P(EveryProtocol, HoldsArraysOfOtherTypes) {
  EXPECT_THAT(doubles_of(array("bool")), ElementsAre(1, 0));
  EXPECT_THAT(doubles_of(array("i64")), ElementsAre(1, -1));
  EXPECT_THAT(doubles_of(array("u1")), ElementsAre(255));
  EXPECT_THAT(doubles_of(array("empty")), IsEmpty());
}

TEST_P(EveryProtocol, HoldsScalarsOfNumpyAsNumbers) {
  EXPECT_EQ(value<double>("scalar"), 1.5);
  EXPECT_EQ(value<std::int64_t>("int_scalar"), -3);
}

INSTANTIATE_TEST_SUITE_P(Pickle, EveryProtocol, ::testing::Range(0, 5));

TEST(Pickle, RefusesOtherProtocolsByNumber) {
  EXPECT_THAT(error_of(std::string("\x80\x05N.", 4)), HasSubstr("protocol 5"));
}

TEST(Pickle, NamesWhatCodeItWasAskedToRun) {
  EXPECT_THAT(error_of(fixture("evil.pickle")),
              AllOf(HasSubstr("pickle x.pickle: asks for posix.system"),
                    HasSubstr("only numpy arrays, containers and tensors are read")));
}

TEST(Pickle, NamesAGlobalOfTheStack) {
  EXPECT_THAT(error_of("\x80\x04\x8c\x02os\x8c\x06system\x93."), HasSubstr("asks for os.system"));
}

TEST(Pickle, RefusesInstructionsThatBuildAnyClass) {
  EXPECT_THAT(error_of("(ios\nsystem\n."), HasSubstr("is not read"));
  EXPECT_THAT(error_of("cnumpy\ndtype\n)\x81."), HasSubstr("is not read"));
}

TEST(Pickle, RefusesAListThatHoldsItself) {
  EXPECT_THAT(error_of(fixture("selfish.pickle")), HasSubstr("refers to itself"));
}

TEST(Pickle, RefusesDeepNesting) {
  EXPECT_THAT(error_of(std::string(100, ']') + std::string(99, 'a') + "."),
              HasSubstr("nested deeper"));
}

TEST(Pickle, RefusesLengthsBeyondItsEnd) {
  EXPECT_THAT(error_of(std::string("B\xff\xff\xff\x7f", 5)), HasSubstr("2147483647 bytes"));
}

TEST(Pickle, RefusesEveryPrefixOfAFile) {
  const auto whole = fixture("values2.pickle");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THROW((void)parse(whole.substr(0, size)), FileError) << size;
  }
}

TEST(Pickle, RefusesNumbersBeyond64Bits) {
  EXPECT_THAT(error_of(std::string("\x8a\x09\0\0\0\0\0\0\0\0\x01.", 12)), HasSubstr("64 bits"));
}

TEST(Pickle, RefusesToTakeFromAnEmptyStack) {
  for (const auto* bytes : {"R.", "a.", "s.", "u.", "t.", "0.", "1.", "b.", "q\0.", "\x85.", "."}) {
    EXPECT_THROW((void)parse(bytes), FileError) << bytes;
  }
}

TEST(Pickle, RefusesToCopyOneValueWithoutEnd) {
  std::string bytes = "c__builtin__\nset\nq";
  bytes += '\0';
  bytes += "(" + std::string(50000, 'N') + "lq\x01";  // one list, from which sets are made
  for (int i = 0; i < 100; ++i) bytes += std::string("h\0h\x01\x85R", 6);
  EXPECT_THAT(error_of(bytes + "."), HasSubstr("too often"));
}

TEST(Pickle, LetsTheLaterOfTwoEqualKeysCount) {
  EXPECT_EQ(*parse("(S'a'\nI1\nS'a'\nI2\n"
                   "d.")
                 ->find("a")
                 ->get_if<std::int64_t>(),
            2);
}

TEST(PickleDict, HandsOutEntriesOneByOne) {
  const auto bytes = fixture("dict_of_arrays.pickle");
  std::vector<double> firsts;
  visit_pickle_dict(std::as_bytes(std::span(bytes)), "x",
                    [&](const PickleValue& key, const PickleValue& value) {
                      EXPECT_EQ(*key.get_if<std::int64_t>(), std::ssize(firsts));
                      firsts.push_back(doubles_of(*value.find("uv_vis")->get_if<NumpyArray>())[0]);
                    });
  EXPECT_THAT(firsts, ElementsAre(0, 1, 2));
}

TEST(PickleDict, SaysWhatItFoundInstead) {
  const std::string bytes = "]N.";
  EXPECT_THROW(visit_pickle_dict(std::as_bytes(std::span(bytes)), "x", [](auto&&...) {}),
               FileError);
  EXPECT_THAT(message_of<FileError>([] {
                visit_pickle_dict(std::as_bytes(std::span("].", 2)), "x", [](auto&&...) {});
              }),
              HasSubstr("holds a list, expected a dict"));
}

}  // namespace
}  // namespace handsight
