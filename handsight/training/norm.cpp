// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/norm.h"

#include <algorithm>
#include <memory>

#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/batch_norm.h"
#include "handsight/training/parameters.h"

namespace handsight {
namespace {

struct NamedNorm {
  std::string name;
  std::shared_ptr<BatchNormImpl> norm;
};

std::vector<NamedNorm> norms_of(const torch::nn::Module& module) {
  std::vector<NamedNorm> norms;
  for (const auto& item : module.named_modules("", /*include_self=*/false)) {
    auto norm = std::dynamic_pointer_cast<BatchNormImpl>(item.value());
    if (norm) norms.push_back({item.key(), std::move(norm)});
  }
  return norms;
}

/// All peers of a training.
class AllPeers final : public NormPeers {
 public:
  explicit AllPeers(Peers& peers) : peers_(peers) {}
  [[nodiscard]] int size() const override { return peers_.size(); }
  [[nodiscard]] at::Tensor average(const at::Tensor& values) override {
    std::vector<at::Tensor> mean{values.clone()};
    peers_.average(mean);
    return mean.front();
  }

 private:
  Peers& peers_;
};

}  // namespace

void check_norm_options(const torch::nn::Module& module, const NormOptions& options) {
  const auto norms = norms_of(module);
  for (const auto& pattern : options.frozen) {
    const auto fits = [&pattern](const NamedNorm& n) { return fits_pattern(n.name, pattern); };
    if (std::none_of(norms.begin(), norms.end(), fits)) {
      fail("norm: '", pattern, "' fits no batch normalisation; ",
           norms.empty() ? "the network has none" : "their names are like '" + norms[0].name + "'");
    }
  }
}

NormMomenta norm_momenta(const torch::nn::Module& module) {
  NormMomenta momenta;
  for (const auto& [name, norm] : norms_of(module)) momenta[name] = norm->options.momentum();
  return momenta;
}

void apply_norm_options(torch::nn::Module& module, const NormOptions& options,
                        const NormMomenta& built) {
  for (const auto& [name, norm] : norms_of(module)) {
    norm->options.momentum(options.momentum > 0 ? options.momentum : built.at(name));
    if (fits_any(name, options.frozen)) norm->eval();
  }
}

void synchronise_norm(const torch::nn::Module& module, const NormOptions& options, Peers& peers) {
  c10::intrusive_ptr<NormPeers> all;
  if (options.synchronised && peers.size() > 1) all = c10::make_intrusive<AllPeers>(peers);
  for (const auto& [name, norm] : norms_of(module)) norm->synchronise(all);
}

void reestimate_norm(torch::nn::Module& module, const NormOptions& options,
                     const std::function<bool()>& forward) {
  std::vector<std::shared_ptr<BatchNormImpl>> learning;
  for (const auto& [name, norm] : norms_of(module)) {
    if (!fits_any(name, options.frozen)) learning.push_back(norm);
  }
  if (learning.empty()) return;
  const torch::NoGradGuard no_grad;
  const bool was_training = module.is_training();
  std::vector<c10::optional<double>> momenta;
  module.eval();
  for (const auto& norm : learning) {
    momenta.push_back(norm->options.momentum());
    norm->options.momentum(c10::nullopt);  // a plain mean over all batches
    norm->reset_running_stats();
    norm->train();
  }
  for (int i = 0; i < options.reestimate && forward(); ++i) {
  }
  for (std::size_t i = 0; i < learning.size(); ++i) learning[i]->options.momentum(momenta[i]);
  module.train(was_training);
}

}  // namespace handsight
