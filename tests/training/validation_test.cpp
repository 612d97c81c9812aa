// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/validation.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/data/packed_writer.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr int kSide = 32;

/// Pictures half of hand and half of background, some without a mask.
class SomeLabelled final : public Dataset {
 public:
  explicit SomeLabelled(std::vector<bool> labelled) : labelled_(std::move(labelled)) {}
  [[nodiscard]] std::size_t size() const override { return labelled_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed) const override {
    Sample sample{.id = std::to_string(index), .image = Image(kSide, kSide, 3)};
    if (!labelled_[index]) return sample;
    sample.mask = Image(kSide, kSide, 1);
    const auto half = sample.mask.pixels.size() / 2;
    std::fill_n(sample.mask.pixels.begin(), half, kHand);
    return sample;
  }

 private:
  std::vector<bool> labelled_;
};

/// A network that never knows: all logits are 0, and the cross entropy of two classes is ln 2.
class NeverKnows final : public Network {
 public:
  explicit NeverKnows(std::vector<OutputMap> outputs) : outputs_(std::move(outputs)) {}
  [[nodiscard]] std::vector<OutputMap> outputs() const override { return outputs_; }
  at::Tensor forward(const at::Tensor& image) override {
    return at::zeros({image.size(0), channels_of(outputs_), image.size(2), image.size(3)});
  }

 private:
  std::vector<OutputMap> outputs_;
};

class ValidationTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(testing::TempDir()) / (std::string("handsight_validation_") + test->name());
    fs::remove_all(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  void write_pictures(const std::vector<bool>& labelled) {
    (void)pack_dataset(SomeLabelled(labelled), {.folder = root_}, silent_);
  }
  /// Batches of two pictures, in their order.
  [[nodiscard]] Recipe recipe() const {
    Recipe r{.name = "t", .precision = "fp32"};
    r.input = {.height = kSide, .width = kSide};
    r.schedule.batch_size = 2;
    r.data = {{.name = "own", .reader = "packed", .path = root_.string()}};
    r.validate = {{.data = "own"}};
    r.loss = {{.name = "cross_entropy"}};
    return r;
  }
  [[nodiscard]] Validated validated(const Recipe& r, const std::vector<OutputMap>& outputs) {
    NeverKnows network(outputs);
    const Validation validation(r, network, at::kCPU, Precision::kFloat32);
    return validation.run(network, r, 0.0, silent_);
  }
  static std::optional<double> loss_of(const Validated& validated) {
    for (const auto& [name, value] : validated.row) {
      if (name == "own/loss") return value;
    }
    return std::nullopt;
  }

  fs::path root_{};
  SilentProgress silent_{};
};

TEST_F(ValidationTest, CountsTheBatchesBehindOneWithoutLabels) {
  write_pictures({false, false, true, true});
  const auto loss = loss_of(validated(recipe(), mask_output(1)));
  ASSERT_TRUE(loss.has_value());
  EXPECT_NEAR(*loss, std::log(2.0), 1e-6);
}

TEST_F(ValidationTest, LeavesABatchWithoutLabelsOut) {
  write_pictures({true, true, false, false});
  const auto loss = loss_of(validated(recipe(), mask_output(1)));
  ASSERT_TRUE(loss.has_value());
  EXPECT_NEAR(*loss, std::log(2.0), 1e-6);
}

TEST_F(ValidationTest, GivesNoLossWhereNoPictureHasItsLabels) {
  write_pictures({true, true});
  const auto outcome = validated(recipe(), mask_sides_outputs());
  EXPECT_FALSE(loss_of(outcome).has_value());
  EXPECT_GE(outcome.score, 0.0) << "the IoU of the mask chooses";
}

TEST_F(ValidationTest, RefusesToChooseByWhatNoPictureIsLabelledWith) {
  write_pictures({true, true});
  auto r = recipe();
  r.select.metric = "sides.miou";
  try {
    (void)validated(r, mask_sides_outputs());
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("no picture of own has the labels for 'sides.miou'"));
    EXPECT_THAT(error.what(), HasSubstr("own/imagewise.iou"));
  }
}

TEST_F(ValidationTest, MapsTheLabelsOfWhatItValidatesOn) {
  write_pictures({true});
  auto r = recipe();
  r.validate[0].labels.hand = "ignore";
  const auto sample = open_validation_data(r).front().dataset->get(0, Seed(0));
  EXPECT_THAT(sample.mask.pixels, Contains(kIgnore));
  EXPECT_THAT(sample.mask.pixels, Not(Contains(kHand)));
}

}  // namespace
}  // namespace handsight
