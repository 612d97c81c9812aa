// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <torch/nn/module.h>

#include "handsight/formats/safetensors.h"
#include "handsight/formats/torch_zip.h"

namespace handsight {

/// Weights of any origin: .safetensors, or .pth as PyTorch writes it. What it is is told from its
/// first bytes.
class WeightFile {
 public:
  /// Throws FileError.
  explicit WeightFile(const std::filesystem::path& path);

  [[nodiscard]] const std::filesystem::path& path() const;
  [[nodiscard]] const std::vector<std::string>& names() const;
  [[nodiscard]] bool contains(std::string_view name) const;
  /// Throws FileError when there is no such tensor.
  [[nodiscard]] const TensorView& tensor(std::string_view name) const;

 private:
  std::variant<Safetensors, TorchZip> file_;
};

/// What to do with a tensor of another shape.
enum class Misfit {
  kRefuse,  ///< an error
  kAdapt,   ///< the first convolution takes other channels, the last layer starts at zero
};

/// What came of filling a module from a file of another origin.
struct WeightReport {
  std::vector<std::string> loaded;
  std::vector<std::string> missing;     ///< wanted by the module, not in the file
  std::vector<std::string> unexpected;  ///< in the file, not wanted
  std::vector<std::string> adapted;     ///< one line each: what was changed, and how
};

/// Copies the file's tensors into parameters and buffers of the same name below `module`.
///
/// Names may also be those of other code: without `encoder.` or `decoder.`, `clf_conv` for the
/// first head (Light-Weight RefineNet), torchvision's `features` for both blocks of the FCN twins,
/// and its `classifier.0` and `.3` for fc6 and fc7, reshaped. Floating point of any width is
/// converted; `num_batches_tracked` may be absent.
///
/// With Misfit::kAdapt the first convolution repeats its input channels in turn and is scaled by
/// file channels / own channels, so that sums keep their size; a last layer of another number of
/// classes starts at zero. Throws ModelError, before anything is copied, on any other shape
/// or type, a value that is not finite, or a negative variance.
WeightReport load_weights(torch::nn::Module& module, const WeightFile& file,
                          Misfit misfit = Misfit::kRefuse);
WeightReport load_weights(torch::nn::Module& module, const Safetensors& file,
                          Misfit misfit = Misfit::kRefuse);

}  // namespace handsight
