// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <torch/nn/module.h>

#include "handsight/core/fields.h"
#include "handsight/networks/blocks/padding.h"
#include "handsight/networks/blocks/unpool.h"
#include "handsight/networks/outputs.h"

namespace handsight {

struct DeconvnetOptions {
  std::int64_t classes = 1;
  bool depth = true;
  std::int64_t base = 64;
  std::int64_t bottleneck = 4096;
};

template <class Field>
void visit_fields(DeconvnetOptions& o, Field&& field) {
  field("classes", o.classes, Range{1, 1024}, "maps of the mask decoder; 1 is hand or background");
  field("depth", o.depth, Any{}, "whether a second decoder gives the depth");
  field("base", o.base, Range{4, 64}, "channels of the first stage; pretrained weights have 64");
  field("bottleneck", o.bottleneck, Range{4, 4096},
        "channels of fc6 and fc7; pretrained weights have 4096");
}

/// What the encoder hands to the decoders.
struct DeconvnetCode {
  std::vector<Pooled> stages;  ///< switches of the five pools; the last one's map is pool5
  Margins margins;             ///< to be cropped from the logits
};

/// Encoder and decoders of DeconvNet (Noh, Hong and Han, ICCV 2015), for the networks that put
/// something between them: VGG-16 with batch normalisation, fc6 and fc7 as convolutions without
/// dropout, and one decoder a task that shares the encoder's switches.
class DeconvnetParts {
 public:
  /// Registers `encoder`, `mask_decoder` and, with a depth, `depth_decoder` in `owner`.
  DeconvnetParts(torch::nn::Module& owner, const DeconvnetOptions& options);
  ~DeconvnetParts();
  DeconvnetParts(const DeconvnetParts&) = delete;
  DeconvnetParts& operator=(const DeconvnetParts&) = delete;

  [[nodiscard]] std::vector<OutputMap> outputs() const;
  [[nodiscard]] std::int64_t bottleneck() const;
  [[nodiscard]] std::int64_t pool5_channels() const;

  /// image    N 3 H W; padded to multiples of 32, at least 224, which fc6 needs
  /// throws   InvalidArgument, in the name of `owner`, when it is no picture
  [[nodiscard]] DeconvnetCode encode(const at::Tensor& image, std::string_view owner);
  /// pool5    N C h w, h and w at least 7
  /// returns  N B h-6 w-6, what fc7 gives
  [[nodiscard]] at::Tensor squeeze(const at::Tensor& pool5);
  /// squeezed  N B h-6 w-6
  /// returns   N K H W, cropped to the image
  [[nodiscard]] at::Tensor decode(const at::Tensor& squeezed, const DeconvnetCode& code);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
