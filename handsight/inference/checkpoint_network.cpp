// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/inference/mask_network.h"
#include "handsight/networks/checkpoint.h"
#include "handsight/tensors/autocast.h"

namespace handsight {
namespace {

class CheckpointNetwork final : public MaskNetwork {
 public:
  CheckpointNetwork(const std::filesystem::path& path, const MaskNetworkOptions& options)
      : device_(choose_device(options.device)),
        precision_(choose_precision(options.precision, device_)) {
    // the header is enough to turn down a model for another task
    check_mask_task(read_checkpoint_info(path), path);
    checkpoint_ = load_checkpoint(path);
    checkpoint_.network->to(device_);
  }

  [[nodiscard]] const CheckpointInfo& info() const override { return checkpoint_.info; }

  [[nodiscard]] MaskLogits run(const NetworkInput& input) const override {
    const torch::NoGradGuard no_grad;
    auto* const values = const_cast<float*>(input.values.data());
    const auto image = at::from_blob(values, {1, 3, input.height, input.width}, at::kFloat)
                           .to(device_)
                           .contiguous(at::MemoryFormat::ChannelsLast);
    at::Tensor logits;
    {
      const AutocastScope autocast(precision_, device_);
      logits = checkpoint_.network->forward(image);
    }
    logits = logits.to(at::kFloat).cpu().contiguous();
    const auto* const first = logits.data_ptr<float>();
    return {.classes = static_cast<int>(logits.size(1)),
            .height = static_cast<int>(logits.size(2)),
            .width = static_cast<int>(logits.size(3)),
            .values = {first, first + logits.numel()}};
  }

 private:
  at::Device device_;
  Precision precision_;
  Checkpoint checkpoint_{};
};

}  // namespace

std::unique_ptr<MaskNetwork> open_checkpoint(const std::filesystem::path& path,
                                             const MaskNetworkOptions& options) {
  return std::make_unique<CheckpointNetwork>(path, options);
}

}  // namespace handsight
