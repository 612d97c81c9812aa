// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/batch.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <ATen/ATen.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

void require_pixels(const Image& image, const std::string& what) {
  if (image.width <= 0 || image.height <= 0 || image.channels <= 0 ||
      image.pixels.size() != image.pixel_count() * static_cast<std::size_t>(image.channels)) {
    fail(what, ": ", image.width, " x ", image.height, " x ", image.channels, " does not fit its ",
         image.pixels.size(), " bytes");
  }
}

at::Tensor resize_mask(const at::Tensor& mask, std::int64_t height, std::int64_t width) {
  // nearest-exact takes the label under the centre of each target pixel
  return at::_upsample_nearest_exact2d(mask.to(at::kFloat), {height, width}).to(at::kByte);
}

Batch fit_sample(const Sample& sample, const FitOptions& options) {
  require_pixels(sample.image, sample.id + ": image");
  if (sample.image.channels != 3) {
    fail(sample.id, ": image has ", sample.image.channels, " channels, expected 3 (RGB)");
  }
  const auto placed = place(sample.image.height, sample.image.width, options);
  Batch batch{.image = place_image(image_to_tensor(sample.image), placed, options),
              .mask = {},
              .ids = {sample.id}};
  if (sample.mask.empty()) return batch;
  if (sample.mask.width != sample.image.width || sample.mask.height != sample.image.height) {
    fail(sample.id, ": mask is ", sample.mask.width, " x ", sample.mask.height, ", image is ",
         sample.image.width, " x ", sample.image.height, "; they must be equal");
  }
  batch.mask = at::full({1, 1, options.height, options.width}, kIgnore, at::kByte);
  batch.mask.slice(2, placed.top, placed.top + placed.height)
      .slice(3, placed.left, placed.left + placed.width)
      .copy_(resize_mask(image_to_tensor(sample.mask), placed.height, placed.width));
  batch.mask = batch.mask.squeeze(1);
  return batch;
}

}  // namespace

Placement place(std::int64_t height, std::int64_t width, const FitOptions& options) {
  if (options.fit == Fit::kStretch) {
    return {.top = 0, .left = 0, .height = options.height, .width = options.width};
  }
  const double scale = std::min(static_cast<double>(options.height) / static_cast<double>(height),
                                static_cast<double>(options.width) / static_cast<double>(width));
  const auto scaled = [scale](std::int64_t size, std::int64_t most) {
    return std::clamp<std::int64_t>(std::llround(static_cast<double>(size) * scale), 1, most);
  };
  Placement placed{.height = scaled(height, options.height), .width = scaled(width, options.width)};
  placed.top = (options.height - placed.height) / 2;
  placed.left = (options.width - placed.width) / 2;
  return placed;
}

at::Tensor resize_image(const at::Tensor& image, std::int64_t height, std::int64_t width) {
  if (image.size(2) == height && image.size(3) == width) return image;
  return at::_upsample_bilinear2d_aa(image.to(at::kFloat), {height, width}, false)
      .round_()
      .clamp_(0, 255)
      .to(at::kByte);
}

at::Tensor place_image(const at::Tensor& image, const Placement& placed,
                       const FitOptions& options) {
  const auto resized = resize_image(image, placed.height, placed.width);
  if (placed.height == options.height && placed.width == options.width) return resized;
  auto canvas = at::zeros({image.size(0), image.size(1), options.height, options.width}, at::kByte);
  canvas.slice(2, placed.top, placed.top + placed.height)
      .slice(3, placed.left, placed.left + placed.width)
      .copy_(resized);
  return canvas;
}

Batch make_batch(const std::vector<Sample>& samples, const FitOptions& options) {
  if (samples.empty()) fail("batch: no samples");
  if (options.height < 1 || options.width < 1) {
    fail("batch: size ", options.height, " x ", options.width, " is not positive");
  }
  std::vector<at::Tensor> images;
  std::vector<at::Tensor> masks;
  Batch batch;
  for (const auto& sample : samples) {
    auto one = fit_sample(sample, options);
    images.push_back(one.image);
    if (one.mask.defined()) masks.push_back(one.mask);
    batch.ids.push_back(sample.id);
  }
  if (!masks.empty() && masks.size() != images.size()) {
    fail("batch: ", images.size(), " images but ", masks.size(),
         " masks; do not mix labelled and unlabelled samples");
  }
  batch.image = at::cat(images);
  if (!masks.empty()) batch.mask = at::cat(masks);
  return batch;
}

at::Tensor image_to_tensor(const Image& image) {
  require_pixels(image, "image");
  auto tensor = at::empty({1, image.height, image.width, image.channels}, at::kByte);
  std::memcpy(tensor.data_ptr<std::uint8_t>(), image.pixels.data(), image.pixels.size());
  return tensor.permute({0, 3, 1, 2}).contiguous();
}

Image tensor_to_image(const at::Tensor& tensor) {
  if (tensor.scalar_type() != at::kByte || (tensor.dim() != 2 && tensor.dim() != 3)) {
    fail("picture: expected uint8 of C H W or H W, found ", tensor.scalar_type(), " of ",
         tensor.sizes());
  }
  const auto chw = tensor.dim() == 2 ? tensor.unsqueeze(0) : tensor;
  const auto hwc = chw.permute({1, 2, 0}).cpu().contiguous();
  Image image(static_cast<int>(hwc.size(1)), static_cast<int>(hwc.size(0)),
              static_cast<int>(hwc.size(2)));
  std::memcpy(image.pixels.data(), hwc.data_ptr<std::uint8_t>(), image.pixels.size());
  return image;
}

at::Tensor class_logits(const at::Tensor& logits) {
  if (logits.dim() != 4) {
    fail("logits: expected 4 dimensions N K H W, found ", logits.dim(), " with sizes ",
         logits.sizes());
  }
  if (logits.size(1) > 1) return logits;
  return at::cat({at::zeros_like(logits), logits}, 1);
}

at::Tensor normalise(const at::Tensor& image, const std::vector<double>& mean,
                     const std::vector<double>& deviation) {
  const auto channels = static_cast<std::size_t>(image.size(1));
  if (mean.size() != channels || deviation.size() != channels) {
    fail("normalisation: ", channels, " channels need as many means and deviations, found ",
         mean.size(), " and ", deviation.size());
  }
  const auto per_channel = [&](const std::vector<double>& values) {
    return at::tensor(values, at::TensorOptions().dtype(at::kFloat))
        .to(image.device())
        .view({1, -1, 1, 1});
  };
  const auto unit = image.scalar_type() == at::kByte ? image.to(at::kFloat).div_(255) : image;
  return (unit - per_channel(mean)) / per_channel(deviation);
}

}  // namespace handsight
