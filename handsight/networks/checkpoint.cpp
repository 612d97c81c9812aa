// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/checkpoint.h"

#include <set>
#include <string_view>
#include <utility>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/tensors/tensor_file.h"

namespace handsight {
namespace {

struct NamedSlot {
  std::string name;
  at::Tensor tensor;
  bool is_parameter;
};

/// Everything a file has to hold, in the order of the modules.
std::vector<NamedSlot> slots_of(const torch::nn::Module& module) {
  std::vector<NamedSlot> slots;
  for (const auto& item : module.named_parameters()) {
    slots.push_back({item.key(), item.value().detach(), true});
  }
  for (const auto& item : module.named_buffers()) {
    slots.push_back({item.key(), item.value(), false});
  }
  return slots;
}

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

/// One stored tensor in the shape and type of the slot it goes to.
at::Tensor fitted(const Safetensors& file, const std::string& name, const at::Tensor& slot) {
  const auto& view = file.tensor(name);
  const auto complain = [&](const auto&... what) {
    fail<ModelError>(file.path().string(), ": tensor '", name, "' ", what...);
  };
  // A scalar such as num_batches_tracked is written with one dimension by some.
  const bool scalar = slot.dim() == 0 && view.shape == std::vector<std::int64_t>{1};
  if (!scalar && slot.sizes() != at::IntArrayRef(view.shape)) {
    complain("has sizes ", at::IntArrayRef(view.shape), ", the network needs ", slot.sizes());
  }
  const bool is_float = view.dtype == DType::kF16 || view.dtype == DType::kBF16 ||
                        view.dtype == DType::kF32 || view.dtype == DType::kF64;
  if (slot.is_floating_point() ? !is_float : view.dtype != DType::kI64) {
    complain("has type ", name_of(view.dtype), ", the network needs ",
             slot.is_floating_point() ? "F16, BF16, F32 or F64" : "I64");
  }
  const auto value = read_tensor(view).reshape(slot.sizes()).to(slot.scalar_type());
  if (value.is_floating_point() && !all_finite(value)) complain("holds values that are not finite");
  if (name.ends_with("running_var") && (value < 0).any().item<bool>()) {
    complain("holds a negative variance");
  }
  return value;
}

/// "encoder." when the file is one of a bare encoder, else nothing.
std::string prefix_of(const Safetensors& file, const std::vector<NamedSlot>& slots) {
  constexpr std::string_view kEncoder = "encoder.";
  bool fits_encoder = false;
  for (const auto& slot : slots) {
    if (file.contains(slot.name)) return "";
    fits_encoder = fits_encoder || (slot.name.starts_with(kEncoder) &&
                                    file.contains(slot.name.substr(kEncoder.size())));
  }
  return fits_encoder ? std::string(kEncoder) : "";
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

WeightReport load_weights(torch::nn::Module& module, const Safetensors& file) {
  const auto slots = slots_of(module);
  const auto prefix = prefix_of(file, slots);
  WeightReport report;
  std::vector<std::pair<at::Tensor, at::Tensor>> copies;
  std::set<std::string> used;
  for (const auto& slot : slots) {
    const auto name = slot.name.starts_with(prefix) ? slot.name.substr(prefix.size()) : "";
    if (name.empty() || !file.contains(name)) {
      if (!slot.name.ends_with("num_batches_tracked")) report.missing.push_back(slot.name);
      continue;
    }
    copies.emplace_back(slot.tensor, fitted(file, name, slot.tensor));
    used.insert(name);
    report.loaded.push_back(slot.name);
  }
  for (const auto& name : file.names()) {
    if (!used.contains(name)) report.unexpected.push_back(name);
  }
  const at::NoGradGuard no_grad;
  for (auto& [target, value] : copies) target.copy_(value);
  return report;
}

}  // namespace handsight
