// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <vector>

#include <ATen/ATen.h>
#include <torch/nn/init.h>

#include "handsight/networks/blocks/batch_norm.h"
#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/blocks/numbered.h"
#include "handsight/networks/blocks/recomputable.h"
#include "handsight/networks/blocks/squeeze_excitation.h"
#include "handsight/networks/encoder.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

struct RegnetOptions {};

template <class Field>
void visit_fields(RegnetOptions&, Field&&) {}

// From the linear parameters w0 = 80, wa = 42.63, wm = 2.66, 21 blocks, groups of 24 channels.
struct Stage {
  std::int64_t channels, blocks;
};
constexpr std::array kStages{Stage{72, 2}, Stage{216, 5}, Stage{576, 13}, Stage{1512, 1}};
constexpr std::int64_t kGroupChannels = 24;
constexpr std::int64_t kStemChannels = 32;

/// `conv` and `bn`.
class ConvNormImpl : public nn::Module {
 public:
  explicit ConvNormImpl(const ConvShape& shape) {
    conv_ = register_module("conv", make_conv(shape));
    bn_ = register_module("bn", BatchNorm(shape.out));
  }
  at::Tensor forward(const at::Tensor& input) { return bn_->forward(conv_->forward(input)); }
  void start_at_zero() { nn::init::zeros_(bn_->weight); }

 private:
  nn::Conv2d conv_{nullptr};
  BatchNorm bn_{nullptr};
};
TORCH_MODULE(ConvNorm);

struct BlockShape {
  std::int64_t in, out, stride;
};

class BlockImpl : public Recomputable {
 public:
  explicit BlockImpl(const BlockShape& s) {
    const auto squeezed = std::llround(0.25 * static_cast<double>(s.in));
    conv1_ = register_module("conv1", ConvNorm(ConvShape{.in = s.in, .out = s.out, .kernel = 1}));
    conv2_ = register_module(
        "conv2",
        ConvNorm(ConvShape{
            .in = s.out, .out = s.out, .stride = s.stride, .groups = s.out / kGroupChannels}));
    se_ = register_module(
        "se", SqueezeExcitation(SqueezeExcitationOptions{.channels = s.out, .hidden = squeezed}));
    conv3_ = register_module("conv3", ConvNorm(ConvShape{.in = s.out, .out = s.out, .kernel = 1}));
    conv3_->start_at_zero();
    if (s.in == s.out && s.stride == 1) return;
    downsample_ = register_module(
        "downsample",
        ConvNorm(ConvShape{.in = s.in, .out = s.out, .kernel = 1, .stride = s.stride}));
  }

  at::Tensor forward(const at::Tensor& input) {
    return through([this](const at::Tensor& map) { return add_residual(map); }, input);
  }

 private:
  at::Tensor add_residual(const at::Tensor& input) {
    auto map = at::relu(conv1_->forward(input));
    map = at::relu(conv2_->forward(map));
    map = conv3_->forward(se_->forward(map));
    return at::relu(map + (downsample_.is_empty() ? input : downsample_->forward(input)));
  }

  ConvNorm conv1_{nullptr};
  ConvNorm conv2_{nullptr};
  SqueezeExcitation se_{nullptr};
  ConvNorm conv3_{nullptr};
  ConvNorm downsample_{nullptr};
};
TORCH_MODULE(Block);

class Regnety032 final : public Encoder {
 public:
  Regnety032() {
    stem_ =
        register_module("stem", ConvNorm(ConvShape{.in = 3, .out = kStemChannels, .stride = 2}));
    auto in = kStemChannels;
    for (const auto& [channels, blocks] : kStages) {
      Layers stage;
      for (std::size_t j = 1; j <= static_cast<std::size_t>(blocks); ++j) {
        stage->push_back(numbered("b", j),
                         Block(BlockShape{.in = in, .out = channels, .stride = j == 1 ? 2 : 1}));
        in = channels;
      }
      stages_.push_back(register_module(numbered("s", stages_.size() + 1), stage));
    }
  }

  [[nodiscard]] std::vector<FeatureLevel> levels() const override {
    std::vector<FeatureLevel> levels{{.channels = kStemChannels, .stride = 2}};
    for (const auto& stage : kStages) {
      levels.push_back({.channels = stage.channels, .stride = 2 * levels.back().stride});
    }
    return levels;
  }

  std::vector<at::Tensor> forward(const at::Tensor& image) override {
    std::vector<at::Tensor> pyramid{at::relu(stem_->forward(image))};
    for (auto& stage : stages_) pyramid.push_back(stage->forward(pyramid.back()));
    return pyramid;
  }

 private:
  ConvNorm stem_{nullptr};
  std::vector<Layers> stages_{};
};

}  // namespace

/// The last scale of a block starts at zero, so that the block starts as its shortcut.
EncoderEntry regnety_032_encoder() {
  return {.name = "regnety_032",
          .reference =
              "Radosavovic et al., Designing Network Design Spaces, CVPR 2020; weights as "
              "timm names them",
          .make = [](const Json& options) -> std::shared_ptr<Encoder> {
            (void)parse_fields<RegnetOptions>(options, "encoder regnety_032");
            return std::make_shared<Regnety032>();
          },
          .options = describe_fields<RegnetOptions>};
}

}  // namespace handsight
