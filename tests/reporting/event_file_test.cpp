// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/reporting/event_file.h"

#include <cmath>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/formats/atomic_file.h"
#include "handsight/formats/text.h"

namespace handsight {
namespace {

using ::testing::ElementsAre;

/// Records of a TFRecord file whose lengths and check sums hold.
std::vector<std::string> records_of(const std::string& file) {
  const auto number = [&](std::size_t at, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(file.at(at + i))} << (8 * i);
    }
    return value;
  };
  std::vector<std::string> records;
  for (std::size_t at = 0; at < file.size();) {
    const auto length = number(at, 8);
    EXPECT_EQ(number(at + 8, 4), masked_crc32c(file.substr(at, 8)));
    records.push_back(file.substr(at + 12, length));
    EXPECT_EQ(number(at + 12 + length, 4), masked_crc32c(records.back()));
    at += 16 + length;
  }
  return records;
}

TEST(Crc32c, AgreesWithThePublishedCheckValues) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
  // RFC 3720, B.4: 32 bytes of zeros
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
}

TEST(MaskedCrc32c, IsTurnedBy15BitsPlusAConstant) {
  // 0xe3069283 turned right by 15 is 0x2507c60d; plus 0xa282ead8
  EXPECT_EQ(masked_crc32c("123456789"), 0xc78ab0e5U);
}

TEST(EventFile, BeginsWithItsVersion) {
  const auto records = records_of(event_file({}));
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0], std::string("\x09") + std::string(8, '\0') + "\x1a\x0d" + "brain.Event:2");
}

TEST(EventFile, HoldsAnEventAStep) {
  const std::vector<EventRow> rows{{.step = 300, .wall_time_s = 1.0, .values = {{"loss", 0.5}}}};
  const auto records = records_of(event_file(rows));
  ASSERT_EQ(records.size(), 2U);
  // wall_time 1.0; step 300 = 0xac 0x02; summary of 13 bytes: value of 11: tag "loss", float 0.5
  const std::string expected = std::string("\x09\0\0\0\0\0\0\xf0\x3f", 9) + "\x10\xac\x02" +
                               "\x2a\x0d\x0a\x0b\x0a\x04loss" + std::string("\x15\0\0\0\x3f", 5);
  EXPECT_EQ(records[1], expected);
}

TEST(EventFile, LeavesOutWhatIsNoNumber) {
  const std::vector<EventRow> rows{{.values = {{"loss", std::nan("")}}}};
  EXPECT_EQ(records_of(event_file(rows))[1].find("loss"), std::string::npos);
}

TEST(AppendEvent, GivesTheSameFileAsWritingAllAtOnce) {
  const auto path = std::filesystem::path(::testing::TempDir()) / "handsight_events";
  const std::vector<EventRow> rows{{.step = 1, .values = {{"a", 1.0}}},
                                   {.step = 2, .values = {{"a", 2.0}}}};
  write_file(path, event_file({rows.data(), 1}));
  append_event(path, rows[1]);
  EXPECT_EQ(read_text(path), event_file(rows));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace handsight
