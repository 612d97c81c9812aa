// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/api/detector.h"

#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "handsight/api/handsight.h"
#include "handsight/imaging/picture_file.h"

namespace handsight::api {
namespace {

const std::string kModel = HANDSIGHT_SOURCE_DIR "/models/hand-mask-small.onnx";

class ApiDetector : public testing::Test {
 protected:
  const Image photo_ = read_picture(HANDSIGHT_SOURCE_DIR "/samples/fist.jpg", {});
  const Detector detector_{kModel, {.precision = "fp32"}};

  [[nodiscard]] ImageView view() const {
    return {.pixels = photo_.pixels.data(), .width = photo_.width, .height = photo_.height};
  }
};

TEST_F(ApiDetector, FindsTheHandOfASample) {
  const auto hands = detector_.detect(view());
  ASSERT_EQ(hands.size(), 1U);
  EXPECT_GT(hands[0].score, 0.8F);
  EXPECT_EQ(hands[0].mask.size(),
            static_cast<std::size_t>(hands[0].width) * static_cast<std::size_t>(hands[0].height));
}

TEST_F(ApiDetector, FindsNothingOnAGreyPicture) {
  const std::vector<std::uint8_t> grey(std::size_t{64} * 64, 128);
  EXPECT_TRUE(
      detector_
          .detect({.pixels = grey.data(), .width = 64, .height = 64, .format = PixelFormat::kGrey})
          .empty());
}

TEST_F(ApiDetector, GivesTheSameForBgrWithGaps) {
  constexpr std::ptrdiff_t kGap = 5;
  const std::ptrdiff_t stride = 3 * photo_.width + kGap;
  std::vector<std::uint8_t> bgr(static_cast<std::size_t>(stride * photo_.height));
  for (int y = 0; y < photo_.height; ++y) {
    for (int x = 0; x < photo_.width; ++x) {
      for (int c = 0; c < 3; ++c)
        bgr[static_cast<std::size_t>(y * stride + 3 * x + c)] = photo_.at(x, y)[2 - c];
    }
  }
  const ImageView other{.pixels = bgr.data(),
                        .width = photo_.width,
                        .height = photo_.height,
                        .stride = stride,
                        .format = PixelFormat::kBgr};
  EXPECT_EQ(detector_.probability(other).values, detector_.probability(view()).values);
}

TEST_F(ApiDetector, RefusesAStrideBelowARow) {
  auto narrow = view();
  narrow.stride = narrow.width;
  EXPECT_THROW((void)detector_.detect(narrow), std::invalid_argument);
}

TEST(ApiDetectorFile, ThrowsAStandardExceptionWhenThereIsNoModel) {
  EXPECT_THROW(Detector("no-such-file.onnx"), std::runtime_error);
}

TEST(CInterface, SaysWhyThereIsNoDetector) {
  handsight_detector* detector = nullptr;
  char message[16] = {};
  EXPECT_NE(handsight_open("no-such-file.onnx", nullptr, &detector, message, sizeof message), 0);
  EXPECT_EQ(detector, nullptr);
  EXPECT_EQ(std::string(message).size(), 15U);  // cut to the buffer
}

TEST(CInterface, SaysWhatIsMissing) {
  handsight_result* result = nullptr;
  char message[64] = {};
  EXPECT_NE(handsight_detect(nullptr, nullptr, &result, message, sizeof message), 0);
  EXPECT_STREQ(message, "handsight: no detector");
  EXPECT_EQ(handsight_count(result), 0U);
}

TEST(CInterface, StartsFromTheDefaultsOfTheCppInterface) {
  handsight_options options{};
  handsight_default_options(&options);
  EXPECT_FLOAT_EQ(options.threshold, DetectorOptions{}.threshold);
  EXPECT_STREQ(options.precision, "auto");
}

}  // namespace
}  // namespace handsight::api
