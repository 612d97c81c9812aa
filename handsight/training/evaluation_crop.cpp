// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/evaluation_crop.h"

#include <algorithm>
#include <utility>

#include <ATen/ATen.h>

#include "handsight/tensors/batch.h"
#include "handsight/tensors/hand_crop.h"

namespace handsight {
namespace {

/// What the sample is, without its picture and labels.
Sample bare(const Sample& sample) {
  return {.id = sample.id,
          .parts_extent = sample.parts_extent,
          .subject = sample.subject,
          .video = sample.video,
          .frame = sample.frame,
          .split = sample.split,
          .source = sample.source};
}

Image first_map(const at::Tensor& maps) {
  return maps.defined() ? tensor_to_image(maps[0].contiguous()) : Image();
}

/// Of the square, from that of the picture.
Camera camera_of(const Camera& camera, const HandCrop& crop, int size_px) {
  const auto scale = static_cast<float>(crop.crop_from_picture.xx);
  const auto centre = crop.crop_from_picture * Vec2{camera.centre_x_px, camera.centre_y_px};
  const float mirrored_x = static_cast<float>(size_px - 1) - centre.x;
  return {.focal_x_px = camera.focal_x_px * scale,
          .focal_y_px = camera.focal_y_px * scale,
          .centre_x_px = crop.mirrored ? mirrored_x : centre.x,
          .centre_y_px = centre.y};
}

Sample crop_to_hand(const Sample& sample, const EvaluationOptions& options) {
  Sample shown = bare(sample);
  const auto size = static_cast<int>(options.width);
  const auto crop = choose_hand_crop(sample, size, options.hand_crop, {});
  if (!crop) {
    shown.image = sample.image;
    return shown;
  }
  const auto batch = make_batch({sample}, {.height = options.height,
                                           .width = options.width,
                                           .fit = Fit::kHandCrop,
                                           .hand = options.hand_crop});
  shown.image = first_map(batch.image);
  shown.mask = first_map(batch.mask);
  shown.sides = first_map(batch.sides);
  if (batch.parts.defined()) {
    shown.parts_left = first_map(batch.parts.select(1, 0));
    shown.parts_right = first_map(batch.parts.select(1, 1));
  }
  if (sample.camera) shown.camera = camera_of(*sample.camera, *crop, size);
  shown.depth.unit = sample.depth.unit;
  if (batch.depth.defined()) {
    const auto depth =
        (batch.depth[0] * (crop_lens(shown, 1.0, size) * depth_range(shown.depth.unit)))
            .contiguous();
    const auto* const first = depth.data_ptr<float>();
    shown.depth.width = shown.depth.height = size;
    shown.depth.values.assign(first, first + depth.numel());
  }
  return shown;
}

}  // namespace

Sample as_shown(Sample sample, const std::vector<OutputMap>& outputs,
                const EvaluationOptions& options) {
  const bool finds_points =
      std::any_of(outputs.begin(), outputs.end(),
                  [](const OutputMap& output) { return output.kind == OutputKind::kHeatmaps; });
  if (options.fit != Fit::kHandCrop || finds_points) return sample;
  return crop_to_hand(sample, options);
}

}  // namespace handsight
