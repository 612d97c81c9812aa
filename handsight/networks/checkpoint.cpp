// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/checkpoint.h"

#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/networks/module_slots.h"
#include "handsight/tensors/tensor_file.h"

namespace handsight {
namespace {

bool all_finite(const at::Tensor& tensor) { return at::isfinite(tensor).all().item<bool>(); }

at::Tensor as_stored(const NamedSlot& slot, Storage storage) {
  const auto tensor = slot.tensor.to(at::kCPU).contiguous();
  if (!tensor.is_floating_point()) return tensor;
  if (!all_finite(tensor)) {
    fail<ModelError>("tensor '", slot.name,
                     "' holds values that are not finite, not saved; go back to an earlier "
                     "checkpoint and train with a smaller learning rate");
  }
  const auto wide = tensor.to(at::kFloat);
  if (storage == Storage::kFloat32 || !slot.is_parameter || wide.dim() < 2) return wide;
  auto half = wide.to(at::kHalf);
  return all_finite(half) ? half : wide;
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 3;
  std::string text = std::to_string(names.size());
  for (std::size_t i = 0; i < names.size() && i < kShown; ++i) {
    text.append(i == 0 ? " (" : ", ").append(names[i].substr(0, 100));
  }
  return text + (names.empty() ? "" : names.size() > kShown ? ", ...)" : ")");
}

std::shared_ptr<Network> build(const CheckpointInfo& info, const std::filesystem::path& path) {
  try {
    return find_network(info.network).make(info.options ? *info.options : Json());
  } catch (const InvalidArgument& error) {
    fail<ModelError>(path.string(), ": ", error.what());
  }
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const Network& network,
                     const CheckpointInfo& info, Storage storage) {
  const auto metadata = make_metadata(info);
  std::vector<at::Tensor> kept;  // the views point into these
  std::vector<NamedTensor> tensors;
  for (const auto& slot : slots_of(network)) {
    kept.push_back(as_stored(slot, storage));
    tensors.push_back(named_tensor(slot.name, kept.back()));
  }
  write_safetensors(path, metadata, tensors);
}

CheckpointInfo read_checkpoint_info(const std::filesystem::path& path) {
  return parse_metadata(Safetensors(path).metadata(), path.string());
}

Checkpoint load_checkpoint(const std::filesystem::path& path) {
  const Safetensors file(path);
  Checkpoint checkpoint{.info = parse_metadata(file.metadata(), path.string()), .network = {}};
  checkpoint.network = build(checkpoint.info, path);
  const auto report = load_weights(*checkpoint.network, file);
  if (!report.missing.empty() || !report.unexpected.empty()) {
    fail<ModelError>(path.string(), ": tensors do not fit network '", checkpoint.info.network,
                     "': missing ", listed(report.missing), ", unexpected ",
                     listed(report.unexpected));
  }
  checkpoint.network->eval();
  return checkpoint;
}

}  // namespace handsight
