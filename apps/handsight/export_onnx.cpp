// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "export_onnx.h"

#include <algorithm>
#include <cstdio>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/engine/onnx_file.h"
#include "handsight/engine/quantize.h"
#include "handsight/exporting/check.h"
#include "handsight/exporting/onnx_export.h"
#include "handsight/inference/mask_prediction.h"

#include "inputs.h"

namespace handsight {
namespace {

/// The picture as the graph takes it: resized with its aspect kept, normalised, zeros around it up
/// to the sizes of the graph.
at::Tensor prepared(const Image& picture, const CheckpointInfo& info, const engine::Graph& graph) {
  const auto input =
      network_input(picture, info.normalisation, std::max(info.input_height, info.input_width));
  const auto& shape = graph.inputs.front().shape;
  const auto multiple =
      std::max<std::int64_t>(1, std::stoll(graph.metadata.at("handsight.size_multiple")));
  const auto taken = [&](std::size_t axis, std::int64_t size) {
    return shape[axis] > 0 ? shape[axis] : (size + multiple - 1) / multiple * multiple;
  };
  auto image = at::zeros({1, 3, taken(2, input.height), taken(3, input.width)});
  const auto top = (image.size(2) - input.height) / 2, left = (image.size(3) - input.width) / 2;
  image.slice(2, top, top + input.height)
      .slice(3, left, left + input.width)
      .copy_(at::tensor(input.values).view({1, 3, input.height, input.width}));
  return image;
}

std::vector<at::Tensor> pictures_of(const std::vector<std::string>& names,
                                    const Checkpoint& checkpoint, const engine::Graph& graph) {
  const auto inputs = expand_inputs(names);
  if (!inputs.problems.empty()) fail<FileError>("export: ", inputs.problems.front());
  std::vector<at::Tensor> pictures;
  for (const auto& input : inputs.pictures) {
    pictures.push_back(prepared(read_input(input, {}), checkpoint.info, graph));
  }
  return pictures;
}

engine::Graph quantized(const engine::Graph& graph, const std::vector<at::Tensor>& pictures) {
  std::vector<engine::CalibrationSample> samples;
  for (const auto& picture : pictures) {
    const auto* const values = picture.data_ptr<float>();
    samples.push_back({engine::float_tensor(picture.sizes().vec(),
                                            {values, static_cast<std::size_t>(picture.numel())})});
  }
  auto [result, layers] = engine::quantize(graph, samples);
  const auto kept = std::count_if(layers.begin(), layers.end(),
                                  [](const auto& layer) { return !layer.is_quantized; });
  std::printf("int8: %zu convolutions, %td of them stay in floating point\n", layers.size(), kept);
  return std::move(result);
}

double tolerance_of(const OnnxExportOptions& options) {
  if (options.tolerance > 0.0) return options.tolerance;
  if (options.precision == "fp32") return 1e-4;
  return options.precision == "fp16" ? 0.01 : 0.2;
}

void check(const Checkpoint& checkpoint, const engine::Graph& graph,
           const std::filesystem::path& output, const OnnxExportOptions& options) {
  const auto pictures = pictures_of(options.check, checkpoint, graph);
  const double tolerance = tolerance_of(options);
  for (const auto& found : check_export(*checkpoint.network, output, pictures)) {
    std::printf("%s: %zu pictures, logits off by %.2g, %.3g %% change sign\n",
                found.runtime.c_str(), pictures.size(), found.difference, 100.0 * found.changed);
    if (!(found.difference <= tolerance)) {
      fail<ModelError>("export --check: ", found.runtime, " is off by ", found.difference,
                       " of the logits, at most ", tolerance, " is tolerated; see --tolerance");
    }
  }
}

}  // namespace

void export_onnx(const Checkpoint& checkpoint, const std::filesystem::path& output,
                 const OnnxExportOptions& options) {
  if (options.precision == "int8" && options.calibrate.empty()) {
    fail("export --precision int8: typical pictures are needed; name some with --calibrate");
  }
  auto graph = export_checkpoint(checkpoint);
  if (options.precision == "int8") {
    graph = quantized(graph, pictures_of(options.calibrate, checkpoint, graph));
  }
  if (options.precision != "fp32") store_as_half(graph);
  if (options.for_opencv) spell_out_clips(graph);
  engine::write_onnx(output, graph);
  if (!options.check.empty()) check(checkpoint, graph, output, options);
}

}  // namespace handsight
