// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <torch/nn/modules/container/moduledict.h>

#include "handsight/networks/blocks/pyramid.h"
#include "handsight/networks/blocks/upsampling_block.h"
#include "handsight/networks/blocks/widths.h"
#include "handsight/networks/decoder.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::string_view kOwner = "decoder unetpp";

/// Node of the grid, as segmentation_models counts: `row` is the level that its row starts from,
/// the deepest being 0; `column` + 1 is the level that it goes up to.
std::string node_name(std::size_t row, std::size_t column) {
  return "x_" + std::to_string(row) + "_" + std::to_string(column);
}

class UnetppDecoder final : public Decoder {
 public:
  UnetppDecoder(const std::vector<FeatureLevel>& levels, const WidthsOptions& options)
      : pyramid_(levels, 2, levels.size(), kOwner),
        widths_(widths_up_to(1, pyramid_.levels(), options, kOwner)) {
    for (std::size_t column = 0; column < skips(); ++column) {
      for (std::size_t row = 0; row <= column; ++row) add_node(row, column);
    }
    for (auto column = skips(); column < widths_.size(); ++column) {
      add(0, column, {.in = widths_[column - 1], .out = widths_[column]});
    }
    register_module("blocks", blocks_);
  }

  [[nodiscard]] FeatureLevel level() const override {
    return {.channels = widths_.back(), .stride = 1};
  }

  at::Tensor forward(const std::vector<at::Tensor>& pyramid) override {
    const auto maps = pyramid_.maps(pyramid);
    std::map<std::string, at::Tensor> nodes;
    for (std::size_t column = 0; column < skips(); ++column) {
      // a node needs those of the rows after it
      for (auto row = column + 1; row-- > 0;) {
        const auto& below = row == column ? maps[row] : nodes.at(node_name(row, column - 1));
        std::vector<at::Tensor> beside;
        for (auto r = row + 1; r <= column; ++r) beside.push_back(nodes.at(node_name(r, column)));
        beside.push_back(maps[column + 1].to(below.scalar_type()));
        nodes[node_name(row, column)] = run(row, column, below, at::cat(beside, 1));
      }
    }
    auto map = nodes.at(node_name(0, skips() - 1));
    for (auto column = skips(); column < widths_.size(); ++column) {
      map = run(0, column, map, {});
    }
    return map;
  }

 private:
  [[nodiscard]] std::size_t skips() const { return pyramid_.levels().size() - 1; }

  void add(std::size_t row, std::size_t column, const UpsamplingBlockShape& shape) {
    blocks_->update({{node_name(row, column), UpsamplingBlock(shape).ptr()}});
  }

  void add_node(std::size_t row, std::size_t column) {
    const auto skip = pyramid_.levels()[column + 1].channels;
    const auto beside = skip * static_cast<std::int64_t>(column - row + 1);
    const bool is_first_row = row == 0;
    const auto deepest = pyramid_.levels().front().channels;
    const auto in = !is_first_row ? pyramid_.levels()[column].channels
                    : column == 0 ? deepest
                                  : widths_[column - 1];
    add(row, column, {.in = in, .skip = beside, .out = is_first_row ? widths_[column] : skip});
  }

  at::Tensor run(std::size_t row, std::size_t column, const at::Tensor& map,
                 const at::Tensor& skip) {
    return blocks_[node_name(row, column)]->as<UpsamplingBlockImpl>()->forward(map, skip);
  }

  DeepestFirst pyramid_;
  std::vector<std::int64_t> widths_;
  nn::ModuleDict blocks_{};
};

}  // namespace

/// Without deep supervision.
DecoderEntry unetpp_decoder() {
  return {.name = "unetpp",
          .reference =
              "Zhou et al., UNet++, DLMIA 2018, in the form of segmentation_models, weights "
              "as it names them",
          .make = [](const std::vector<FeatureLevel>& levels,
                     const Json& options) -> std::shared_ptr<Decoder> {
            return std::make_shared<UnetppDecoder>(levels,
                                                   parse_fields<WidthsOptions>(options, kOwner));
          },
          .options = describe_fields<WidthsOptions>};
}

}  // namespace handsight
