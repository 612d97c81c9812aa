// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/convolution.h"
#include "handsight/networks/blocks/decision_layer.h"
#include "handsight/networks/blocks/inverted_residual.h"
#include "handsight/networks/blocks/padding.h"
#include "handsight/networks/encoder.h"
#include "handsight/networks/network.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::string_view kOwner = "network mobileunet_v2";

struct MobileunetV2Options {
  std::int64_t classes = 1;
  bool sides = false;
  std::int64_t points = 0;
  bool palm = false;
  bool same_padding = true;
};

template <class Field>
void visit_fields(MobileunetV2Options& o, Field&& field) {
  field("classes", o.classes, Range{1, 1024}, "maps of logits; 1 is hand against background");
  field("sides", o.sides, Any{},
        "beside the mask one logit for the left hand and one for the right, as a pixel may belong "
        "to both");
  field("points", o.points, Range{0, 1024},
        "heat maps of keypoints; then there are no masks and no sides");
  field("palm", o.palm, Any{},
        "beside the points whether the hand shows its palm, one decision a picture; together they "
        "tell the side");
  field("same_padding", o.same_padding, Any{},
        "stride-2 convolutions of the encoder pad as TensorFlow does (0 before, 1 after); false "
        "pads both sides as torchvision does. Take what the pretrained weights were trained with");
}

std::vector<OutputMap> outputs_of(const MobileunetV2Options& options) {
  if (options.points > 0) {
    auto points = keypoint_output(options.points);
    return options.palm ? joined(std::move(points), palm_output()) : points;
  }
  auto mask = mask_output(options.classes);
  return options.sides ? joined(std::move(mask), mask_sides_outputs()) : mask;
}

nn::Conv2d make_linear_conv(std::int64_t in, std::int64_t out) {
  nn::Conv2d conv(nn::Conv2dOptions(in, out, 1));
  init_normal(*conv, std::sqrt(1.0 / static_cast<double>(in)));  // no ReLU follows
  return conv;
}

/// Heat maps from features at half size. The features are fewer than the points, so that the maps
/// could not all differ without the wider layer between.
nn::Sequential make_point_head(std::int64_t in, std::int64_t points) {
  constexpr std::int64_t kHidden = 64;
  return nn::Sequential(ConvNormRelu6(ConvNormOptions{.in = in, .out = kHidden}),
                        make_linear_conv(kHidden, points));
}

class MobileunetV2 final : public Network {
 public:
  explicit MobileunetV2(const MobileunetV2Options& options)
      : outputs_(outputs_of(options)),
        encoder_(find_encoder("mobilenet_v2").make({{"same_padding", options.same_padding}})) {
    const auto levels = encoder_->levels();
    for (auto i = levels.size() - 1; i > 0; --i) {
      const auto skip = levels[i - 1].channels;
      ConvTranspose2d up(
          nn::ConvTranspose2dOptions(levels[i].channels, skip, 4).stride(2).padding(1));
      init_he_fan_in(*up);
      ups_->push_back(up);
      fuses_->push_back(InvertedResidual(InvertedResidualOptions{.in = 2 * skip, .out = skip}));
    }
    register_module("encoder", encoder_);
    register_module("ups", ups_);
    register_module("fuses", fuses_);
    const auto width = levels.front().channels;
    if (options.points > 0) {
      points_ = register_module("points_head", make_point_head(width, options.points));
      if (options.palm) {
        palm_ = register_module("palm_head", make_decision_layer(levels.back().channels, 1));
      }
      return;
    }
    const auto maps = channels_of(outputs_);
    const auto narrow = std::max<std::int64_t>(3, maps);
    narrow_ = register_module("narrow", make_linear_conv(width, narrow));
    score_ = register_module("score", make_linear_conv(narrow, maps));
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override { return outputs_; }

  at::Tensor forward(const at::Tensor& image) override {
    check_image(image, 3, kOwner);
    const auto margins = margins_to_multiple(image, encoder_->levels().back().stride);
    const auto padded = pad(image, margins);
    const auto pyramid = encoder_->forward(padded);
    auto map = pyramid.back();
    for (std::size_t i = 0; i < fuses_->size(); ++i) {
      const auto& skip = pyramid[pyramid.size() - 2 - i];
      const auto up = ups_->ptr(i)->as<ConvTranspose2dImpl>()->forward(map);
      map = fuses_->ptr(i)->as<InvertedResidualImpl>()->forward(
          at::cat({skip, up.to(skip.scalar_type())}, 1));
    }
    auto half = points_ ? points_->forward(map) : score_->forward(narrow_->forward(map));
    if (palm_) half = at::cat({half, decision_maps(palm_, pyramid.back(), half)}, 1);
    const auto full = at::upsample_bilinear2d(half, {padded.size(2), padded.size(3)}, false);
    return crop(full, margins);
  }

 private:
  std::vector<OutputMap> outputs_;
  std::shared_ptr<Encoder> encoder_;
  nn::ModuleList ups_{};
  nn::ModuleList fuses_{};
  nn::Conv2d narrow_{nullptr};
  nn::Conv2d score_{nullptr};
  nn::Sequential points_{nullptr};
  nn::Conv2d palm_{nullptr};
};

}  // namespace

/// The decoder of akirasosa's MobileUNet in its MobileNetV2 form: it adds no activation between the
/// last two 1x1 convolutions. Its sigmoid is left to the loss, and its half-size logits are
/// enlarged to the image.
NetworkEntry mobileunet_v2_network() {
  return {
      .name = "mobileunet_v2",
      .reference =
          "Sandler et al., MobileNetV2, CVPR 2018; MobileUNet of "
          "akirasosa/mobile-semantic-segmentation",
      .input = {.channels = 3, .height = 224, .width = 224},
      .make = [](const Json& options) -> std::shared_ptr<Network> {
        return std::make_shared<MobileunetV2>(parse_fields<MobileunetV2Options>(options, kOwner));
      },
      .options = describe_fields<MobileunetV2Options>};
}

}  // namespace handsight
