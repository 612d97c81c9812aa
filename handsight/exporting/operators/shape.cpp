// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "handsight/exporting/conversion.h"

namespace handsight::exporting {
namespace {

/// Moves to another type or device: all is float here. Dropout lets everything pass.
void pass(Conversion& c) { c.give(c.name(0)); }

/// Its readers look through it.
void later(Conversion&) {}

void cat(Conversion& c) { c.give(c.add("Concat", c.names(0), {{"axis", c.integer(1)}})); }

/// constant_pad_nd(input, pads from the last axis on, value)
void constant_pad(Conversion& c) {
  const auto pads = c.integers(1);
  const auto rank = c.shape(0).size();
  Ints both(2 * rank, 0);
  for (std::size_t i = 0; i < pads.size() / 2; ++i) {
    both[rank - 1 - i] = pads[2 * i];
    both[2 * rank - 1 - i] = pads[2 * i + 1];
  }
  const auto value = c.constant({}, {static_cast<float>(c.number(2))});
  c.give(c.add("Pad", {c.name(0), c.constant(both), value}, {{"mode", std::string("constant")}}));
}

/// _pad_enum(input, pads, mode, value)
void pad(Conversion& c) {
  constexpr std::int64_t kReflect = 0;
  const auto pads = c.integers(1);
  if (c.integer(2) != kReflect || pads.size() != 4) c.refuse("expected a reflecting pad");
  const Ints both{0, 0, pads[2], pads[0], 0, 0, pads[3], pads[1]};
  c.give(c.add("Pad", {c.name(0), c.constant(both)}, {{"mode", std::string("reflect")}}));
}

/// slice(input, axis, start, end, step)
void slice(Conversion& c) {
  const auto& from = c.shape(0);
  if (from == c.result_shape()) return c.give(c.name(0));
  const auto axis = c.integer(1);
  const auto size = from.at(static_cast<std::size_t>(axis));
  const auto end = c.sizes(3).at(0);
  // counted from the end where that is what both runs have in common
  const Size left{end.first - size.first, end.second - size.second};
  if (!end.is_fixed() && !left.is_fixed()) c.refuse("its end depends on the size of the picture");
  const auto to = end.is_fixed()    ? end.first
                  : left.first == 0 ? std::numeric_limits<std::int64_t>::max()
                                    : left.first;
  c.give(c.add("Slice", {c.name(0), c.constant({c.integer(2)}), c.constant({to}),
                         c.constant({axis}), c.constant({c.integer(4)})}));
}

/// expand(input, sizes) of one cell over a map.
void expand(Conversion& c) {
  const auto& to = c.result_shape();
  if (to.size() != 4 || c.shape(0).size() != 4 || c.shape(0)[1] != to[1]) {
    c.refuse("expected one cell to be repeated over a map");
  }
  const std::string like = c.find_of_size(to[2], to[3]);
  if (like.empty()) c.refuse("no tensor tells the height and width of the result");
  c.give(c.add("Expand", {c.name(0), c.sizes_from(c.name(0), like)}));
}

/// flatten(input, first, last): in front of a linear layer; those around an unpooling are looked
/// through by the unpooling.
void flatten(Conversion& c) {
  if (c.integer(1) == 1 && c.result_shape().size() == 2) {
    c.give(c.add("Flatten", {c.name(0)}, {{"axis", std::int64_t{1}}}));
  }
}

/// view(input, sizes) behind an unpooling, whose result has these sizes already.
void view(Conversion& c) {
  const auto* const maker = c.maker_of(0);
  if (maker == nullptr || maker->op != "aten::scatter")
    c.refuse("only unpooled maps are supported");
  c.give(c.name(0));
}

void unsqueeze(Conversion& c) {
  c.give(c.add("Unsqueeze", {c.name(0), c.constant({c.integer(1)})}));
}

/// select(input, axis, index)
void select(Conversion& c) {
  const auto index = c.add("Gather", {c.name(0), c.scalar(c.integer(2))}, {{"axis", c.integer(1)}});
  c.give(index);
}

/// The parts of chunk(input, count, axis), when they are taken out of the list.
void unpack(Conversion& c) {
  const auto* const chunk = c.maker_of(0);
  if (chunk == nullptr || chunk->op != "aten::chunk") c.refuse("expected the parts of a chunk");
  const auto parts = c.result_count();
  const auto made =
      c.add_several("Split", parts, {c.name(*chunk, 0)}, {{"axis", c.integer(*chunk, 2)}});
  for (std::size_t i = 0; i < parts; ++i) c.give(made[i], i);
}

}  // namespace

std::vector<Converter> shape_converters() {
  return {{.op = "aten::to", .convert = pass},
          {.op = "aten::dropout", .convert = pass},
          {.op = "aten::feature_dropout", .convert = pass},
          {.op = "aten::contiguous", .convert = pass},
          {.op = "aten::detach", .convert = pass},
          {.op = "aten::zeros", .convert = later},
          {.op = "aten::chunk", .convert = later},
          {.op = "prim::ListUnpack", .convert = unpack},
          {.op = "aten::cat", .convert = cat},
          {.op = "aten::constant_pad_nd", .convert = constant_pad},
          {.op = "aten::_pad_enum", .convert = pad},
          {.op = "aten::slice", .convert = slice},
          {.op = "aten::expand", .convert = expand},
          {.op = "aten::flatten", .convert = flatten},
          {.op = "aten::view", .convert = view},
          {.op = "aten::unsqueeze", .convert = unsqueeze},
          {.op = "aten::select", .convert = select}};
}

}  // namespace handsight::exporting
