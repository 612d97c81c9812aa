// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/unet.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include <ATen/ATen.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/dropout.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/batch_norm.h"
#include "handsight/networks/blocks/convolution.h"
#include "handsight/networks/blocks/padding.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::int64_t kImageChannels = 3;
constexpr std::int64_t kMostChannels = 2048;

struct LevelChannels {
  std::int64_t in;
  std::int64_t middle;
  std::int64_t out;
};

nn::Sequential make_level(const LevelChannels& channels, const UnetOptions& options) {
  nn::Sequential level;
  for (std::int64_t i = 0; i < options.convs; ++i) {
    const auto number = std::to_string(i + 1);
    const auto in = i == 0 ? channels.in : channels.middle;
    const auto out = i + 1 == options.convs ? channels.out : channels.middle;
    nn::Conv2d conv(nn::Conv2dOptions(in, out, 3).padding(1).bias(options.bias));
    init_he_fan_in(*conv);
    level->push_back("conv" + number, conv);
    if (options.norm == "all") level->push_back("norm" + number, BatchNorm(out));
    level->push_back("relu" + number, nn::ReLU(nn::ReLUOptions(true)));
    if (options.norm == "alternate" && i % 2 == 0) {
      level->push_back("norm" + number, BatchNorm(out));
    }
  }
  if (options.dropout > 0.0) level->push_back("dropout", nn::Dropout(options.dropout));
  return level;
}

class Unet final : public Network {
 public:
  Unet(const UnetOptions& options, const std::vector<OutputMap>& outputs, std::string_view owner)
      : options_(options),
        outputs_(outputs),
        owner_(owner),
        multiple_(
            std::lcm(std::int64_t{1} << options.depth, std::max<std::int64_t>(options.pad, 1))) {
    add_encoder();
    options_.up == "bilinear" ? add_bilinear_decoder() : add_transposed_decoder();
    output_ = nn::Conv2d(nn::Conv2dOptions(options_.base, options_.classes, 1));
    init_normal(*output_, 0.01);
    register_module("encoder", encoder_);
    if (!ups_->is_empty()) register_module("ups", ups_);
    register_module("decoder", decoder_);
    register_module("output", output_);
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override { return outputs_; }

  at::Tensor forward(const at::Tensor& image) override {
    check_image(image, kImageChannels, owner_);
    const auto margins = margins_to_multiple(image, multiple_);
    auto map = pad(image, margins);
    std::vector<at::Tensor> skips;
    for (std::int64_t i = 0; i < options_.depth; ++i) {
      skips.push_back(level(encoder_, i)->forward(map));
      map = at::max_pool2d(skips.back(), {2, 2});
    }
    map = level(encoder_, options_.depth)->forward(map);
    for (std::int64_t i = 0; i < options_.depth; ++i) {
      const auto& skip = skips[static_cast<std::size_t>(options_.depth - 1 - i)];
      map =
          level(decoder_, i)->forward(at::cat({skip, upsample(map, i).to(skip.scalar_type())}, 1));
    }
    return crop(output_->forward(map), margins);
  }

 private:
  [[nodiscard]] std::int64_t width(std::int64_t level) const { return options_.base << level; }
  static nn::SequentialImpl* level(const nn::ModuleList& levels, std::int64_t i) {
    return levels->ptr(static_cast<std::size_t>(i))->as<nn::SequentialImpl>();
  }

  void add_encoder() {
    auto in = kImageChannels;
    for (std::int64_t i = 0; i <= options_.depth; ++i) {
      const bool bottom = i == options_.depth;
      // Bilinear upsampling keeps the channels, so the bottom has those of the level above.
      const auto out = bottom && options_.up == "bilinear" ? width(i - 1) : width(i);
      encoder_->push_back(make_level({.in = in, .middle = out, .out = out}, options_));
      in = out;
    }
  }

  void add_transposed_decoder() {
    for (auto i = options_.depth - 1; i >= 0; --i) {
      ConvTranspose2d up(nn::ConvTranspose2dOptions(width(i + 1), width(i), 2).stride(2));
      init_he_fan_in(*up);
      ups_->push_back(up);
      decoder_->push_back(
          make_level({.in = width(i + 1), .middle = width(i), .out = width(i)}, options_));
    }
  }

  void add_bilinear_decoder() {
    for (auto i = options_.depth - 1; i >= 0; --i) {
      decoder_->push_back(make_level(
          {.in = width(i + 1), .middle = width(i), .out = width(std::max<std::int64_t>(i - 1, 0))},
          options_));
    }
  }

  at::Tensor upsample(const at::Tensor& map, std::int64_t step) {
    if (options_.up == "bilinear") {
      return at::upsample_bilinear2d(map, {2 * map.size(2), 2 * map.size(3)}, true);
    }
    return ups_->ptr(static_cast<std::size_t>(step))->as<ConvTranspose2dImpl>()->forward(map);
  }

  UnetOptions options_;
  std::vector<OutputMap> outputs_;
  std::string owner_;
  std::int64_t multiple_;
  nn::ModuleList encoder_{};
  nn::ModuleList ups_{};
  nn::ModuleList decoder_{};
  nn::Conv2d output_{nullptr};
};

}  // namespace

std::shared_ptr<Network> make_unet(const UnetOptions& options,
                                   const std::vector<OutputMap>& outputs, std::string_view owner) {
  const auto bottom = options.base << options.depth;
  if (bottom > kMostChannels) {
    fail(owner, ": base ", options.base, " and depth ", options.depth, " give ", bottom,
         " channels at the bottom, at most ", kMostChannels,
         " are allowed; choose a smaller base or depth");
  }
  if (channels_of(outputs) != options.classes) {
    fail(owner, ": option 'classes' is ", options.classes, ", expected an even number");
  }
  return std::make_shared<Unet>(options, outputs, owner);
}

}  // namespace handsight
