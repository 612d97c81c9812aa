// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/batch.h"

#include <algorithm>
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

/// The members' tensors one after the other; members without one get `unknown`.
at::Tensor stack_label(const std::vector<Batch>& batches, at::Tensor Batch::*label,
                       double unknown) {
  const auto with = std::find_if(batches.begin(), batches.end(),
                                 [label](const Batch& batch) { return (batch.*label).defined(); });
  if (with == batches.end()) return {};
  std::vector<at::Tensor> members;
  for (const auto& batch : batches) {
    if ((batch.*label).defined()) {
      members.push_back(batch.*label);
      continue;
    }
    auto sizes = ((*with).*label).sizes().vec();
    sizes.front() = batch.image.size(0);
    members.push_back(at::full(sizes, unknown, ((*with).*label).options()));
  }
  return at::cat(members);
}

at::Tensor index_tensor(std::span<const std::int64_t> indices) {
  return at::tensor(at::ArrayRef<std::int64_t>(indices.data(), indices.size()), at::kLong);
}

}  // namespace

Batch stack(std::vector<Batch> batches) {
  if (batches.empty()) fail("batch: nothing to stack");
  Batch stacked;
  std::vector<at::Tensor> images;
  for (auto& batch : batches) {
    if (batch.image.sizes().slice(1) != batches.front().image.sizes().slice(1)) {
      fail("batch: image of ", batch.image.sizes(), " beside one of ",
           batches.front().image.sizes(), "; they must have one size");
    }
    images.push_back(batch.image);
    stacked.ids.insert(stacked.ids.end(), batch.ids.begin(), batch.ids.end());
  }
  stacked.image = at::cat(images);
  for (const auto map : {&Batch::mask, &Batch::sides, &Batch::parts}) {
    stacked.*map = stack_label(batches, map, kIgnore);
  }
  stacked.depth = stack_label(batches, &Batch::depth, 0.0);
  stacked.keypoints =
      stack_label(batches, &Batch::keypoints, static_cast<double>(Visibility::kUnlabelled));
  stacked.side = stack_label(batches, &Batch::side, kNoSide);
  return stacked;
}

Batch select_samples(const Batch& batch, std::span<const std::int64_t> indices) {
  const auto index = index_tensor(indices);
  Batch part = batch;
  for_each_tensor(part, [&index](at::Tensor& tensor) {
    tensor = tensor.index_select(0, index.to(tensor.device()));
  });
  part.ids.clear();
  for (const auto i : indices) part.ids.push_back(batch.ids[static_cast<std::size_t>(i)]);
  return part;
}

Batch replace_samples(Batch batch, std::span<const std::int64_t> indices, const Batch& part) {
  const auto index = index_tensor(indices);
  for (const auto label : {&Batch::image, &Batch::mask, &Batch::sides, &Batch::parts, &Batch::depth,
                           &Batch::keypoints, &Batch::side}) {
    auto& whole = batch.*label;
    if (whole.defined()) whole = whole.index_copy(0, index.to(whole.device()), part.*label);
  }
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
