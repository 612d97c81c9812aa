// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/inference/picture_network.h"
#include "handsight/networks/checkpoint.h"
#include "handsight/tensors/autocast.h"

namespace handsight {
namespace {

class CheckpointNetwork final : public PictureNetwork {
 public:
  CheckpointNetwork(const std::filesystem::path& path, const NetworkOptions& options)
      : device_(choose_device(options.device)),
        precision_(choose_precision(options.precision, device_)) {
    // the header is enough to turn down a model for another task
    check_task(read_checkpoint_info(path), options.gives, path);
    checkpoint_ = load_checkpoint(path);
    checkpoint_.network->to(device_);
  }

  [[nodiscard]] const CheckpointInfo& info() const override { return checkpoint_.info; }

  [[nodiscard]] std::vector<NetworkOutput> outputs() const override {
    std::vector<NetworkOutput> outputs;
    for (const auto& output : checkpoint_.network->outputs()) {
      outputs.push_back({.name = output.name,
                         .first = static_cast<int>(output.first),
                         .channels = static_cast<int>(output.channels)});
    }
    return outputs;
  }

  [[nodiscard]] NetworkMaps run(const NetworkInput& input) const override {
    const torch::NoGradGuard no_grad;
    auto* const values = const_cast<float*>(input.values.data());
    const auto pictures =
        at::from_blob(values, {input.count, 3, input.height, input.width}, at::kFloat)
            .to(device_)
            .contiguous(at::MemoryFormat::ChannelsLast);
    at::Tensor logits;
    {
      const AutocastScope autocast(precision_, device_);
      logits = checkpoint_.network->forward(pictures);
    }
    logits = logits.to(at::kFloat).cpu().contiguous();
    const auto* const first = logits.data_ptr<float>();
    return {.count = input.count,
            .channels = static_cast<int>(logits.size(1)),
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

std::unique_ptr<PictureNetwork> open_checkpoint(const std::filesystem::path& path,
                                                const NetworkOptions& options) {
  return std::make_unique<CheckpointNetwork>(path, options);
}

}  // namespace handsight
