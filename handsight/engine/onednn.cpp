// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/onednn.h"

#include <algorithm>
#include <cmath>

#include "handsight/core/error.h"

namespace handsight::engine {
namespace {

using dnnl::algorithm;

dnnl::stream& cpu_stream() {
  thread_local dnnl::stream stream(cpu_engine());
  return stream;
}

/// Appends to `ops`, in units of the output's codes where `scaled`.
void append_clip(dnnl::post_ops& ops, const PostOp& op, float unit) {
  const float low = op.alpha / unit;
  const float high = op.beta / unit;
  if (low == 0.0F && std::isinf(high)) {
    ops.append_eltwise(1.0F, algorithm::eltwise_relu, 0.0F, 0.0F);
  } else {
    ops.append_eltwise(1.0F, algorithm::eltwise_clip, low, high);
  }
}

void append(dnnl::post_ops& ops, const PostOp& op, float unit, float addend_scale) {
  switch (op.kind) {
    case PostOp::Kind::kClip:
      return append_clip(ops, op, unit);
    case PostOp::Kind::kLeakyRelu:
      return ops.append_eltwise(1.0F, algorithm::eltwise_relu, op.alpha, 0.0F);
    case PostOp::Kind::kSigmoid:
      return ops.append_eltwise(1.0F, algorithm::eltwise_logistic, 0.0F, 0.0F);
    case PostOp::Kind::kTanh:
      return ops.append_eltwise(1.0F, algorithm::eltwise_tanh, 0.0F, 0.0F);
    case PostOp::Kind::kSwish:
      return ops.append_eltwise(1.0F, algorithm::eltwise_swish, 1.0F, 0.0F);
    case PostOp::Kind::kHardSwish:
      return ops.append_eltwise(1.0F, algorithm::eltwise_hardswish, 0.0F, 0.0F);
    case PostOp::Kind::kHardSigmoid:
      ops.append_eltwise(1.0F, algorithm::eltwise_linear, op.alpha, op.beta);
      return ops.append_eltwise(1.0F, algorithm::eltwise_clip, 0.0F, 1.0F);
    case PostOp::Kind::kAdd:
      return ops.append_sum(addend_scale / unit);
  }
}

/// Whether f(scale x) = scale f(x), with limits moved along: then a chain of such operations can
/// work on codes of the output.
bool scales_along(const PostOp& op) {
  return op.kind == PostOp::Kind::kClip || op.kind == PostOp::Kind::kLeakyRelu ||
         op.kind == PostOp::Kind::kAdd;
}

dnnl::memory::dims dims_of(const Shape& shape) { return {shape.begin(), shape.end()}; }

/// Arguments bound to memory, and what keeps that memory alive.
struct BoundPrimitive {
  dnnl::primitive primitive;
  std::vector<dnnl::memory> memories;
  std::vector<dnnl_exec_arg_t> arguments;
  std::vector<WeightCache::Bytes> weights;

  void run() const {
    // The C call: the C++ one copies the arguments into a new vector each time.
    const auto status = dnnl_primitive_execute(
        primitive.get(), cpu_stream().get(), static_cast<int>(arguments.size()), arguments.data());
    if (status != dnnl_success) fail<ModelError>("engine: oneDNN failed with status ", status);
  }
};

}  // namespace

dnnl::engine& cpu_engine() {
  static dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

dnnl::memory::data_type onednn_type(DType dtype) {
  switch (dtype) {
    case DType::kF32:
      return dnnl::memory::data_type::f32;
    case DType::kBF16:
      return dnnl::memory::data_type::bf16;
    case DType::kU8:
      return dnnl::memory::data_type::u8;
    case DType::kI8:
      return dnnl::memory::data_type::s8;
    default:
      break;
  }
  fail<ModelError>("engine: oneDNN has no arithmetic on ", name_of(dtype));
}

dnnl::memory::desc onednn_desc(const PlannedValue& value) {
  return {dims_of(value.shape), onednn_type(value.dtype), dims_of(value.strides)};
}

dnnl::primitive_attr onednn_attributes(const std::vector<PostOp>& post_ops,
                                       const OutputScales& scales) {
  const bool in_codes = std::all_of(post_ops.begin(), post_ops.end(), scales_along);
  const float unit = in_codes ? scales.target : 1.0F;
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (!scales.scales.empty() || unit != 1.0F) {
    std::vector<float> factors = scales.scales.empty() ? std::vector{1.0F} : scales.scales;
    for (float& factor : factors) factor /= unit;
    attributes.set_output_scales(factors.size() > 1 ? 2 : 0, factors);
  }
  dnnl::post_ops ops;
  for (const auto& op : post_ops) append(ops, op, unit, scales.addend);
  if (!in_codes && scales.target != 1.0F) {
    ops.append_eltwise(1.0F, algorithm::eltwise_linear, 1.0F / scales.target, 0.0F);
  }
  attributes.set_post_ops(ops);
  return attributes;
}

void add_primitive(Planner& planner, PrimitiveStep step, const dnnl::memory::desc& scratchpad) {
  if (scratchpad.get_size() > 0) {
    step.arguments.push_back({.index = DNNL_ARG_SCRATCHPAD,
                              .value = planner.scratch_bytes(scratchpad.get_size()),
                              .desc = scratchpad});
  }
  const std::string kernel = step.kernel;
  const double operations = step.operations;
  planner.add_step(kernel, operations, [step = std::move(step)](const Binder& binder) -> Action {
    auto bound = std::make_shared<BoundPrimitive>();
    bound->primitive = step.primitive;
    for (const auto& argument : step.arguments) {
      void* const data =
          argument.weights ? argument.weights->data() : binder.view(argument.value).data;
      bound->memories.emplace_back(argument.desc, cpu_engine(), data);
      bound->weights.push_back(argument.weights);
      bound->arguments.push_back({argument.index, bound->memories.back().get()});
    }
    return [bound] { bound->run(); };
  });
}

void add_reorder(Planner& planner, const LaidOutValue& from, const LaidOutValue& to) {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  const dnnl::reorder::primitive_desc primitive(cpu_engine(), from.desc, cpu_engine(), to.desc,
                                                attributes);
  add_primitive(planner,
                {.primitive = dnnl::reorder(primitive),
                 .kernel = "reorder",
                 .arguments = {{.index = DNNL_ARG_FROM, .value = from.value, .desc = from.desc},
                               {.index = DNNL_ARG_TO, .value = to.value, .desc = to.desc}}},
                primitive.scratchpad_desc());
}

WeightCache::Bytes packed_weights(WeightCache& cache, const std::string& name, const Tensor& tensor,
                                  const Shape& shape, const dnnl::memory::desc& wanted) {
  const std::string layout(reinterpret_cast<const char*>(&wanted.data), sizeof(wanted.data));
  return cache.get(name + '\0' + layout, [&] {
    const dnnl::memory::desc plain(dims_of(shape), onednn_type(tensor.dtype),
                                   dims_of(row_major_strides(shape)));
    auto packed = std::make_shared<AlignedBytes>(wanted.get_size());
    dnnl::memory from(plain, cpu_engine(), const_cast<std::byte*>(tensor.bytes.data()));
    dnnl::memory to(wanted, cpu_engine(), packed->data());
    dnnl::reorder(from, to).execute(cpu_stream(), from, to);
    cpu_stream().wait();
    return packed;
  });
}

}  // namespace handsight::engine
