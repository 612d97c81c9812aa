// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/formats/safetensors.h"

namespace handsight {

/// The tensors of a .pth or .pt file as torch.save has written them since PyTorch 1.6: a zip
/// archive of one pickle and the raw bytes.
///
/// Reads a state_dict, or the one in a checkpoint under state_dict, model_state_dict, model,
/// network, net, params_ema, params, module, or as its only dict of tensors. What is no tensor is
/// left out. No code of the file is run (see pickle.h). The bytes stay where they are in the
/// file; only tensors that are not contiguous are copied. Checksums are not looked at.
/// Safe from several threads.
class TorchZip {
 public:
  /// Throws FileError that says what is wrong with the file: older formats and TorchScript are
  /// called by their names.
  explicit TorchZip(const std::filesystem::path& path);
  ~TorchZip();
  TorchZip(TorchZip&&) noexcept;
  TorchZip& operator=(TorchZip&&) noexcept;

  [[nodiscard]] const std::filesystem::path& path() const;
  /// In the order of the state_dict.
  [[nodiscard]] const std::vector<std::string>& names() const;
  [[nodiscard]] bool contains(std::string_view name) const;
  /// Throws FileError when there is no such tensor.
  [[nodiscard]] const TensorView& tensor(std::string_view name) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
