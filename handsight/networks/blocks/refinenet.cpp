// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/refinenet.h"

#include <array>
#include <string>

#include <ATen/ATen.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/convolution.h"
#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/blocks/pyramid.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::size_t kPaths = 4;
constexpr std::int64_t kFinestStride = 4;
constexpr std::int64_t kChainLength = 4;

nn::Conv2d make_conv_of(RefinenetForm form, std::int64_t in, std::int64_t out, bool bias = false) {
  const std::int64_t kernel = form == RefinenetForm::kFull ? 3 : 1;
  nn::Conv2d conv(nn::Conv2dOptions(in, out, kernel).padding(kernel / 2).bias(bias));
  if (form == RefinenetForm::kFull) init_normal(*conv, 0.01);
  return conv;
}

/// Residual units, each x + conv(relu(conv(relu(x)))).
class ResidualUnitsImpl : public nn::Module {
 public:
  ResidualUnitsImpl(std::int64_t channels, std::int64_t units) {
    for (std::int64_t i = 1; i <= units; ++i) {
      const auto number = std::to_string(i);
      auto& unit = units_.emplace_back();
      unit.first = register_module(number + "_conv",
                                   make_conv_of(RefinenetForm::kFull, channels, channels, true));
      unit.second = register_module(number + "_conv_relu_varout_dimred",
                                    make_conv_of(RefinenetForm::kFull, channels, channels));
    }
  }

  at::Tensor forward(const at::Tensor& input) {
    auto map = input;
    for (auto& [first, second] : units_) {
      map = map + second->forward(at::relu(first->forward(at::relu(map))));
    }
    return map;
  }

 private:
  struct Unit {
    nn::Conv2d first{nullptr};
    nn::Conv2d second{nullptr};
  };
  std::vector<Unit> units_{};
};
TORCH_MODULE(ResidualUnits);

/// Sums ever more widely pooled copies of its input.
class ChainedPoolingImpl : public nn::Module {
 public:
  ChainedPoolingImpl(RefinenetForm form, std::int64_t channels) {
    for (std::int64_t i = 1; i <= kChainLength; ++i) {
      convs_.push_back(register_module(std::to_string(i) + "_outvar_dimred",
                                       make_conv_of(form, channels, channels)));
    }
  }

  at::Tensor forward(const at::Tensor& input) {
    auto sum = input;
    auto top = input;
    for (auto& conv : convs_) {
      top = conv->forward(at::max_pool2d(top, {5, 5}, {1, 1}, {2, 2}));
      sum = sum + top;
    }
    return sum;
  }

 private:
  std::vector<nn::Conv2d> convs_{};
};
TORCH_MODULE(ChainedPooling);

/// One level's way through the network; what a form does not have stays empty.
struct Path {
  nn::Conv2d reduce{nullptr};
  Layers adapt{nullptr};
  nn::Conv2d join{nullptr};
  Layers pool{nullptr};
  Layers refine{nullptr};
  nn::Conv2d leave{nullptr};
};

class RefinenetDecoder final : public Decoder {
 public:
  RefinenetDecoder(const DeepestFirst& pyramid, const RefinenetOptions& o, RefinenetForm form)
      : pyramid_(pyramid), channels_(o.channels), form_(form), dropout_(nn::Dropout(o.dropout)) {
    for (std::size_t i = 0; i < kPaths; ++i) add_path(i);
    register_module("dropout", dropout_);
  }

  [[nodiscard]] FeatureLevel level() const override {
    return {.channels = channels_, .stride = pyramid_.levels().back().stride};
  }

  [[nodiscard]] bool takes_any_size() const override { return true; }

  at::Tensor forward(const std::vector<at::Tensor>& pyramid) override {
    const auto maps = pyramid_.maps(pyramid);
    at::Tensor deeper;
    for (std::size_t i = 0; i < kPaths; ++i) {
      auto& path = paths_[i];
      auto map = path.reduce->forward(i < 2 ? dropout_->forward(maps[i]) : maps[i]);
      if (!path.adapt.is_empty()) map = path.adapt->forward(map);
      if (!path.join.is_empty()) map = path.join->forward(map) + enlarged_to(deeper, maps[i]);
      map = path.pool->forward(at::relu(map));
      if (!path.refine.is_empty()) map = path.refine->forward(map);
      deeper = path.leave.is_empty() ? map : path.leave->forward(map);
    }
    return form_ == RefinenetForm::kFull ? dropout_->forward(deeper) : deeper;
  }

 private:
  void add_path(std::size_t i) {
    const auto number = std::to_string(i + 1);
    const auto width = i == 0 ? 2 * channels_ : channels_;
    const bool full = form_ == RefinenetForm::kFull;
    auto& path = paths_[i];
    path.reduce = register_module("p_ims1d2_outl" + number + "_dimred",
                                  make_conv_of(form_, pyramid_.levels()[i].channels, width));
    if (full) {
      path.adapt = register_module("adapt_stage" + number + "_b", Layers(ResidualUnits(width, 2)));
    }
    if (i > 0) {
      path.join = register_module("adapt_stage" + number + "_b2_joint_varout_dimred",
                                  make_conv_of(form_, width, width));
    }
    path.pool =
        register_module("mflow_conv_g" + number + "_pool", Layers(ChainedPooling(form_, width)));
    if (full) {
      path.refine =
          register_module("mflow_conv_g" + number + "_b", Layers(ResidualUnits(width, 3)));
    }
    if (i + 1 < kPaths) {
      path.leave = register_module("mflow_conv_g" + number + "_b3_joint_varout_dimred",
                                   make_conv_of(form_, width, channels_));
    }
  }

  DeepestFirst pyramid_;
  std::int64_t channels_;
  RefinenetForm form_;
  nn::Dropout dropout_;
  std::array<Path, kPaths> paths_{};
};

}  // namespace

std::shared_ptr<Decoder> make_refinenet(const std::vector<FeatureLevel>& levels,
                                        const RefinenetOptions& options, RefinenetForm form,
                                        std::string_view owner) {
  const DeepestFirst pyramid(levels, kFinestStride, kPaths, owner);
  if (pyramid.levels().size() < kPaths) {
    fail(owner, ": found ", pyramid.levels().size(), " levels of a stride of ", kFinestStride,
         " or more, expected ", kPaths, "; choose a deeper encoder");
  }
  return std::make_shared<RefinenetDecoder>(pyramid, options, form);
}

}  // namespace handsight
