// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/data/sample_check.h"
#include "handsight/data/sample_json.h"
#include "handsight/data/sample_resize.h"

#include "data/labelled_hand.h"
#include "data/temp_folder.h"

namespace handsight {
namespace {

using test::message_of;
using ::testing::HasSubstr;

TEST(SampleDetails, ComeBackFromJson) {
  Sample sample;
  sample.camera = Camera{1, 2, 3, 4};
  sample.hands = {test::full_hand(), HandLabel{}};
  sample.subject = "ann";
  sample.video = "kitchen";
  sample.frame = 9;
  sample.split = "val";
  Sample back;
  read_sample_details(sample_details_to_json(sample), "x", back);
  EXPECT_EQ(back.hands, sample.hands);
  EXPECT_EQ(back.camera, sample.camera);
  EXPECT_EQ(back.subject, "ann");
  EXPECT_EQ(back.video, "kitchen");
  EXPECT_EQ(back.frame, 9);
  EXPECT_EQ(back.split, "val");
}

std::string refusal(const char* json) {
  return message_of([json] {
    Sample sample;
    read_sample_details(Json::parse(json), "labels.json", sample);
  });
}

TEST(SampleDetails, NameTheMemberThatMakesNoSense) {
  EXPECT_THAT(refusal("[]"), HasSubstr("labels.json: expected a JSON object"));
  EXPECT_THAT(refusal(R"({"subject": 3})"), HasSubstr("'subject' must be text"));
  EXPECT_THAT(refusal(R"({"hands": [{"side": "top"}]})"),
              HasSubstr("hand 0: 'side' must be 'left' or 'right'"));
  EXPECT_THAT(refusal(R"({"hands": [{"keypoints": [[1, 2, "visible"]]}]})"),
              HasSubstr("'keypoints' must be a list of 21 points"));
  EXPECT_THAT(refusal(R"({"hands": [{"box": [1, 2, 3, 1e99]}]})"),
              HasSubstr("'box' must be 4 finite numbers"));
}

Sample labelled() {
  Sample sample;
  sample.id = "s";
  sample.image = Image(4, 2, 3, 7);
  sample.mask = Image(4, 2, 1, kHand);
  sample.sides = Image(4, 2, 1, kLeftSide);
  sample.parts_left = Image(4, 2, 1, kPalmPart);
  sample.parts_right = Image(4, 2, 1);
  sample.depth = {.width = 4, .height = 2, .values = {1, 2, 3, 4, 5, 6, 7, 8}};
  return sample;
}

std::string fault_after(const std::function<void(Sample&)>& change) {
  auto sample = labelled();
  change(sample);
  return fault_of(sample);
}

TEST(FaultOf, FindsNothingInASoundSample) { EXPECT_EQ(fault_of(labelled()), ""); }

TEST(FaultOf, NamesTheLabelAndWhatIsWrongWithIt) {
  EXPECT_THAT(fault_after([](Sample& s) { s.image = Image(4, 2, 1); }), HasSubstr("not RGB"));
  EXPECT_THAT(fault_after([](Sample& s) { s.mask = Image(2, 4, 1); }),
              HasSubstr("mask: is 2 x 4, the picture 4 x 2"));
  EXPECT_THAT(fault_after([](Sample& s) { s.mask.pixels[3] = 2; }),
              HasSubstr("mask: holds the value 2"));
  EXPECT_THAT(fault_after([](Sample& s) { s.sides.pixels[0] = 3; }), HasSubstr("sides"));
  EXPECT_THAT(fault_after([](Sample& s) { s.parts_right.pixels[0] = 17; }),
              HasSubstr("parts_right: holds the value 17"));
  EXPECT_THAT(fault_after([](Sample& s) { s.depth.values[1] = -1; }), HasSubstr("negative"));
  EXPECT_THAT(fault_after([](Sample& s) {
                s.hands = {test::full_hand()};
                (*s.hands[0].keypoints)[0].x = std::numeric_limits<float>::quiet_NaN();
              }),
              HasSubstr("keypoints"));
}

TEST(ResizeSample, MovesEveryLabelToTheNewSize) {
  auto sample = labelled();
  sample.hands = {test::full_hand()};
  sample.camera = Camera{10, 20, 1.5F, 0.5F};
  const auto doubled = resize_sample(sample, 8, 4);
  EXPECT_EQ(fault_of(doubled), "");
  EXPECT_FLOAT_EQ((*doubled.hands[0].keypoints)[3].x, 6.5F);
  EXPECT_FLOAT_EQ(doubled.hands[0].box->width, 6.0F);
  EXPECT_FLOAT_EQ(doubled.camera->focal_y_px, 40.0F);
  EXPECT_EQ(doubled.depth.values[0], 1.0F);
  EXPECT_EQ(doubled.depth.values[8 * 4 - 1], 8.0F);
}

TEST(ShrinkSample, NeverEnlarges) {
  EXPECT_EQ(shrink_sample(labelled(), 100).image.width, 4);
  EXPECT_EQ(shrink_sample(labelled(), 2).image.height, 1);
}

}  // namespace
}  // namespace handsight
