// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>

#include "handsight/networks/blocks/hand3d.h"
#include "handsight/networks/blocks/numbered.h"
#include "handsight/networks/blocks/padding.h"
#include "handsight/networks/network.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "network h3d_pose";
constexpr std::int64_t kStride = 8;
constexpr std::int64_t kPoints = 21;
constexpr std::int64_t kEncoding = 128;

struct H3dPoseOptions {};

template <class Field>
void visit_fields(H3dPoseOptions&, Field&&) {}

std::vector<LeakyStep> encoding_steps() {
  auto steps = hand3d_trunk(2);
  for (std::size_t i = 3; i <= 6; ++i) {
    steps.push_back({.name = numbered("conv4_", i), .out = 256});
  }
  steps.push_back({.name = "conv4_7", .out = kEncoding});
  return steps;
}

std::vector<LeakyStep> first_scores() {
  return {{.name = "conv5_1", .out = 512, .kernel = 1},
          {.name = "conv5_2", .out = kPoints, .kernel = 1, .is_linear = true}};
}

std::vector<LeakyStep> refined_scores(std::size_t group) {
  const auto stem = numbered("conv", group) + "_";
  std::vector<LeakyStep> steps;
  for (std::size_t i = 1; i <= 5; ++i) {
    steps.push_back({.name = numbered(stem, i), .out = 128, .kernel = 7});
  }
  steps.push_back({.name = numbered(stem, 6), .out = 128, .kernel = 1});
  steps.push_back({.name = numbered(stem, 7), .out = kPoints, .kernel = 1, .is_linear = true});
  return steps;
}

/// Three guesses of the heat maps, each made from the one before and the encoding.
class H3dPose final : public Network {
 public:
  H3dPose() {
    encoding_ = register_module("encoding", LeakyChain(3, encoding_steps()));
    stages_.push_back(register_module("stage1", LeakyChain(kEncoding, first_scores())));
    stages_.push_back(
        register_module("stage2", LeakyChain(kPoints + kEncoding, refined_scores(6))));
    stages_.push_back(
        register_module("stage3", LeakyChain(kPoints + kEncoding, refined_scores(7))));
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override {
    auto first = keypoint_output(kPoints);
    auto second = first;
    first.front().name = "keypoints_stage1";
    second.front().name = "keypoints_stage2";
    return joined(joined(first, second), keypoint_output(kPoints));
  }

  at::Tensor forward(const at::Tensor& image) override {
    check_image(image, 3, kOwner);
    const auto margins = margins_to_multiple(image, kStride);
    const auto padded = pad(image, margins);
    const auto encoding = encoding_->forward(padded);
    std::vector<at::Tensor> scores{stages_[0]->forward(encoding)};
    for (std::size_t i = 1; i < stages_.size(); ++i) {
      scores.push_back(stages_[i]->forward(at::cat({scores.back(), encoding}, 1)));
    }
    const auto all = at::cat(scores, 1);
    return crop(at::upsample_bilinear2d(all, {padded.size(2), padded.size(3)}, false), margins);
  }

 private:
  LeakyChain encoding_{nullptr};
  std::vector<LeakyChain> stages_{};
};

}  // namespace

NetworkEntry h3d_pose_network() {
  return {.name = "h3d_pose",
          .reference = "Zimmermann and Brox, PoseNet2D of ColorHandPose3D, ICCV 2017",
          .input = {.channels = 3, .height = 256, .width = 256},
          .make = [](const Json& settings) -> std::shared_ptr<Network> {
            (void)parse_fields<H3dPoseOptions>(settings, kOwner);
            return std::make_shared<H3dPose>();
          },
          .options = describe_fields<H3dPoseOptions>};
}

}  // namespace handsight
