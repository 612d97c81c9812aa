// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/optimizer.h"

#include <map>
#include <type_traits>
#include <utility>

#include <ATen/ATen.h>
#include <torch/nn/utils/clip_grad.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

using Params = std::vector<at::Tensor>;
using Group = torch::optim::OptimizerParamGroup;

// Parameters of one learning-rate factor and weight decay form one group.
using Groups = std::map<std::pair<double, double>, Params>;

Groups by_pace(const std::vector<NamedParameter>& parameters) {
  Groups groups;
  for (const auto& p : parameters) groups[{p.rate, p.weight_decay}].push_back(p.value);
  return groups;
}

template <class Rule, class RuleOptions>
std::unique_ptr<torch::optim::Optimizer> make_rule(const Groups& groups, RuleOptions options) {
  std::vector<Group> list;
  for (const auto& [pace, params] : groups) {
    list.emplace_back(params, std::make_unique<RuleOptions>(options.weight_decay(pace.second)));
  }
  return std::make_unique<Rule>(list, options);
}

std::unique_ptr<torch::optim::Optimizer> make_optimizer(const Groups& groups,
                                                        const OptimizerOptions& o) {
  using namespace torch::optim;
  const auto betas = std::make_tuple(o.beta1, o.beta2);
  if (o.name == "adam") {
    return make_rule<Adam>(groups, AdamOptions(o.learning_rate).betas(betas));
  }
  if (o.name == "adamw") {
    return make_rule<AdamW>(groups, AdamWOptions(o.learning_rate).betas(betas));
  }
  return make_rule<SGD>(
      groups,
      SGDOptions(o.learning_rate).momentum(o.momentum).nesterov(o.nesterov && o.momentum > 0));
}

// libtorch keys a parameter's state by its address: as text before 2.1, as a pointer since.
template <class States>
auto state_key(const at::Tensor& parameter) {
  using Key = typename States::key_type;
  if constexpr (std::is_same_v<Key, std::string>) {
    return c10::guts::to_string(parameter.unsafeGetTensorImpl());
  } else {
    return static_cast<Key>(parameter.unsafeGetTensorImpl());
  }
}

const at::Tensor& find(const std::map<std::string, at::Tensor>& tensors, const std::string& name,
                       at::IntArrayRef shape) {
  const auto found = tensors.find(name);
  if (found == tensors.end()) fail<ModelError>("optimiser state: '", name, "' is missing");
  if (found->second.sizes() != shape) {
    fail<ModelError>("optimiser state: '", name, "' has sizes ", found->second.sizes(),
                     ", expected ", shape);
  }
  return found->second;
}

}  // namespace

struct Optimizer::Impl {
  std::vector<NamedParameter> parameters;
  OptimizerOptions options;
  std::vector<double> rates{};  // of the groups
  std::unique_ptr<torch::optim::Optimizer> rule{};

  template <class State>
  State* state_of(const at::Tensor& parameter) const {
    auto& states = rule->state();
    const auto found = states.find(state_key<std::remove_reference_t<decltype(states)>>(parameter));
    return found == states.end() ? nullptr : static_cast<State*>(found->second.get());
  }

  template <class State>
  void save_moments(std::vector<StateTensor>& all) const {
    for (const auto& p : parameters) {
      auto* state = state_of<State>(p.value);
      if (state == nullptr) continue;
      all.push_back({p.name + ".step", at::scalar_tensor(state->step(), at::kLong)});
      all.push_back({p.name + ".exp_avg", state->exp_avg()});
      all.push_back({p.name + ".exp_avg_sq", state->exp_avg_sq()});
    }
  }
  template <class State>
  void load_moments(const std::map<std::string, at::Tensor>& tensors) {
    auto& states = rule->state();
    for (const auto& p : parameters) {
      if (!tensors.contains(p.name + ".step")) continue;  // never had a gradient
      auto state = std::make_unique<State>();
      state->step(find(tensors, p.name + ".step", {}).template item<std::int64_t>());
      const auto sizes = p.value.sizes();
      const auto device = p.value.device();
      state->exp_avg(find(tensors, p.name + ".exp_avg", sizes).to(device).clone());
      state->exp_avg_sq(find(tensors, p.name + ".exp_avg_sq", sizes).to(device).clone());
      states[state_key<std::remove_reference_t<decltype(states)>>(p.value)] = std::move(state);
    }
  }
};

Optimizer::Optimizer(std::vector<NamedParameter> parameters, const OptimizerOptions& options)
    : impl_(new Impl{.parameters = std::move(parameters), .options = options}) {
  const auto groups = by_pace(impl_->parameters);
  for (const auto& [pace, params] : groups) impl_->rates.push_back(pace.first);
  impl_->rule = make_optimizer(groups, options);
}
Optimizer::~Optimizer() = default;

void Optimizer::zero_grad() { impl_->rule->zero_grad(); }

std::vector<at::Tensor> Optimizer::gradients() const {
  Params all;
  for (const auto& p : impl_->parameters) {
    if (p.value.grad().defined()) all.push_back(p.value.grad());
  }
  return all;
}

double Optimizer::step(double learning_rate) {
  Params all;
  for (const auto& p : impl_->parameters) all.push_back(p.value);
  const double limit = impl_->options.clip_norm;
  const double length = limit > 0 ? torch::nn::utils::clip_grad_norm_(all, limit) : 0.0;
  auto& groups = impl_->rule->param_groups();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i].options().set_lr(learning_rate * impl_->rates[i]);
  }
  impl_->rule->step();
  return length;
}

std::vector<StateTensor> Optimizer::state() const {
  std::vector<StateTensor> all;
  if (impl_->options.name == "adam") {
    impl_->save_moments<torch::optim::AdamParamState>(all);
  } else if (impl_->options.name == "adamw") {
    impl_->save_moments<torch::optim::AdamWParamState>(all);
  } else {
    for (const auto& p : impl_->parameters) {
      auto* state = impl_->state_of<torch::optim::SGDParamState>(p.value);
      if (state != nullptr && state->momentum_buffer().defined()) {
        all.push_back({p.name + ".momentum", state->momentum_buffer()});
      }
    }
  }
  return all;
}

void Optimizer::load(const std::vector<StateTensor>& state) {
  std::map<std::string, at::Tensor> tensors;
  for (const auto& [name, value] : state) tensors[name] = value;
  if (impl_->options.name == "adam") {
    impl_->load_moments<torch::optim::AdamParamState>(tensors);
  } else if (impl_->options.name == "adamw") {
    impl_->load_moments<torch::optim::AdamWParamState>(tensors);
  } else {
    auto& states = impl_->rule->state();
    for (const auto& p : impl_->parameters) {
      if (!tensors.contains(p.name + ".momentum")) continue;
      auto kept = std::make_unique<torch::optim::SGDParamState>();
      kept->momentum_buffer(
          find(tensors, p.name + ".momentum", p.value.sizes()).to(p.value.device()).clone());
      states[state_key<std::remove_reference_t<decltype(states)>>(p.value)] = std::move(kept);
    }
  }
}

}  // namespace handsight
