// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <list>
#include <oneapi/dnnl/dnnl.hpp>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/engine/arena.h"
#include "handsight/engine/kernels/copy.h"
#include "handsight/engine/model_impl.h"
#include "handsight/engine/thread_scope.h"

namespace handsight::engine {
namespace {

constexpr std::size_t kKeptPlans = 4;
constexpr std::size_t kMaxRunBytes = std::size_t{4} << 30;  // arena and outputs

/// Throws ModelError before memory is taken that a network for pictures does not need.
ArenaLayout bounded_layout(const Plan& plan, const Graph& graph) {
  ArenaLayout layout = lay_out(plan.buffers);
  std::size_t bytes = layout.bytes;
  for (std::size_t i = 0; i < plan.outputs.size(); ++i) {
    const auto count = element_count(plan.values[plan.outputs[i]].shape);
    bytes += static_cast<std::size_t>(count) * size_of(graph.outputs[i].dtype);
  }
  if (bytes > kMaxRunBytes) {
    fail<ModelError>("engine: a run would need ", bytes, " bytes; expected at most ", kMaxRunBytes,
                     " (use smaller pictures or batches)");
  }
  return layout;
}

/// A plan with its memory: what runs for one set of input sizes.
class Instance final : public Binder {
 public:
  Instance(Plan plan, std::vector<Shape> input_shapes, const Graph& graph)
      : shapes_(std::move(input_shapes)),
        plan_(std::move(plan)),
        layout_(bounded_layout(plan_, graph)),
        arena_(layout_.bytes) {
    for (const ValueId input : plan_.inputs) inputs_.push_back(view(input));
    for (const auto& step : plan_.steps) actions_.push_back(step.bind(*this));
    for (std::size_t i = 0; i < plan_.outputs.size(); ++i) {
      add_output(view(plan_.outputs[i]), graph.outputs[i].dtype);
    }
  }

  [[nodiscard]] View view(ValueId id) const override {
    const PlannedValue& value = plan_.values[id];
    std::byte* const data = value.constant
                                ? const_cast<std::byte*>(value.constant->bytes.data())
                                : arena_.data() + layout_.offsets[value.buffer] + value.offset;
    return {data, value.dtype, value.shape, value.strides, value.scale};
  }

  [[nodiscard]] const std::vector<Shape>& shapes() const { return shapes_; }
  [[nodiscard]] std::size_t arena_bytes() const { return layout_.bytes; }
  [[nodiscard]] const Plan& plan() const { return plan_; }
  [[nodiscard]] const std::vector<Action>& actions() const { return actions_; }

  void take(std::span<const TensorView> inputs) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      sources_[i].data = const_cast<std::byte*>(inputs[i].bytes.data());
      copy(sources_[i], inputs_[i]);
    }
  }
  std::span<const TensorView> give() {
    for (std::size_t i = 0; i < results_.size(); ++i) copy(results_[i], targets_[i]);
    return outputs_;
  }
  void prepare_sources(const Graph& graph) {
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      sources_.push_back({.dtype = graph.inputs[i].dtype,
                          .shape = shapes_[i],
                          .strides = row_major_strides(shapes_[i])});
    }
  }

 private:
  void add_output(const View& result, DType dtype) {
    const auto count = static_cast<std::size_t>(element_count(result.shape));
    memory_.push_back(std::make_unique<AlignedBytes>(count * size_of(dtype)));
    View target{.data = memory_.back()->data(),
                .dtype = dtype,
                .shape = result.shape,
                .strides = row_major_strides(result.shape)};
    outputs_.push_back(
        {.dtype = dtype, .shape = result.shape, .bytes = {target.data, count * size_of(dtype)}});
    targets_.push_back(std::move(target));
    results_.push_back(result);
  }

  std::vector<Shape> shapes_;
  Plan plan_;
  ArenaLayout layout_;
  AlignedBytes arena_;
  std::vector<View> sources_, inputs_, results_, targets_;
  std::vector<Action> actions_;
  std::vector<std::unique_ptr<AlignedBytes>> memory_;
  std::vector<TensorView> outputs_;
};

bool has_shapes(const Instance& instance, std::span<const TensorView> inputs) {
  return std::equal(inputs.begin(), inputs.end(), instance.shapes().begin(),
                    [](const TensorView& view, const Shape& shape) { return view.shape == shape; });
}

void check_inputs(const std::vector<ValueInfo>& expected, std::span<const TensorView> inputs) {
  if (inputs.size() != expected.size()) {
    fail("engine: found ", inputs.size(), " inputs; expected ", expected.size());
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto& [name, dtype, shape, size_names] = expected[i];
    const Shape& found = inputs[i].shape;
    bool fits = found.size() == shape.size();
    for (std::size_t axis = 0; fits && axis < shape.size(); ++axis) {
      fits = found[axis] > 0 && (shape[axis] < 0 || shape[axis] == found[axis]);
    }
    if (!fits) {
      fail("engine: input '", name, "': found ", text_of(found), "; expected ", text_of(shape),
           " (-1 is free)");
    }
    const auto bytes = static_cast<std::size_t>(element_count(found)) * size_of(dtype);
    if (inputs[i].dtype != dtype || inputs[i].bytes.size() != bytes) {
      fail("engine: input '", name, "': found ", inputs[i].bytes.size(), " bytes of ",
           name_of(inputs[i].dtype), "; expected ", bytes, " of ", name_of(dtype));
    }
  }
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0.0 : values[values.size() / 2];
}

double milliseconds_of(const Action& action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

}  // namespace

struct Session::Impl {
  Model model;
  SessionOptions options;
  std::list<Instance> instances{};  ///< the latest first

  Instance& instance_for(std::span<const TensorView> inputs) {
    check_inputs(model.inputs(), inputs);
    for (auto at = instances.begin(); at != instances.end(); ++at) {
      if (!has_shapes(*at, inputs)) continue;
      instances.splice(instances.begin(), instances, at);
      return instances.front();
    }
    const Graph& graph = model.impl_->graph;
    std::vector<Shape> shapes;
    for (const auto& input : inputs) shapes.push_back(input.shape);
    const bool is_bf16 = model.precision() == Precision::kBf16;
    Planner planner(
        graph, model.impl_->weights,
        {.activations = is_bf16 ? DType::kBF16 : DType::kF32, .threads = options.threads});
    try {
      // Made before the oldest is dropped, so that a failure leaves the session as it was.
      Plan plan = planner.plan(shapes);
      instances.emplace_front(std::move(plan), std::move(shapes), graph);
    } catch (const dnnl::error& error) {
      fail<ModelError>("engine: oneDNN refused the network: ", error.what());
    }
    instances.front().prepare_sources(graph);
    if (instances.size() > kKeptPlans) instances.pop_back();
    return instances.front();
  }
};

Session::Session(Model model, const SessionOptions& options)
    : impl_(std::make_unique<Impl>(Impl{std::move(model), options})) {
  constexpr int kMaxThreads = 1024;
  if (options.threads < 1 || options.threads > kMaxThreads) {
    fail("engine: found ", options.threads, " threads; expected 1 to ", kMaxThreads);
  }
}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

std::span<const TensorView> Session::run(std::span<const TensorView> inputs) {
  const ThreadScope threads(impl_->options.threads);
  Instance& instance = impl_->instance_for(inputs);
  instance.take(inputs);
  for (const auto& action : instance.actions()) action();
  return instance.give();
}

std::vector<LayerTime> Session::profile(std::span<const TensorView> inputs, int repetitions) {
  const ThreadScope threads(impl_->options.threads);
  Instance& instance = impl_->instance_for(inputs);
  const auto& steps = instance.plan().steps;
  std::vector<std::vector<double>> times(steps.size());
  for (int i = 0; i < repetitions; ++i) {
    instance.take(inputs);
    for (std::size_t s = 0; s < steps.size(); ++s) {
      times[s].push_back(milliseconds_of(instance.actions()[s]));
    }
  }
  std::vector<LayerTime> layers;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const double ms = median(times[s]);
    layers.push_back({.name = steps[s].info.name,
                      .op = steps[s].info.op,
                      .shape = steps[s].info.shape,
                      .median_ms = ms,
                      .gflop_per_s = ms > 0.0 ? steps[s].info.operations / ms * 1e-6 : 0.0});
  }
  return layers;
}

std::size_t Session::arena_bytes() const {
  return impl_->instances.empty() ? 0 : impl_->instances.front().arena_bytes();
}

}  // namespace handsight::engine
