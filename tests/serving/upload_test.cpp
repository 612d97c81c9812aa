// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/serving/upload.h"

#include <map>
#include <span>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/serving/openapi.h"
#include "handsight/serving/request_metrics.h"
#include "handsight/serving/segment_answer.h"
#include "handsight/serving/streams.h"

namespace handsight {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t kMost = 100000;

TEST(Upload, ReadsJpegAndPng) {
  EXPECT_EQ(decode_upload(encode_png(Image(40, 30, 3, 9)), kMost).width, 40);
  EXPECT_EQ(decode_upload(encode_jpeg(Image(40, 30, 3, 9)), kMost).height, 30);
}

TEST(Upload, RefusesMorePixelsThanAllowedBeforeDecoding) {
  EXPECT_THROW((void)decode_upload(encode_png(Image(40, 30, 3)), 1199), FileError);
  EXPECT_THROW((void)decode_upload(encode_jpeg(Image(40, 30, 3)), 1199), FileError);
}

TEST(Upload, RefusesASizeThatNoMemoryHolds) {
  auto png = encode_png(Image(4, 4, 3));
  for (std::size_t i = 16; i < 24; ++i) png[i] = std::byte{0x7f};
  EXPECT_THROW((void)decode_upload(png, kMost), FileError);
}

TEST(Upload, RefusesWhatIsNoPicture) {
  for (const std::string text :
       {"", "hello", "\xff\xd8\xff\xe0", "\x89PNG\r\n\x1a\n", "GIF89a...."}) {
    const auto bytes = std::as_bytes(std::span(text));
    EXPECT_THROW((void)decode_upload(bytes, kMost), FileError) << text;
  }
}

TEST(Upload, KnowsMarkersWithoutALength) {
  auto jpeg = encode_jpeg(Image(40, 30, 3));
  jpeg.insert(jpeg.begin() + 2, {std::byte{0xff}, std::byte{0xd0}});  // behind the start of image
  EXPECT_EQ(decode_upload(jpeg, kMost).width, 40);
  EXPECT_THROW((void)decode_upload(jpeg, 1199), FileError);
}

TEST(Upload, RefusesEveryCutOfAPicture) {
  for (const auto& whole : {encode_png(Image(16, 16, 3, 7)), encode_jpeg(Image(16, 16, 3, 7))}) {
    for (std::size_t size = 0; size < whole.size(); size += 7) {
      EXPECT_THROW((void)decode_upload(std::span(whole).first(size), kMost), FileError) << size;
    }
  }
}

TEST(SegmentQuery, KnowsItsParameters) {
  const auto query = parse_segment_query({{"format", "mask"},
                                          {"threshold", "0.3"},
                                          {"stream", "a-1"},
                                          {"time", "2.5"},
                                          {"model", "m"}});
  EXPECT_EQ(query.format, AnswerFormat::kMask);
  EXPECT_EQ(query.threshold, 0.3);
  EXPECT_EQ(query.stream, "a-1");
  EXPECT_EQ(query.time_s, 2.5);
  EXPECT_EQ(query.model, "m");
}

TEST(SegmentQuery, RefusesWhatItDoesNotKnow) {
  for (const std::multimap<std::string, std::string>& query :
       {std::multimap<std::string, std::string>{{"format", "gif"}},
        {{"threshold", "2"}},
        {{"threshold", "nan"}},
        {{"threshold", "0.5x"}},
        {{"stream", "../etc"}},
        {{"stream", std::string(65, 'a')}},
        {{"time", "-1"}},
        {{"file", "/etc/passwd"}}}) {
    EXPECT_THROW((void)parse_segment_query(query), InvalidArgument) << query.begin()->first;
  }
}

TEST(RequestMetrics, CountByRouteAndStatus) {
  RequestMetrics metrics;
  metrics.count("/v1/segment", 200, 0.03);
  metrics.count("/v1/segment", 200, 0.2);
  metrics.count("/v1/segment", 503, 0.0);
  const auto text = metrics.text({.in_work = 1});
  EXPECT_THAT(text,
              HasSubstr("handsight_requests_total{route=\"/v1/segment\",status=\"200\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("handsight_segment_seconds_bucket{le=\"0.04\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("handsight_segment_seconds_bucket{le=\"0.25\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("handsight_segment_seconds_count 2\n"));
  EXPECT_THAT(text, HasSubstr("handsight_in_work 1\n"));
}

TEST(Streams, ForgetTheOneThatWasQuietLongest) {
  Streams streams(2);
  const auto first = streams.find_or_make("a", {});
  (void)streams.find_or_make("b", {});
  EXPECT_EQ(streams.find_or_make("a", {}), first);
  (void)streams.find_or_make("c", {});  // b goes
  EXPECT_EQ(streams.count(), 2U);
  EXPECT_EQ(streams.find_or_make("a", {}), first);
}

TEST(OpenApi, NamesEveryRoute) {
  const auto document = openapi_document();
  EXPECT_EQ(document["openapi"], "3.0.3");
  for (const auto* path : {"/v1/segment", "/v1/models", "/healthz", "/metrics"}) {
    EXPECT_TRUE(document["paths"].contains(path)) << path;
  }
  const auto& post = document["paths"]["/v1/segment"]["post"];
  EXPECT_TRUE(post["responses"]["503"].is_object());
  EXPECT_TRUE(post["responses"]["200"]["content"]["application/json"]["schema"].is_object());
  EXPECT_EQ(post["parameters"][0]["schema"]["enum"].size(), 5U);
}

}  // namespace
}  // namespace handsight
