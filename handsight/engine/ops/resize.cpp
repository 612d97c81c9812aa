// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/kernels/resize.h"

#include <algorithm>
#include <cmath>

#include "handsight/engine/planner.h"

namespace handsight::engine {
namespace {

struct Sizes {
  Shape shape{};
  float scale[2]{1.0F, 1.0F};  ///< of the rows and columns, result / source
};

constexpr float kMaxScale = 1024.0F;
constexpr std::int64_t kMaxSize = 1 << 16;  // as each row and column has its weights

Sizes sizes_of(const Operands& operands) {
  operands.expect_rank(0, 4);
  const Shape& input = operands.shape(0);
  Sizes sizes{.shape = input};
  const bool is_resize = operands.node().op == "Resize" && operands.opset() >= 11;
  const std::size_t scales_at = is_resize ? 2 : 1;
  if (operands.has(3) && is_resize) {
    sizes.shape = to_int64s(operands.constant(3));
    if (sizes.shape.size() != 4) operands.refuse("expected 4 sizes");
  } else {
    const auto scales = to_floats(operands.constant(scales_at));
    if (scales.size() != 4) operands.refuse("expected 4 scales");
    for (std::size_t i = 0; i < 4; ++i) {
      if (!(scales[i] > 0.0F && scales[i] <= kMaxScale)) {
        operands.refuse("found the scale ", scales[i], "; expected one in (0, ", kMaxScale, "]");
      }
      sizes.shape[i] = static_cast<std::int64_t>(
          std::floor(static_cast<double>(input[i]) * static_cast<double>(scales[i])));
      if (i >= 2) sizes.scale[i - 2] = scales[i];
    }
  }
  if (sizes.shape[0] != input[0] || sizes.shape[1] != input[1]) {
    operands.refuse("can resize height and width only, found ", text_of(input), " to ",
                    text_of(sizes.shape));
  }
  for (const std::size_t axis : {std::size_t{2}, std::size_t{3}}) {
    if (sizes.shape[axis] > kMaxSize) {
      operands.refuse("found ", sizes.shape[axis], axis == 2 ? " rows" : " columns",
                      " to make; expected at most ", kMaxSize);
    }
  }
  if (element_count(sizes.shape) == 0) operands.refuse("the result is empty");
  for (std::size_t i = 0; operands.has(3) && is_resize && i < 2; ++i) {
    sizes.scale[i] = static_cast<float>(sizes.shape[i + 2]) / static_cast<float>(input[i + 2]);
  }
  return sizes;
}

struct Rule {
  bool is_linear = false;
  std::string corners{};   ///< coordinate_transformation_mode
  std::string rounding{};  ///< nearest_mode
};

Rule rule_of(const Operands& operands) {
  const Node& node = operands.node();
  const bool is_old = node.op == "Upsample" || operands.opset() < 11;
  const std::string mode = attribute(node, "mode", std::string("nearest"));
  if (mode != "nearest" && mode != "linear" && mode != "bilinear") {
    operands.refuse("mode ", mode, " is not supported; expected nearest or linear");
  }
  Rule rule{.is_linear = mode != "nearest",
            .corners = attribute(node, "coordinate_transformation_mode",
                                 std::string(is_old ? "asymmetric" : "half_pixel")),
            .rounding = attribute(node, "nearest_mode",
                                  std::string(is_old ? "floor" : "round_prefer_floor"))};
  const std::string_view known[] = {"half_pixel", "pytorch_half_pixel", "align_corners",
                                    "asymmetric"};
  if (std::find(std::begin(known), std::end(known), rule.corners) == std::end(known)) {
    operands.refuse("coordinates ", rule.corners, " are not supported");
  }
  return rule;
}

double source_position(const Rule& rule, std::int64_t at, std::int64_t from, std::int64_t to,
                       double scale) {
  const auto x = static_cast<double>(at);
  if (rule.corners == "align_corners") {
    return to > 1 ? x * static_cast<double>(from - 1) / static_cast<double>(to - 1) : 0.0;
  }
  if (rule.corners == "asymmetric") return x / scale;
  if (rule.corners == "pytorch_half_pixel" && to == 1) return 0.0;
  return (x + 0.5) / scale - 0.5;
}

double rounded(const std::string& mode, double x) {
  if (mode == "floor") return std::floor(x);
  if (mode == "ceil") return std::ceil(x);
  return mode == "round_prefer_ceil" ? std::floor(x + 0.5) : std::ceil(x - 0.5);
}

std::vector<Tap> taps_of(const Rule& rule, std::int64_t from, std::int64_t to, double scale) {
  std::vector<Tap> taps;
  const auto inside = [from](double x) {
    return static_cast<std::int64_t>(std::clamp(x, 0.0, static_cast<double>(from - 1)));
  };
  for (std::int64_t i = 0; i < to; ++i) {
    const double x = source_position(rule, i, from, to, scale);
    if (!rule.is_linear) {
      const std::int64_t nearest = inside(rounded(rule.rounding, x));
      taps.push_back({.first = nearest, .second = nearest});
      continue;
    }
    const double clamped = std::clamp(x, 0.0, static_cast<double>(from - 1));
    const std::int64_t first = inside(std::floor(clamped));
    taps.push_back({.first = first,
                    .second = std::min(first + 1, from - 1),
                    .second_weight = static_cast<float>(clamped - static_cast<double>(first))});
  }
  return taps;
}

std::vector<Facts> infer_resize(const Operands& operands) {
  static_cast<void>(rule_of(operands));
  return {{.dtype = operands.input(0).dtype, .shape = sizes_of(operands).shape}};
}

void plan_resize(const Operands& operands, Planner& planner) {
  const Sizes sizes = sizes_of(operands);
  const Rule rule = rule_of(operands);
  const Shape& input = operands.shape(0);
  const auto rows = taps_of(rule, input[2], sizes.shape[2], static_cast<double>(sizes.scale[0]));
  const auto columns = taps_of(rule, input[3], sizes.shape[3], static_cast<double>(sizes.scale[1]));
  const ValueId from = planner.input_as_written(0), to = planner.output();
  planner.add_step(rule.is_linear ? "linear" : "nearest", 0.0, [=](const Binder& binder) -> Action {
    return [=, source = binder.view(from), target = binder.view(to)] {
      resize(source, target, rows, columns);
    };
  });
}

}  // namespace

std::vector<Operator> resize_operators() {
  return {{.name = "Resize", .infer = infer_resize, .plan = plan_resize, .writes_slices = true},
          {.name = "Upsample", .infer = infer_resize, .plan = plan_resize, .writes_slices = true}};
}

}  // namespace handsight::engine
