// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/imaging/png_decoder.h"

#include "serving/served.h"

namespace handsight {
namespace {

using test::square_model;
using test::square_png;
using ::testing::HasSubstr;

constexpr int kSize = 8;
constexpr std::size_t kPixels = kSize * kSize;

/// What the left half of its square shows is at 400 mm, the right half at 600; all is part 9.
HandLayers two_halves(const HandView& hand, const LayerSet& told) {
  HandLayers layers{.size_px = kSize,
                    .frame_from_square = frame_from_crop(hand.crop, kSize, hand.view)};
  if (told.parts) {
    layers.parts.assign(HandLayers::kClasses * kPixels, 0.0F);
    std::fill_n(layers.parts.begin() + 9 * kPixels, kPixels, 9.0F);  // sure
  }
  for (int i = 0; i < static_cast<int>(kPixels); ++i) {
    layers.depth_mm.push_back(i % kSize < kSize / 2 ? 400.0F : 600.0F);
  }
  return layers;
}

/// A server whose network of layers takes `work_ms` and counts how often it is asked.
class ServingLayers : public test::Serving {
 protected:
  void start_telling(const LayerSet& told, const ServerOptions& options = {}, int work_ms = 0) {
    auto model = square_model();
    model.layers = {
        {.network =
             [asked = asked_, told, work_ms](const Image&, std::span<const HandView> hands) {
               ++*asked;
               std::this_thread::sleep_for(std::chrono::milliseconds(work_ms));
               std::vector<HandLayers> layers;
               for (const auto& hand : hands) layers.push_back(two_halves(hand, told));
               return layers;
             },
         .told = told}};
    start(options, std::move(model));
  }
  void start_telling_both() { start_telling({.depth = true, .parts = true}); }
  Json hand_of(const std::string& query, const std::string& picture = square_png()) const {
    const auto result = post(picture, query);
    EXPECT_EQ(result->status, 200) << result->body;
    return Json::parse(result->body).at("hands").at(0);
  }
  /// The second row of cells, of which the hand covers all but the outer ones.
  static Json second_row(const Json& depth) {
    const Json& cells = depth.at("mm");
    return Json(std::vector<Json>(cells.begin() + kSize, cells.begin() + 2 * kSize));
  }

  std::shared_ptr<std::atomic<int>> asked_ = std::make_shared<std::atomic<int>>(0);
};

// The hand of 40 px at (60, 30) is looked at in 50 px around it, of which a cell covers 6.25.
TEST_F(ServingLayers, TellTheDepthOfAHand) {
  start_telling_both();
  const auto hand = hand_of("?layers=depth");
  EXPECT_EQ(hand["depth"]["square"], (Json{55.0, 25.0, 50.0}));
  EXPECT_EQ(hand["depth"]["size"], kSize);
  EXPECT_EQ(hand["depth"]["mm"].size(), kPixels);
  EXPECT_EQ(hand["depth"]["mm"][0], 0);
  EXPECT_EQ(second_row(hand["depth"]), (Json{0, 400, 400, 400, 600, 600, 600, 0}));
}

// The middle of 40 columns is the 21st, at 80: 3.58 of 8 pixels of the square, which is 58 % of the
// way between the fourth and the fifth.
TEST_F(ServingLayers, TellTheMedianOfTheDepth) {
  start_telling_both();
  EXPECT_DOUBLE_EQ(hand_of("?layers=depth")["depth_mm"].get<double>(), 516.0);
}

TEST_F(ServingLayers, LieAsThePictureAlsoWhereALeftHandWasSeenMirrored) {
  start_telling_both();
  const auto hand = hand_of("?layers=depth", square_png(10));
  EXPECT_EQ(hand["side"], "left");
  EXPECT_EQ(hand["depth"]["square"], (Json{5.0, 25.0, 50.0}));
  EXPECT_EQ(second_row(hand["depth"]), (Json{0, 600, 600, 600, 400, 400, 400, 0}));
}

TEST_F(ServingLayers, TellThePartsAlsoBeyondTheMask) {
  start_telling_both();
  const auto hand = hand_of("?layers=parts");
  EXPECT_FALSE(hand.contains("depth_mm"));
  const auto& parts = hand["parts"];
  EXPECT_EQ(parts["square"], (Json{55.0, 25.0, 50.0}));
  EXPECT_EQ(parts["ids"], Json(std::vector<int>(kPixels, 9)));
}

TEST_F(ServingLayers, TellPartsByTheKeypointsWhereNoNetworkDoes) {
  start_telling({.depth = true});
  const auto parts = hand_of("?layers=parts")["parts"];
  EXPECT_EQ(parts["ids"].size(), 64U * 64U);
  EXPECT_NE(parts["ids"][32 * 64 + 32], 0);
  EXPECT_EQ(parts["ids"][0], 0);
  EXPECT_EQ(*asked_, 0);
}

TEST_F(ServingLayers, LeaveOutThePartsOfAHandTooSmallForKeypoints) {
  start({});
  Image picture(160, 120, 3, 20);
  for (int y = 50; y < 66; ++y) std::fill_n(picture.at(70, y), 48, std::uint8_t{220});
  const auto hand = hand_of("?layers=parts", test::png_of(picture));
  EXPECT_FALSE(hand.contains("keypoints"));
  EXPECT_FALSE(hand.contains("parts"));
}

TEST_F(ServingLayers, ComeTogether) {
  start_telling_both();
  const auto hand = hand_of("?layers=depth,parts");
  EXPECT_TRUE(hand.contains("depth"));
  EXPECT_TRUE(hand.contains("parts"));
  EXPECT_EQ(*asked_, 1);
}

TEST_F(ServingLayers, CostNothingWhereNobodyAsks) {
  start_telling_both();
  const auto hand = hand_of("");
  EXPECT_FALSE(hand.contains("depth"));
  EXPECT_FALSE(hand.contains("depth_mm"));
  EXPECT_FALSE(hand.contains("parts"));
  EXPECT_EQ(*asked_, 0);
}

TEST_F(ServingLayers, AreToldOfTheFramesOfAStream) {
  start_telling_both();
  (void)hand_of("?layers=depth&stream=me&time=0");
  const auto hand = hand_of("?layers=depth&stream=me&time=0.04");
  EXPECT_EQ(hand["track"], 1);
  EXPECT_EQ(second_row(hand["depth"]), (Json{0, 400, 400, 400, 600, 600, 600, 0}));
}

TEST_F(ServingLayers, SayHowLongTheyTook) {
  start_telling_both();
  EXPECT_TRUE(
      Json::parse(post(square_png(), "?layers=parts")->body)["timing_ms"].contains("layers"));
}

TEST_F(ServingLayers, GiveDepthAsAPictureOf16Bits) {
  start_telling_both();
  const auto result = post(square_png(), "?format=depth");
  ASSERT_EQ(result->status, 200) << result->body;
  EXPECT_EQ(result->get_header_value("Content-Type"), "image/png");
  const auto png =
      decode_png(std::as_bytes(std::span(result->body)), "answer", PngSamples::kStored);
  ASSERT_EQ(png.width, 160);
  ASSERT_EQ(png.bytes_per_sample, 2);
  const auto mm = [&](std::size_t x, std::size_t y) {
    const auto* sample = png.samples.data() + 2 * (160 * y + x);
    return sample[0] * 256 + sample[1];
  };
  EXPECT_EQ(mm(65, 50), 400);
  EXPECT_EQ(mm(95, 50), 600);
  EXPECT_EQ(mm(50, 50), 0);
}

TEST_F(ServingLayers, OfAPictureWithoutHandsAreNone) {
  start_telling_both();
  const auto result = post(test::png_of(Image(160, 120, 3, 20)), "?layers=depth,parts");
  ASSERT_EQ(result->status, 200) << result->body;
  EXPECT_TRUE(Json::parse(result->body)["hands"].empty());
}

TEST_F(ServingLayers, RefuseNamesThatTheyDoNotKnow) {
  start_telling_both();
  for (const auto* wrong : {"", "colour", "depth,", ",depth", "depth;parts", "Depth"}) {
    const auto result = post(square_png(), std::string("?layers=") + wrong);
    EXPECT_EQ(result->status, 400) << wrong;
    EXPECT_THAT(result->body, HasSubstr("expected depth, parts or both")) << wrong;
  }
}

TEST_F(ServingLayers, RefuseToBeLaidOnPictures) {
  start_telling_both();
  const auto result = post(square_png(), "?layers=depth&format=mask");
  EXPECT_EQ(result->status, 400);
  EXPECT_THAT(result->body, HasSubstr("expected format json"));
}

TEST_F(ServingLayers, SayThatTheModelDoesNotTellThem) {
  start({});
  for (const auto* query : {"?layers=depth", "?layers=parts,depth", "?format=depth"}) {
    const auto result = post(square_png(), query);
    EXPECT_EQ(result->status, 400) << query;
    EXPECT_THAT(result->body, HasSubstr("without depth")) << query;
  }
  EXPECT_EQ(post(square_png(), "?layers=parts")->status, 200);
}

TEST_F(ServingLayers, AreListedWithTheModels) {
  start_telling_both();
  const auto models = Json::parse(client().Get("/v1/models")->body)["models"];
  EXPECT_EQ(models[0]["layers"], (Json{"depth", "parts"}));
}

TEST_F(ServingLayers, AreListedAsFarAsSomethingTellsThem) {
  start({});
  const auto by_keypoints = Json::parse(client().Get("/v1/models")->body)["models"];
  EXPECT_EQ(by_keypoints[0]["layers"], Json::array({"parts"}));
}

TEST_F(ServingLayers, AreListedAsNoneWithoutTheirNetworkAndKeypoints) {
  auto model = square_model();
  model.keypoints = {};
  start({}, std::move(model));
  const auto models = Json::parse(client().Get("/v1/models")->body)["models"];
  EXPECT_EQ(models[0]["layers"], Json::array());
}

TEST_F(ServingLayers, AreDescribed) {
  start_telling_both();
  const auto document = Json::parse(client().Get("/openapi.json")->body);
  const auto& parameters = document["paths"]["/v1/segment"]["post"]["parameters"];
  const auto layers = std::find_if(parameters.begin(), parameters.end(),
                                   [](const Json& each) { return each["name"] == "layers"; });
  ASSERT_NE(layers, parameters.end());
  EXPECT_EQ((*layers)["schema"]["items"]["enum"], (Json{"depth", "parts"}));
}

TEST_F(ServingLayers, WaitNoLongerThanAnAnswerMayTake) {
  start_telling({.depth = true}, {.timeout_s = 0.1}, 400);
  std::vector<int> statuses(2);
  std::vector<std::thread> clients;
  for (auto& status : statuses) {
    clients.emplace_back([&] { status = post(square_png(), "?layers=depth")->status; });
  }
  for (auto& client : clients) client.join();
  EXPECT_THAT(statuses, ::testing::UnorderedElementsAre(200, 504));
}

}  // namespace
}  // namespace handsight
