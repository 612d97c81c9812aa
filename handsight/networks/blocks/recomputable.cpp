// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/recomputable.h"

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/utils.h>

#include "handsight/tensors/autocast.h"

namespace handsight {
namespace {

at::Generator generator_of(const at::Tensor& tensor) {
  return at::globalContext().defaultGenerator(tensor.device());
}

at::Tensor random_state(at::Generator generator) {
  const std::lock_guard lock(generator.mutex());
  return generator.get_state();
}

void set_random_state(at::Generator generator, const at::Tensor& state) {
  const std::lock_guard lock(generator.mutex());
  generator.set_state(state);
}

/// Draws the random numbers of an earlier moment while it lives.
class EarlierNumbers {
 public:
  EarlierNumbers(const at::Generator& generator, const at::Tensor& earlier)
      : generator_(generator), now_(random_state(generator)) {
    set_random_state(generator_, earlier);
  }
  ~EarlierNumbers() { set_random_state(generator_, now_); }
  EarlierNumbers(const EarlierNumbers&) = delete;
  EarlierNumbers& operator=(const EarlierNumbers&) = delete;

 private:
  at::Generator generator_;
  at::Tensor now_;
};

/// Puts a module's buffers back as they were at the beginning, when it ends.
class UnchangedBuffers {
 public:
  explicit UnchangedBuffers(const torch::nn::Module& module) : buffers_(module.buffers()) {
    for (const auto& buffer : buffers_) before_.push_back(buffer.clone());
  }
  ~UnchangedBuffers() {
    const torch::NoGradGuard no_grad;
    for (std::size_t i = 0; i < buffers_.size(); ++i) {
      // other graphs that have kept the buffer need not know: variable_data has its own version
      buffers_[i].variable_data().copy_(before_[i]);
    }
  }
  UnchangedBuffers(const UnchangedBuffers&) = delete;
  UnchangedBuffers& operator=(const UnchangedBuffers&) = delete;

 private:
  std::vector<at::Tensor> buffers_;
  std::vector<at::Tensor> before_{};
};

/// What it takes to run a part again as it ran the first time.
struct Rerun : torch::CustomClassHolder {
  std::shared_ptr<torch::nn::Module> module{};  // so that it outlives the graph
  std::function<at::Tensor(const at::Tensor&)> body{};
  std::vector<at::Tensor> parameters{};  // that learn
  at::Tensor random{};
  Precision precision = Precision::kFloat32;
};

class Recomputation : public torch::autograd::Function<Recomputation> {
 public:
  using Context = torch::autograd::AutogradContext;
  using Tensors = torch::autograd::variable_list;

  /// input_and_parameters  the parameters stand here for the graph to lead to them
  static at::Tensor forward(Context* context, at::TensorList input_and_parameters,
                            const c10::intrusive_ptr<Rerun>& rerun) {
    const auto& input = input_and_parameters.front();
    context->save_for_backward({input});
    context->saved_data["rerun"] = at::IValue::make_capsule(rerun);
    return rerun->body(input);
  }

  static Tensors backward(Context* context, const Tensors& gradients) {
    const auto holder = context->saved_data["rerun"].toCapsule();
    const auto& rerun = static_cast<const Rerun&>(*holder);
    const auto kept = context->get_saved_variables().front();
    const auto input = kept.detach().requires_grad_(kept.requires_grad());
    Tensors learning = rerun.parameters;
    if (input.requires_grad()) learning.insert(learning.begin(), input);
    auto found = gradients_of(rerun, input, learning, gradients.front());
    if (!input.requires_grad()) found.insert(found.begin(), at::Tensor());
    found.emplace_back();  // of the rerun, which is no tensor
    return found;
  }

 private:
  static Tensors gradients_of(const Rerun& rerun, const at::Tensor& input, const Tensors& learning,
                              const at::Tensor& gradient) {
    const UnchangedBuffers unchanged(*rerun.module);
    const EarlierNumbers numbers(generator_of(input), rerun.random);
    const torch::AutoGradMode with_graph(true);
    const auto output = [&] {
      const AutocastScope autocast(rerun.precision, input.device());
      return rerun.body(input);
    }();
    return torch::autograd::grad({output}, learning, {gradient}, /*retain_graph=*/c10::nullopt,
                                 /*create_graph=*/false, /*allow_unused=*/true);
  }
};

}  // namespace

at::Tensor Recomputable::through(const Body& body, const at::Tensor& input) {
  if (!recompute_ || !torch::GradMode::is_enabled()) return body(input);
  auto rerun = c10::make_intrusive<Rerun>();
  rerun->module = shared_from_this();
  rerun->body = body;
  rerun->random = random_state(generator_of(input));
  rerun->precision = precision_in_scope(input.device());
  std::vector<at::Tensor> tensors{input};
  for (const auto& parameter : parameters()) {
    if (!parameter.requires_grad()) continue;
    rerun->parameters.push_back(parameter);
    tensors.push_back(parameter);
  }
  return Recomputation::apply(at::TensorList(tensors), rerun);
}

std::int64_t recompute_parts(const torch::nn::Module& module, bool on) {
  std::int64_t count = 0;
  for (const auto& child : module.modules()) {
    auto* part = child->as<Recomputable>();
    if (part == nullptr) continue;
    part->recompute(on);
    ++count;
  }
  return count;
}

}  // namespace handsight
