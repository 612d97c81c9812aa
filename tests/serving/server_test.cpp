// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/serving/server.h"

#include <httplib.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/imaging/picture_file.h"

#include "serving/served.h"

namespace handsight {
namespace {

using test::light_is_hand;
using test::Serving;
using test::square_model;
using test::square_png;
using ::testing::HasSubstr;

TEST_F(Serving, FindsTheHandInAPicture) {
  start({});
  const auto result = post(square_png());
  ASSERT_TRUE(result);
  ASSERT_EQ(result->status, 200) << result->body;
  const auto json = Json::parse(result->body);
  EXPECT_EQ(json["width"], 160);
  ASSERT_EQ(json["hands"].size(), 1U);
  EXPECT_EQ(json["hands"][0]["box"], (Json{60, 30, 40, 40}));
  EXPECT_TRUE(json["timing_ms"].contains("network"));
}

// The square covers columns 60 to 99.
TEST_F(Serving, SaysWhichSideAHandIsAndWhereItsKeypointsAre) {
  start({});
  const auto hand = Json::parse(post(square_png())->body)["hands"][0];
  EXPECT_EQ(hand["side"], "right");
  ASSERT_EQ(hand["keypoints"].size(), 21U);
  EXPECT_EQ(hand["keypoints"][8], (Json{79.5, 49.5, 0.5, "visible"}));
}

TEST_F(Serving, SwapsTheSidesOfMirroredPicturesAndLooksTheSameWay) {
  start({});
  const auto hand = Json::parse(post(square_png(), "?mirror=yes")->body)["hands"][0];
  EXPECT_EQ(hand["side"], "left");
  EXPECT_EQ(hand["keypoints"][8], (Json{79.5, 49.5, 0.5, "visible"}));
}

TEST_F(Serving, KeepsTheKeypointsOfAStream) {
  start({});
  (void)post(square_png(), "?stream=me&time=0");
  const auto hand = Json::parse(post(square_png(), "?stream=me&time=0.04")->body)["hands"][0];
  EXPECT_EQ(hand["keypoints"].size(), 21U);
}

TEST_F(Serving, GivesPicturesToo) {
  start({});
  for (const auto* format : {"mask", "overlay", "cutout"}) {
    const auto result = post(square_png(), std::string("?format=") + format);
    ASSERT_TRUE(result);
    ASSERT_EQ(result->status, 200) << result->body;
    EXPECT_EQ(result->get_header_value("Content-Type"), "image/png");
    const auto image = read_picture_bytes(std::as_bytes(std::span(result->body)), "answer");
    EXPECT_EQ(image.width, 160);
    if (std::string(format) == "mask") {
      EXPECT_EQ(*image.at(80, 50), 255);
      EXPECT_EQ(*image.at(10, 10), 0);
    }
  }
}

TEST_F(Serving, NumbersTheHandsOfAStream) {
  start({});
  const auto first = Json::parse(post(square_png(), "?stream=me&time=0")->body);
  const auto second = Json::parse(post(square_png(), "?stream=me&time=0.04")->body);
  EXPECT_EQ(first["hands"][0]["track"], 1);
  EXPECT_EQ(second["hands"][0]["track"], 1);
}

TEST_F(Serving, WantsTheTimeOfAStreamsFrames) {
  start({});
  const auto answer = post(square_png(), "?stream=me");
  EXPECT_EQ(answer->status, 400);
  EXPECT_THAT(answer->body, HasSubstr("time is missing"));
}

TEST_F(Serving, SaysThatAPictureIsNoForm) {
  start({});
  const httplib::MultipartFormDataItems form{{"picture", square_png(), "x.png", "image/png"}};
  EXPECT_EQ(client().Post("/v1/segment", form)->status, 415);
}

TEST_F(Serving, ListsItsModels) {
  start({});
  const auto json = Json::parse(client().Get("/v1/models")->body);
  EXPECT_EQ(json["models"][0]["name"], "m");
}

TEST_F(Serving, TakesNoModelThatIsNotLoaded) {
  start({});
  EXPECT_EQ(post(square_png(), "?model=../../etc/passwd")->status, 404);
}

TEST_F(Serving, ServesItsPageAndNoOtherFile) {
  start({});
  const auto page = client().Get("/");
  EXPECT_THAT(page->body, HasSubstr("<title>hands"));
  EXPECT_THAT(page->get_header_value("Content-Security-Policy"), HasSubstr("default-src 'self'"));
  for (const auto* path : {"/etc/passwd", "/../etc/passwd", "/%2e%2e/etc/passwd", "//etc/passwd"}) {
    EXPECT_EQ(client().Get(path)->status, 404) << path;
  }
}

TEST_F(Serving, DescribesAndCountsItself) {
  start({});
  (void)post(square_png());
  EXPECT_TRUE(Json::parse(client().Get("/openapi.json")->body).contains("paths"));
  EXPECT_THAT(client().Get("/metrics")->body,
              HasSubstr("handsight_requests_total{route=\"/v1/segment\",status=\"200\"} 1"));
}

TEST_F(Serving, SaysWhatIsWrongWithABody) {
  start({});
  EXPECT_EQ(post("hello")->status, 415);
  EXPECT_EQ(post("")->status, 415);
  EXPECT_EQ(post(square_png().substr(0, 100))->status, 415);
  const auto wrong = post(square_png(), "?format=gif");
  EXPECT_EQ(wrong->status, 400);
  EXPECT_THAT(wrong->body, HasSubstr("expected json, mask"));
}

TEST_F(Serving, RefusesTooManyPixels) {
  start({.max_pixels = 10000});
  EXPECT_EQ(post(square_png())->status, 415);
}

TEST_F(Serving, WantsTheTokenEverywhereButOnThePage) {
  start({.token = "secret"});
  EXPECT_EQ(post(square_png())->status, 401);
  EXPECT_EQ(client().Get("/v1/models")->status, 401);
  EXPECT_EQ(client().Get("/metrics")->status, 401);
  EXPECT_EQ(client().Get("/healthz")->status, 200);
  auto with_token = client();
  with_token.set_bearer_token_auth("secret");
  EXPECT_EQ(with_token.Get("/v1/models")->status, 200);
  with_token.set_bearer_token_auth("secrets");
  EXPECT_EQ(with_token.Get("/v1/models")->status, 401);
}

TEST_F(Serving, AnswersToNoOtherNameThanItsOwn) {
  start({});
  for (const auto* name : {"evil.example:80", "127.evil.example:80", "127.1.evil.example"}) {
    EXPECT_EQ(client().Get("/v1/models", {{"Host", name}})->status, 403) << name;
  }
  EXPECT_EQ(client().Get("/v1/models", {{"Host", "localhost:1"}})->status, 200);
}

TEST_F(Serving, AllowsOtherOriginsOnlyWhenAsked) {
  start({.cors_origin = "https://a.example"});
  EXPECT_EQ(client().Get("/healthz")->get_header_value("Access-Control-Allow-Origin"),
            "https://a.example");
}

TEST_F(Serving, SaysThatAnAnswerTookTooLong) {
  start({.timeout_s = 0.1}, square_model(500));
  EXPECT_EQ(post(square_png())->status, 504);
}

TEST(ServerSetup, WantsATokenBeforeOthersCanReachIt) {
  const std::vector<ServedModel> models{{.name = "m", .network = light_is_hand()}};
  EXPECT_THROW(Server({.host = "0.0.0.0"}, models, {}), InvalidArgument);
  EXPECT_NO_THROW(Server({.host = "0.0.0.0", .token = "t"}, models, {}));
}

TEST(ServerSetup, WantsAModel) { EXPECT_THROW(Server({}, {}, {}), InvalidArgument); }

TEST(ServerSetup, SaysThatAPortIsInUse) {
  const std::vector<ServedModel> models{{.name = "m", .network = light_is_hand()}};
  Server first({.port = 0}, models, {});
  const int port = first.bind();
  Server second({.port = port}, models, {});
  EXPECT_THROW((void)second.bind(), FileError);
}

}  // namespace
}  // namespace handsight
