// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/evaluation_maps.h"

#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/geometry/resample.h"
#include "handsight/tensors/batch.h"

namespace handsight {
namespace {

constexpr double kLogFloor = -20.0;
constexpr int kLeastSide = 16;  // what a network accepts

bool is_probability(OutputKind kind) {
  return kind == OutputKind::kMask || kind == OutputKind::kSoftmax || kind == OutputKind::kSide;
}

at::Tensor activated(const at::Tensor& logits, OutputKind kind) {
  if (kind == OutputKind::kMask) return logits.sigmoid();
  return is_probability(kind) ? logits.softmax(1) : logits;
}

at::Tensor channels(const at::Tensor& maps, const OutputMap& output) {
  return maps.slice(1, output.first, output.first + output.channels);
}

/// Size at which a picture is shown to the network at one scale.
struct ShownSize {
  int width = 0;
  int height = 0;
};

ShownSize shown_size(const Image& image, const EvaluationOptions& options, double scale) {
  const bool stretch = options.fit == Fit::kStretch;
  const auto side = static_cast<double>(options.predict.longest_px);
  const auto scaled = [scale](double length) { return std::llround(scale * length); };
  const FitOptions fit{.height = scaled(stretch ? static_cast<double>(options.height) : side),
                       .width = scaled(stretch ? static_cast<double>(options.width) : side),
                       .fit = stretch ? Fit::kStretch : Fit::kLetterBox};
  const auto placed = place(image.height, image.width, fit);
  return {.width = std::max(static_cast<int>(placed.width), kLeastSide),
          .height = std::max(static_cast<int>(placed.height), kLeastSide)};
}

at::Tensor run(Network& network, const at::Tensor& input, RecurrentState* memory) {
  auto* recurrent = memory == nullptr ? nullptr : dynamic_cast<RecurrentNetwork*>(&network);
  if (recurrent == nullptr) return network.forward(input);
  auto step = recurrent->step(input, *memory);
  *memory = detached(step.state);
  return step.logits;
}

/// 1 K h w: activated maps of a picture that has the network's input size.
at::Tensor shown(Network& network, const at::Tensor& image, const EvaluationOptions& options,
                 RecurrentState* memory) {
  const auto parameters = network.parameters();
  const auto device = parameters.empty() ? at::Device(at::kCPU) : parameters.front().device();
  const auto& normalisation = options.predict.normalisation;
  const auto input = normalise(image.to(device), normalisation.mean, normalisation.std)
                         .contiguous(at::MemoryFormat::ChannelsLast);
  at::Tensor logits;
  {
    const AutocastScope autocast(options.predict.precision, device);
    logits = run(network, input, memory);
  }
  logits = logits.to(at::kFloat);
  std::vector<at::Tensor> groups;
  for (const auto& output : network.outputs()) {
    groups.push_back(activated(channels(logits, output), output.kind));
  }
  return at::cat(groups, 1).cpu();
}

/// Name of the output that a mirrored picture swaps with this one.
std::string mirrored_name(const std::string& name) {
  if (name.starts_with("left")) return "right" + name.substr(4);
  if (name.starts_with("right")) return "left" + name.substr(5);
  return name;
}

/// The maps of a mirrored picture as those of the picture itself: left hands are right ones.
at::Tensor mirrored_back(const at::Tensor& maps, const std::vector<OutputMap>& outputs) {
  std::vector<at::Tensor> groups;
  for (const auto& output : outputs) {
    const auto name = mirrored_name(output.name);
    const auto other = std::find_if(outputs.begin(), outputs.end(),
                                    [&](const OutputMap& o) { return o.name == name; });
    auto group = channels(maps, other == outputs.end() ? output : *other).flip({3});
    if (output.kind == OutputKind::kSide) {  // none, left, right
      group = at::cat({group.slice(1, 0, 1), group.slice(1, 2, 3), group.slice(1, 1, 2)}, 1);
    }
    groups.push_back(group);
  }
  return at::cat(groups, 1);
}

/// Resizes activated maps to the picture.
at::Tensor at_picture_size(const at::Tensor& maps, const std::vector<OutputMap>& outputs,
                           const Image& image, bool by_logarithm) {
  std::vector<at::Tensor> groups;
  for (const auto& output : outputs) {
    const bool log = by_logarithm && is_probability(output.kind);
    auto group = channels(maps, output);
    if (log) group = group.log().clamp_min(kLogFloor);
    group = at::upsample_bilinear2d(group.contiguous(), {image.height, image.width}, false);
    groups.push_back(log ? group.exp() : group);
  }
  return at::cat(groups, 1);
}

}  // namespace

void check_scales(const std::vector<double>& scales) {
  if (scales.empty()) fail("scales: at least one is needed");
  for (const double scale : scales) {
    if (!(scale >= 0.1 && scale <= 8.0)) fail("scales: ", scale, " is outside [0.1, 8]");
  }
}

at::Tensor predict_maps(Network& network, const Image& image, const EvaluationOptions& options,
                        RecurrentState* memory) {
  check_scales(options.predict.scales);
  const torch::NoGradGuard no_grad;
  const auto outputs = network.outputs();
  const bool several = options.predict.scales.size() > 1 || options.flip;
  auto* carried = several ? nullptr : memory;
  at::Tensor sum;
  double count = 0.0;
  const auto add = [&](const at::Tensor& maps) {
    const auto resized = at_picture_size(maps, outputs, image, several);
    sum = sum.defined() ? sum.add_(resized) : resized;
    count += 1.0;
  };
  for (const double scale : options.predict.scales) {
    const auto size = shown_size(image, options, scale);
    const auto small = image_to_tensor(resample_bilinear(image, size.width, size.height));
    add(shown(network, small, options, carried));
    if (options.flip)
      add(mirrored_back(shown(network, small.flip({3}), options, nullptr), outputs));
  }
  return sum.div_(count).squeeze(0);
}

at::Tensor predict_once(Network& network, const Image& image, const EvaluationOptions& options,
                        RecurrentState* memory) {
  const torch::NoGradGuard no_grad;
  return shown(network, image_to_tensor(image), options, memory).squeeze(0);
}

at::Tensor output_named(const at::Tensor& maps, const std::vector<OutputMap>& outputs,
                        std::string_view name) {
  for (const auto& output : outputs) {
    if (output.name == name) return maps.slice(0, output.first, output.first + output.channels);
  }
  return {};
}

}  // namespace handsight
