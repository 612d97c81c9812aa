// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/layer_finder.h"

#include <memory>

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/inference/depth_note.h"
#include "handsight/inference/model_note.h"

namespace handsight {
namespace {

constexpr int kSide = 32;

CheckpointInfo crop_info() {
  CheckpointInfo info{
      .network = "layers", .task = "hand-depth", .input_height = kSide, .input_width = kSide};
  info.notes["handsight.pose"] = R"({"margin":1.5})";
  info.notes["handsight.depth"] = R"({"unit":"metre"})";
  return info;
}

/// Depth 0.25 everywhere, and in part 3 the brightness of the square's red channel.
class FlatNetwork final : public PictureNetwork {
 public:
  explicit FlatNetwork(CheckpointInfo info = crop_info()) : info_(std::move(info)) {}
  [[nodiscard]] const CheckpointInfo& info() const override { return info_; }
  [[nodiscard]] std::vector<NetworkOutput> outputs() const override {
    return {{.name = "depth", .first = 0, .channels = 1},
            {.name = "right_parts", .first = 1, .channels = HandLayers::kClasses}};
  }
  [[nodiscard]] NetworkMaps run(const NetworkInput& input) const override {
    constexpr std::size_t kPixels = kSide * kSide;
    constexpr int kChannels = 1 + HandLayers::kClasses;
    NetworkMaps maps{.count = input.count, .channels = kChannels, .height = kSide, .width = kSide};
    for (int picture = 0; picture < input.count; ++picture) {
      const auto red = input.values.begin() + static_cast<std::ptrdiff_t>(3 * kPixels) * picture;
      maps.values.insert(maps.values.end(), kPixels, 0.25F);
      for (int part = 0; part < HandLayers::kClasses; ++part) {
        if (part == 3) {
          maps.values.insert(maps.values.end(), red, red + kPixels);
        } else {
          maps.values.insert(maps.values.end(), kPixels, 0.0F);
        }
      }
    }
    return maps;
  }

 private:
  CheckpointInfo info_;
};

constexpr HandView kView{.crop = {.centre_x = 50.0, .centre_y = 40.0, .side = 64.0}};

// Behind 90 degrees the focal length is half the longer side, 100 px; a square of 64 px shows what
// a lens of 64 px would at 0.25 m, which is 100 / 64 times as far away.
TEST(LayerFinder, TurnsTheSquaresDepthIntoThatOfThePicture) {
  const LayerFinder finder(std::make_unique<FlatNetwork>());
  const auto found = finder.find(Image(200, 100, 3, 9), {&kView, 1}, 90.0);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].depth_mm.at(5), 250.0 * 100.0 / 64.0, 1e-3);
}

TEST(LayerFinder, SeesAHandTwiceAsFarBehindTwiceTheFocalLength) {
  const LayerFinder finder(std::make_unique<FlatNetwork>());
  const Image picture(200, 100, 3, 9);
  const auto wide = finder.find(picture, {&kView, 1}, 2.0 * 45.0);
  const auto longer = finder.find(picture, {&kView, 1}, 53.130102);  // 2 atan(1/2)
  EXPECT_NEAR(longer[0].depth_mm[0] / wide[0].depth_mm[0], 2.0, 1e-4);
}

TEST(LayerFinder, SaysWhereTheSquareLies) {
  const LayerFinder finder(std::make_unique<FlatNetwork>());
  EXPECT_DOUBLE_EQ(finder.margin(), 1.5);
  const auto found = finder.find(Image(200, 100, 3, 255), {&kView, 1}, 65.0);
  EXPECT_EQ(found[0].size_px, kSide);
  const Vec2 middle = found[0].frame_from_square * Vec2{15.5F, 15.5F};
  EXPECT_NEAR(middle.x, 50.0, 1e-4);
  EXPECT_NEAR(middle.y, 40.0, 1e-4);
  EXPECT_GT(found[0].parts.at(3 * kSide * kSide), 0.5F);
  EXPECT_EQ(found[0].parts.at(4 * kSide * kSide), 0.0F);
}

TEST(LayerFinder, TakesNoDepthOfUnknownUnit) {
  auto info = crop_info();
  info.notes["handsight.depth"] = R"({"unit":"relative"})";
  const LayerFinder finder(std::make_unique<FlatNetwork>(info));
  EXPECT_FALSE(finder.tells_depth());
  EXPECT_TRUE(finder.tells_parts());
  EXPECT_TRUE(finder.find(Image(200, 100, 3), {&kView, 1}, 65.0)[0].depth_mm.empty());
}

TEST(LayerFinder, RefusesANetworkOfWholePictures) {
  auto info = crop_info();
  info.notes.erase("handsight.pose");
  EXPECT_THROW(LayerFinder(std::make_unique<FlatNetwork>(info)), ModelError);
}

TEST(LayerFinder, RefusesAnImpossibleLens) {
  const LayerFinder finder(std::make_unique<FlatNetwork>());
  EXPECT_THROW((void)finder.find(Image(200, 100, 3), {&kView, 1}, 180.0), InvalidArgument);
}

TEST(DepthNote, ReadsBackWhatItWrites) {
  CheckpointInfo info;
  info.notes[std::string(kDepthNote)] = text_of(DepthNote{.unit = "metre"});
  EXPECT_EQ(depth_note_of(info, "x").unit, "metre");
  EXPECT_EQ(depth_note_of({}, "x").unit, "unknown");
}

TEST(ModelNote, RefusesWhatIsNoShortObject) {
  CheckpointInfo info;
  for (const auto& text : {std::string("[]"), std::string("{"), "{" + std::string(5000, ' ') + "}",
                           std::string(R"({"unit":"inch"})")}) {
    info.notes[std::string(kDepthNote)] = text;
    EXPECT_THROW((void)depth_note_of(info, "x"), ModelError) << text.substr(0, 20);
  }
}

}  // namespace
}  // namespace handsight
