// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/exporting/conversion.h"

namespace handsight::exporting {
namespace {

std::vector<float> filled(std::int64_t count, float value) {
  return std::vector<float>(static_cast<std::size_t>(count), value);
}

/// batch_norm(input, weight, bias, mean, variance, training, momentum, epsilon, ...)
void batch_norm(Conversion& c) {
  if (c.flag(5)) c.refuse("the network is in training mode; call eval() first");
  const auto channels = c.shape(3).at(0).first;
  const Names inputs{c.name(0),
                     c.is_none(1) ? c.constant({channels}, filled(channels, 1.0F)) : c.name(1),
                     c.is_none(2) ? c.constant({channels}, filled(channels, 0.0F)) : c.name(2),
                     c.name(3), c.name(4)};
  c.give(c.add("BatchNormalization", inputs, {{"epsilon", static_cast<float>(c.number(7))}},
               c.owner_of(3)));
}

/// instance_norm(input, weight, bias, mean, variance, use_input_stats, momentum, epsilon, ...)
void instance_norm(Conversion& c) {
  if (!c.is_none(3)) c.refuse("running means are not supported");
  const auto channels = c.shape(0).at(1).first;
  const Names inputs{c.name(0),
                     c.is_none(1) ? c.constant({channels}, filled(channels, 1.0F)) : c.name(1),
                     c.is_none(2) ? c.constant({channels}, filled(channels, 0.0F)) : c.name(2)};
  c.give(c.add("InstanceNormalization", inputs, {{"epsilon", static_cast<float>(c.number(7))}}));
}

/// group_norm(input, groups, weight, bias, epsilon, ...): each group becomes one channel.
void group_norm(Conversion& c) {
  const auto groups = c.integer(1);
  const auto channels = c.shape(0).at(1).first;
  const std::string input = c.name(0);
  const auto grouped = c.add("Reshape", {input, c.constant({0, groups, -1, 1})});
  const auto normal = c.add("InstanceNormalization",
                            {grouped, c.constant({groups}, filled(groups, 1.0F)),
                             c.constant({groups}, filled(groups, 0.0F))},
                            {{"epsilon", static_cast<float>(c.number(4))}});
  const auto apart = c.add("Reshape", {normal, c.add("Shape", {input})});
  const auto per_channel = c.constant({channels, 1, 1});
  const auto scaled = c.add("Mul", {apart, c.add("Reshape", {c.name(2), per_channel})});
  c.give(c.add("Add", {scaled, c.add("Reshape", {c.name(3), per_channel})}));
}

/// layer_norm(input, sizes, weight, bias, epsilon, ...) over the last axis.
void layer_norm(Conversion& c) {
  if (c.sizes(1).size() != 1) c.refuse("expected one axis");
  const Attributes last{{"axes", Ints{-1}}, {"keepdims", std::int64_t{1}}};
  const std::string input = c.name(0);
  const auto centred = c.add("Sub", {input, c.add("ReduceMean", {input}, last)});
  const auto variance = c.add("ReduceMean", {c.add("Mul", {centred, centred})}, last);
  const auto epsilon = c.constant({1}, {static_cast<float>(c.number(4))});
  const auto deviation = c.add("Sqrt", {c.add("Add", {variance, epsilon})});
  auto normal = c.add("Div", {centred, deviation});
  if (!c.is_none(2)) normal = c.add("Mul", {normal, c.name(2)});
  if (!c.is_none(3)) normal = c.add("Add", {normal, c.name(3)});
  c.give(normal);
}

}  // namespace

std::vector<Converter> normalisation_converters() {
  return {{.op = "aten::batch_norm", .convert = batch_norm},
          {.op = "aten::instance_norm", .convert = instance_norm},
          {.op = "aten::group_norm", .convert = group_norm},
          {.op = "aten::layer_norm", .convert = layer_norm}};
}

}  // namespace handsight::exporting
