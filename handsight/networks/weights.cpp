// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/weights.h"

#include <array>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/networks/module_slots.h"
#include "handsight/tensors/tensor_file.h"

namespace handsight {
namespace {

std::variant<Safetensors, TorchZip> open(const std::filesystem::path& path) {
  std::array<char, 4> start{};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  if (start == std::array{'P', 'K', '\x03', '\x04'}) return TorchZip(path);
  return Safetensors(path);
}

/// How others name what we name `ours` ...
struct ForeignPrefix {
  std::string_view ours;
  std::string_view theirs;
};
constexpr std::array kForeignPrefixes{ForeignPrefix{"encoder.fc6.0.", "classifier.0."},
                                      ForeignPrefix{"encoder.fc7.0.", "classifier.3."},
                                      ForeignPrefix{"segmentation_head.0.", "clf_conv."},
                                      ForeignPrefix{"mask.encoder.", ""},
                                      ForeignPrefix{"depth.encoder.", ""},
                                      ForeignPrefix{"encoder.", ""},
                                      ForeignPrefix{"decoder.", ""}};

/// The name under which the file has a slot.
template <class File>
std::optional<std::string> find_name(const File& file, const std::string& own) {
  if (file.contains(own)) return own;
  for (const auto& [ours, theirs] : kForeignPrefixes) {
    if (!own.starts_with(ours)) continue;
    const auto name = std::string(theirs).append(own.substr(ours.size()));
    if (file.contains(name)) return name;
  }
  return std::nullopt;
}

/// One module and one file being brought together.
template <class File>
class Filling {
 public:
  Filling(const torch::nn::Module& module, const File& file, Misfit misfit)
      : slots_(slots_of(module)), file_(file), misfit_(misfit) {}

  WeightReport run() {
    std::set<std::string> used;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      const auto& slot = slots_[i];
      const auto name = find_name(file_, slot.name);
      if (!name) {
        if (!slot.name.ends_with("num_batches_tracked")) report_.missing.push_back(slot.name);
        continue;
      }
      used.insert(*name);
      const auto value = fitted(*name, slot);
      if (!value.defined()) continue;
      copies_.emplace_back(slot.tensor, value);
      report_.loaded.push_back(slot.name);
    }
    for (const auto& name : file_.names()) {
      if (!used.contains(name)) report_.unexpected.push_back(name);
    }
    const at::NoGradGuard no_grad;
    for (auto& [target, value] : copies_) target.copy_(value);
    return std::move(report_);
  }

 private:
  template <class... What>
  [[noreturn]] void complain(const std::string& name, const What&... what) const {
    fail<ModelError>(file_.path().string(), ": tensor '", name, "' ", what...);
  }

  /// The stored tensor in the shape and type of the slot; undefined where the slot stays as it is.
  at::Tensor fitted(const std::string& name, const NamedSlot& slot) {
    const auto& view = file_.tensor(name);
    check_type(name, view.dtype, slot.tensor);
    auto value = shaped(name, slot);
    if (!value.defined()) return value;
    value = value.to(slot.tensor.scalar_type());
    if (value.is_floating_point() && !at::isfinite(value).all().template item<bool>()) {
      complain(name, "holds values that are not finite");
    }
    if (name.ends_with("running_var") && (value < 0).any().template item<bool>()) {
      complain(name, "holds a negative variance");
    }
    return value;
  }

  void check_type(const std::string& name, DType dtype, const at::Tensor& slot) const {
    const bool is_float = dtype == DType::kF16 || dtype == DType::kBF16 || dtype == DType::kF32 ||
                          dtype == DType::kF64;
    if (slot.is_floating_point() ? !is_float : dtype != DType::kI64) {
      complain(name, "has type ", name_of(dtype), ", the network needs ",
               slot.is_floating_point() ? "F16, BF16, F32 or F64" : "I64");
    }
  }

  at::Tensor shaped(const std::string& name, const NamedSlot& slot) {
    const auto& shape = file_.tensor(name).shape;
    const auto sizes = slot.tensor.sizes();
    if (sizes == at::IntArrayRef(shape)) return read_tensor(file_.tensor(name));
    // A scalar such as num_batches_tracked is written with one dimension by some.
    const bool scalar = sizes.empty() && shape == std::vector<std::int64_t>{1};
    const bool linear = sizes.size() == 4 && shape.size() == 2 && shape[0] == sizes[0] &&
                        shape[1] == sizes[1] * sizes[2] * sizes[3];
    if (scalar || linear) return read_tensor(file_.tensor(name)).reshape(sizes);
    if (misfit_ == Misfit::kAdapt && is_first_convolution(slot) && shape.size() == 4 &&
        shape[1] > 0 && shape[0] == sizes[0] && shape[2] == sizes[2] && shape[3] == sizes[3]) {
      return with_channels(name, slot);
    }
    if (misfit_ == Misfit::kAdapt && is_last_layer(slot) && shape.size() == sizes.size() &&
        at::IntArrayRef(shape).slice(1) == sizes.slice(1)) {
      note(slot.name, ": the file has ", shape[0], " classes, the network ", sizes[0],
           "; starts at zero");
      // random weights on features that another layer was trained on would be confident nonsense
      return at::zeros(sizes, slot.tensor.options());
    }
    complain(name, "has sizes ", at::IntArrayRef(shape), ", the network needs ", sizes);
  }

  at::Tensor with_channels(const std::string& name, const NamedSlot& slot) {
    const auto stored = read_tensor(file_.tensor(name)).to(at::kFloat);
    const auto wanted = slot.tensor.size(1);
    const auto found = stored.size(1);
    note(slot.name, ": the file has ", found, " input channels, the network ", wanted,
         "; repeated in turn and scaled");
    const auto index = at::arange(wanted, at::kLong).remainder(found);
    return stored.index_select(1, index) *
           (static_cast<double>(found) / static_cast<double>(wanted));
  }

  bool is_first_convolution(const NamedSlot& slot) const {
    for (const auto& other : slots_) {
      if (other.tensor.dim() == 4) return other.name == slot.name;
    }
    return false;
  }

  /// Whether the slot belongs to a head, or to the last module with parameters.
  bool is_last_layer(const NamedSlot& slot) const {
    const auto module_of = [](const std::string& name) { return name.substr(0, name.rfind('.')); };
    std::string last;
    for (const auto& other : slots_) {
      if (other.is_parameter) last = module_of(other.name);
    }
    return slot.is_parameter &&
           (module_of(slot.name) == last || slot.name.find("_head.") != std::string::npos);
  }

  template <class... What>
  void note(const What&... what) {
    std::ostringstream line;
    (line << ... << what);
    report_.adapted.push_back(line.str());
  }

  std::vector<NamedSlot> slots_;
  const File& file_;
  Misfit misfit_;
  WeightReport report_{};
  std::vector<std::pair<at::Tensor, at::Tensor>> copies_{};
};

}  // namespace

WeightFile::WeightFile(const std::filesystem::path& path) : file_(open(path)) {}

const std::filesystem::path& WeightFile::path() const {
  return std::visit(
      [](const auto& file) -> const auto& { return file.path(); }, file_);
}

const std::vector<std::string>& WeightFile::names() const {
  return std::visit(
      [](const auto& file) -> const auto& { return file.names(); }, file_);
}

bool WeightFile::contains(std::string_view name) const {
  return std::visit([&](const auto& file) { return file.contains(name); }, file_);
}

const TensorView& WeightFile::tensor(std::string_view name) const {
  return std::visit(
      [&](const auto& file) -> const auto& { return file.tensor(name); }, file_);
}

WeightReport load_weights(torch::nn::Module& module, const WeightFile& file, Misfit misfit) {
  return Filling(module, file, misfit).run();
}

WeightReport load_weights(torch::nn::Module& module, const Safetensors& file, Misfit misfit) {
  return Filling(module, file, misfit).run();
}

}  // namespace handsight
